/** The parts of a stage version's recipe that say what another attempt would run (contract/src/recipe.ts). */
interface Recipe {
	readonly definition?: {
		readonly program?: { readonly kind?: string; readonly path?: string; readonly name?: string };
	};
	readonly [part: string]: unknown;
}

export interface VersionFacts {
	readonly version: number;
	/** Any JSON, as it comes from the API. */
	readonly recipe: unknown;
}

export interface ScriptWords {
	/** One or two sentences: what a retry runs, and whether that is what failed. */
	readonly words: string;
	/** A retry runs the very same: it may well fail again. */
	readonly isUnchanged: boolean;
}

const partWords: Readonly<Record<string, string>> = {
	definition: "command",
	parameters: "parameters",
	unitRule: "units",
	parents: "inputs",
	outputPath: "output folder",
	repositoryLocation: "repository",
};

/**
 * A worker hashes a script right before it starts it, so that a retry always runs what is on disk then. Whether that is
 * what failed follows from the hash of the attempt and the one the coordinator knows now.
 */
export function scriptWords(
	attempt: { readonly programHash: string | null; readonly stageVersion: VersionFacts },
	current: VersionFacts | null,
): ScriptWords | null {
	if (current === null) return null;
	const now = recipeOf(current);
	const then = recipeOf(attempt.stageVersion);
	const changed = Object.keys(partWords).filter((part) => JSON.stringify(now[part]) !== JSON.stringify(then[part]));
	const stage =
		changed.length === 0
			? ""
			: ` The stage was changed since: version ${current.version} has other ${changed.map((part) => partWords[part]).join(", ")}.`;
	const program = now.definition?.program;
	if (program?.kind !== "script") {
		const what = program?.kind === "builtIn" ? `the built-in program ${program.name}` : "no program";
		// Nobody edits what is built in between two tries: that it is the same says nothing.
		return { words: `A retry runs ${what}.${stage}`, isUnchanged: false };
	}
	const name = (program.path ?? "").split("/").at(-1) ?? "";
	const script = contentWords(attempt.programHash, now.programHash);
	return {
		words: `A retry runs ${name} as it is on disk when it starts. ${script.words}${stage}`,
		isUnchanged: script.isSame && changed.length === 0,
	};
}

function contentWords(then: string | null, now: unknown): { readonly words: string; readonly isSame: boolean } {
	if (then === null) return { words: "What it was when this attempt ran is not known.", isSame: false };
	if (typeof now !== "string") return { words: "Whether it was changed since is not known.", isSame: false };
	return then === now
		? { words: "It has not been changed since this attempt.", isSame: true }
		: { words: "It has been changed since this attempt.", isSame: false };
}

function recipeOf({ recipe }: VersionFacts): Recipe {
	return typeof recipe === "object" && recipe !== null ? (recipe as Recipe) : {};
}
