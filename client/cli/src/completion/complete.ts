import { createApi } from "../api/graphql-client.ts";
import { createProgram } from "../command/program.ts";
import type { Surroundings } from "../command/session.ts";
import { findServer } from "../server/find-server.ts";
import { cutLine } from "./command-line-words.ts";
import { type Candidate, readWords, type ValuePlace } from "./command-tree.ts";
import { namesOf } from "./completed-names.ts";

/** Longer than that, and whoever pressed Tab types the name. */
const patienceMs = 700;

/** Whether the shell's own completion of files takes over. */
type Directive = "words" | "files" | "folders";

const placesOfFiles: Readonly<Record<string, Directive>> = {
	file: "files",
	folder: "folders",
};

/**
 * Answers a shell that asks what may come next: a line with a directive (`words`, `files` or `folders`), then a line
 * for each candidate: the word, a tab, a description. Never complains, and always ends with 0: what it would say
 * would stand in the middle of what somebody types.
 *
 * bash hands over its line up to the cursor (`bash <line> <word breaks>`), zsh and fish the words
 * (`zsh <word…> <current word>`).
 */
export async function complete(argumentList: readonly string[], surroundings: Surroundings): Promise<number> {
	try {
		const [shell = "", ...rest] = argumentList;
		const asked =
			shell === "bash" ? askedByBash(rest) : { words: rest.slice(0, -1), current: rest.at(-1) ?? "", cut: 0 };
		const { directive, candidates } = await findCandidates(asked.words, asked.current, surroundings);
		const lines = candidates
			.filter(({ value }) => value.startsWith(asked.current) && !/[\r\n\t]/.test(value))
			.map(({ value, description }) => `${value.slice(asked.cut)}\t${description.replaceAll(/\s+/g, " ")}`);
		surroundings.terminal.write(`${[directive, ...lines].join("\n")}\n`);
	} catch {
		surroundings.terminal.write("words\n");
	}
	return 0;
}

/** The word before the cursor, and how much of it bash takes for words of their own: `--stage=` of `--stage=Bra`. */
function askedByBash([line = "", wordBreaks = ""]: readonly string[]) {
	const { words, current, openQuote } = cutLine(line);
	const breaks = [..."=:@"].filter((letter) => wordBreaks.includes(letter));
	const cut = openQuote === "" ? Math.max(...breaks.map((letter) => current.lastIndexOf(letter)), -1) + 1 : 0;
	// The first one is the command itself.
	return { words: words.slice(1), current, cut };
}

interface Found {
	readonly directive: Directive;
	/** Whole words. */
	readonly candidates: readonly Candidate[];
}

async function findCandidates(words: readonly string[], current: string, surroundings: Surroundings): Promise<Found> {
	const { place, given } = readWords(createProgram(surroundings), words, current);
	if (place.kind === "candidates") return { directive: "words", candidates: place.candidates };
	const { value, prefix, text } = place;
	const directive = placesOfFiles[value.name];
	if (directive !== undefined) return { directive, candidates: [] };
	// Of several with commas the last one is completed.
	const done = isList(value) ? text.slice(0, text.lastIndexOf(",") + 1) : "";
	const candidates =
		value.choices.length > 0
			? value.choices.map((choice) => ({ value: choice, description: "" }))
			: await askForNames(value.name, given, surroundings);
	return {
		directive: "words",
		candidates: candidates.map((candidate) => ({ ...candidate, value: `${prefix}${done}${candidate.value}` })),
	};
}

/** Kinds of names of which several may stand there, with commas. */
const listNames: ReadonlySet<string> = new Set(["stages", "projects", "event-kinds"]);

function isList({ isList: isChoiceList, name }: ValuePlace): boolean {
	return isChoiceList || listNames.has(name);
}

async function askForNames(
	kind: string,
	given: ReadonlyMap<string, string>,
	{ environment, installation }: Surroundings,
): Promise<Candidate[]> {
	const server = findServer(given.get("server"), environment, installation);
	const api = createApi(server, "", AbortSignal.timeout(patienceMs));
	return namesOf(api, kind, given.get("project"));
}
