import type { Argument, Command, Option } from "commander";
import { toArgument } from "../command/argument-values.ts";

/** One word a shell may offer. */
export interface Candidate {
	readonly value: string;
	/** Shown beside it by shells that can; empty for none. */
	readonly description: string;
}

/** What stands for a value in the command tree: the word between `<` and `>`. */
export interface ValuePlace {
	readonly name: string;
	/** What it may be, where that is known without asking anybody. */
	readonly choices: readonly string[];
	/** Several with commas. */
	readonly isList: boolean;
}

/** Where on a command line the cursor is. */
export type Place =
	| { readonly kind: "candidates"; readonly candidates: readonly Candidate[] }
	/** `prefix` stands before the value in the same word: `--stage=`. */
	| { readonly kind: "value"; readonly value: ValuePlace; readonly prefix: string; readonly text: string };

export interface ReadWords {
	readonly place: Place;
	/** Options of the words before, by their long names: `project`, `server`. */
	readonly given: ReadonlyMap<string, string>;
}

/** Finds the place of the cursor by walking down the commands, as commander reads them. */
export function readWords(program: Command, words: readonly string[], current: string): ReadWords {
	let command = program;
	let argumentCount = 0;
	let expecting: Option | undefined;
	let isAfterDashes = false;
	const given = new Map<string, string>();
	for (const word of words) {
		if (expecting !== undefined) {
			given.set(expecting.attributeName(), word);
			expecting = undefined;
		} else if (!isAfterDashes && word === "--") isAfterDashes = true;
		else if (!isAfterDashes && word.startsWith("-") && word !== "-") {
			const [name = "", value] = splitOption(word);
			const option = findOption(command, name);
			if (option !== undefined && value !== undefined) given.set(option.attributeName(), value);
			else if (option !== undefined && takesValue(option)) expecting = option;
		} else {
			const child = argumentCount === 0 ? childOf(command, word) : undefined;
			if (child !== undefined) command = child;
			else {
				// `tasks --state failed` means `tasks list --state failed`, and so does a first argument.
				if (argumentCount === 0) command = defaultOf(command);
				argumentCount += 1;
			}
		}
	}
	return { place: placeOf(command, { expecting, argumentCount, isAfterDashes, current }), given };
}

interface Cursor {
	readonly expecting: Option | undefined;
	readonly argumentCount: number;
	readonly isAfterDashes: boolean;
	readonly current: string;
}

function placeOf(command: Command, { expecting, argumentCount, isAfterDashes, current }: Cursor): Place {
	if (expecting !== undefined) return { kind: "value", value: placeOfValue(expecting), prefix: "", text: current };
	if (!isAfterDashes && current.startsWith("-")) {
		const [name = "", text] = splitOption(current);
		const option = text === undefined ? undefined : findOption(command, name);
		if (option !== undefined && text !== undefined) {
			return { kind: "value", value: placeOfValue(option), prefix: `${name}=`, text };
		}
		return { kind: "candidates", candidates: optionsOf(command) };
	}
	const children = argumentCount === 0 ? visibleChildren(command) : [];
	const { registeredArguments } = argumentCount === 0 ? defaultOf(command) : command;
	const argument = registeredArguments[argumentCount] ?? registeredArguments.filter(({ variadic }) => variadic).at(-1);
	if (children.length > 0) return { kind: "candidates", candidates: children };
	if (argument === undefined) return { kind: "candidates", candidates: optionsOf(command) };
	return { kind: "value", value: placeOfValue(argument), prefix: "", text: current };
}

/** `--stage=Bra` is `--stage` and `Bra`; without `=` there is no value. */
function splitOption(word: string): readonly [name: string, value?: string] {
	const at = word.indexOf("=");
	return at < 0 || !word.startsWith("--") ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** Options of the commands above it count as well. */
function findOption(command: Command, name: string): Option | undefined {
	const own = [command, defaultOf(command)].flatMap(({ options }) => options);
	const found = own.find(({ short, long }) => short === name || long === name);
	return found ?? (command.parent === null ? undefined : findOption(command.parent, name));
}

function takesValue({ required, optional }: Option): boolean {
	return required || optional;
}

function childOf(command: Command, word: string): Command | undefined {
	return command.commands.find((child) => child.name() === word || child.aliases().includes(word));
}

/** What a command without a subcommand means: `tasks` is `tasks list`. */
function defaultOf(command: Command): Command {
	// Commander keeps the name of the default under this one, and says it nowhere else.
	const { _defaultCommandName: name } = command as Command & { readonly _defaultCommandName?: string | null };
	return (name === null || name === undefined ? undefined : childOf(command, name)) ?? command;
}

function visibleChildren(command: Command): Candidate[] {
	return command
		.createHelp()
		.visibleCommands(command)
		.map((child) => ({ value: child.name(), description: child.description() }));
}

/** Of the command, of its default, and of those above it; hidden ones are left out. */
function optionsOf(command: Command): Candidate[] {
	const found = new Map<string, Candidate>();
	for (let level: Command | null = command; level !== null; level = level.parent) {
		const own = level === command ? [level, defaultOf(level)] : [level];
		for (const { long, short, description } of own.flatMap((one) => one.createHelp().visibleOptions(one))) {
			const value = long ?? short ?? "";
			if (value !== "" && !found.has(value)) found.set(value, { value, description });
		}
	}
	return [...found.values()];
}

/** Readers of options may say what they take: see `readChoice`. They are functions with properties to commander. */
function placeOfValue(target: Option | Argument): ValuePlace {
	const { parseArg, argChoices } = target;
	const said = (parseArg ?? {}) as { readonly choices?: unknown; readonly isList?: unknown };
	const choices = Array.isArray(said.choices)
		? said.choices.map((choice) => toArgument(String(choice)))
		: (argChoices ?? []);
	return { name: placeholderOf(target), choices, isList: said.isList === true };
}

/** `project` of `--project <project>` and of `[project]`; `tasks` of `[tasks...]`. */
function placeholderOf(target: Option | Argument): string {
	const text = "flags" in target ? (/[<[]([^>\]]+)[>\]]/.exec(target.flags)?.[1] ?? "") : target.name();
	return text.replace(/\.\.\.$/, "");
}
