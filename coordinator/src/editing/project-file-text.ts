import { isTilewrightError, TilewrightError } from "@tilewright/contract/errors";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { checkSourceSettings } from "../acquisition/checked-source-settings.ts";
import { definitionOf, isRootStageName, isSameName, type ProjectFile, projectFileSchema } from "./project-file.ts";

/** A project file from its text, every complaint with its line and column. */

const longestText = 4_000_000;
/** Anchors are fine; a file that unfolds to gigabytes is not. */
const maximumAliases = 1_000;
const shownProblems = 20;

type Path = readonly PropertyKey[];

interface FileProblem {
	readonly line: number;
	readonly column: number;
	/** `stages[2].unitRule` */
	readonly path: string;
	readonly message: string;
}

/** Throws ARGUMENT_INVALID that names all that is wrong. */
export function readProjectFile(text: string): ProjectFile {
	if (text.length > longestText) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `The project file has ${text.length} characters; at most ${longestText} are read.`,
		});
	}
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const placeAt = (offset: number) => {
		const { line, col } = lines.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};
	// What follows the first ones follows from them.
	refuse(document.errors.slice(0, 3).map(({ pos, message }) => ({ ...placeAt(pos[0]), path: "", message })));
	const placeOf = (path: Path, key?: string) => placeAt(offsetOf(document, path, key));
	const parsed = projectFileSchema.safeParse(plainValueOf(document));
	if (!parsed.success) refuse(parsed.error.issues.flatMap((issue) => problemsOf(issue, placeOf)));
	const file = parsed.data as ProjectFile;
	refuse(inconsistencies(file).map(({ path, message }) => ({ ...placeOf(path), path: inWords(path), message })));
	return file;
}

function plainValueOf(document: Document): unknown {
	try {
		return document.toJS({ maxAliasCount: maximumAliases });
	} catch (cause) {
		const message = `The project file cannot be unfolded: ${cause instanceof Error ? cause.message : String(cause)}. Write out what its anchors stand for.`;
		throw new TilewrightError({ code: "ARGUMENT_INVALID", message, cause });
	}
}

function refuse(problems: readonly FileProblem[]): void {
	if (problems.length === 0) return;
	const shown = problems
		.slice(0, shownProblems)
		.map(
			({ line, column, path, message }) =>
				`line ${line}, column ${column}${path === "" ? "" : `, ${path}`}: ${message}`,
		);
	const others = problems.length - shown.length;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The project file cannot be used: ${shown.join("; ")}${others > 0 ? `; and ${others} more` : ""}`,
		fields: { problems: problems.slice(0, shownProblems) },
	});
}

function problemsOf(
	issue: z.core.$ZodIssue,
	placeOf: (path: Path, key?: string) => { line: number; column: number },
): FileProblem[] {
	if (issue.code === "unrecognized_keys") {
		return issue.keys.map((key) => ({
			...placeOf(issue.path, key),
			path: inWords([...issue.path, key]),
			message: "there is no such key",
		}));
	}
	return [{ ...placeOf(issue.path), path: inWords(issue.path), message: issue.message }];
}

/** What each entry alone cannot know. */
function inconsistencies(file: ProjectFile): { readonly path: Path; readonly message: string }[] {
	const stageIs = (name: string) => file.stages.some((stage) => isSameName(stage.name, name));
	return [
		...doubled("sources", file.sources, ({ name }) => name),
		...doubled("repositories", file.repositories, ({ name }) => name),
		...doubled("definitions", file.definitions, ({ name, edition }) => `${name} (edition ${edition})`),
		...doubled("stages", file.stages, ({ name }) => name),
		...file.sources.flatMap((source, at) => {
			const problem = settingsProblem(source.kind, source.settings);
			return problem === null ? [] : [{ path: ["sources", at, "settings"], message: problem }];
		}),
		...file.definitions.flatMap(({ repository, content }, at) => {
			if (repository !== null && !file.repositories.some((other) => isSameName(other.name, repository)))
				return [
					{ path: ["definitions", at, "repository"], message: `there is no repository "${repository}" in the file` },
				];
			const { program } = content;
			return program.kind === "script" && repository === null && !/^([A-Za-z]:)?[\\/]/.test(program.path)
				? [{ path: ["definitions", at, "content"], message: "a script with a relative path needs a repository" }]
				: [];
		}),
		...file.stages.flatMap((stage, at) => [
			...(isRootStageName(stage.name)
				? [{ path: ["stages", at, "name"], message: "the root stage is there by itself, and is not described" }]
				: []),
			...stage.parents.flatMap((parent, place) =>
				stageIs(parent) || isRootStageName(parent)
					? []
					: [{ path: ["stages", at, "parents", place], message: `there is no stage "${parent}" in the file` }],
			),
			...(stage.canaryOf !== null && !stageIs(stage.canaryOf)
				? [{ path: ["stages", at, "canaryOf"], message: `there is no stage "${stage.canaryOf}" in the file` }]
				: []),
			...(stage.canaryOf !== null && stage.canary === null
				? [{ path: ["stages", at, "canaryOf"], message: 'say with "canary" on how many units it is tried out' }]
				: []),
			...(stage.definition.edition > 1 && !definitionOf(file, stage.definition)
				? [{ path: ["stages", at, "definition"], message: `there is no such edition of "${stage.definition.name}"` }]
				: []),
		]),
	];
}

function doubled<Entry>(section: string, entries: readonly Entry[], nameOf: (entry: Entry) => string) {
	return entries.flatMap((entry, at) =>
		entries.findIndex((other) => isSameName(nameOf(other), nameOf(entry))) === at
			? []
			: [{ path: [section, at, "name"], message: `"${nameOf(entry)}" is there twice` }],
	);
}

function settingsProblem(kind: Parameters<typeof checkSourceSettings>[0], settings: unknown): string | null {
	try {
		checkSourceSettings(kind, settings);
		return null;
	} catch (error) {
		if (isTilewrightError(error)) return error.message;
		throw error;
	}
}

/** Of the value at the path (or one of its keys); of the nearest thing above it where there is none. */
function offsetOf(document: Document, path: Path, key?: string): number {
	let node: unknown = document.contents;
	let offset = startOf(node) ?? 0;
	for (const step of path) {
		const pair = isMap(node) ? pairOf(node, String(step)) : undefined;
		const next: unknown = isSeq(node) ? node.items[Number(step)] : pair?.value;
		offset = startOf(next) ?? startOf(pair?.key) ?? offset;
		node = next;
	}
	if (key === undefined || !isMap(node)) return offset;
	return startOf(pairOf(node, key)?.key) ?? offset;
}

function pairOf(map: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] }, key: string) {
	return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function startOf(node: unknown): number | undefined {
	return typeof node === "object" && node !== null && "range" in node
		? ((node as Node).range?.[0] ?? undefined)
		: undefined;
}

/** `stages[2].unitRule` */
function inWords(path: Path): string {
	return path.reduce<string>(
		(text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}${text === "" ? "" : "."}${String(step)}`),
		"",
	);
}
