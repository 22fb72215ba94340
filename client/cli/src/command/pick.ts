import { notFoundFailure, usageFailure } from "./command-failure.ts";

interface Named {
	readonly id: string;
	readonly name: string;
}

const shownChoices = 8;

/**
 * The one thing meant by an id or a name. An exact name or id goes before a name in another spelling of capitals;
 * when that leaves several, none is taken. Throws a failure that says which there are.
 */
export function pick<Item extends Named>(
	items: readonly Item[],
	text: string,
	what: string,
	/** How an item is told from others of its name. */
	describe: (item: Item) => string = ({ id, name }) => `"${name}" (${id})`,
): Item {
	const exact = items.filter(({ id, name }) => id === text || name === text);
	const found = exact.length > 0 ? exact : items.filter(({ name }) => name.toLowerCase() === text.toLowerCase());
	const [first] = found;
	if (found.length === 1 && first !== undefined) return first;
	if (found.length > 1) {
		throw usageFailure(`"${text}" may be ${joinChoices(found.map(describe), "or")}: give the id of the ${what}.`);
	}
	const known = items.length === 0 ? "There is none." : `There is ${joinChoices(items.map(describe), "and")}.`;
	throw notFoundFailure(`There is no ${what} "${text}". ${known}`);
}

function joinChoices(choices: readonly string[], word: string): string {
	const shown = choices.slice(0, shownChoices);
	const others = choices.length - shown.length;
	const parts = others > 0 ? [...shown, `${others} more`] : shown;
	return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}
