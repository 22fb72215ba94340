import { joinPath, predecessorLogFile } from "./attempt-paths.ts";
import type { TaskDefinitionContent } from "./recipe.ts";
import { artifactsFileName, metricsFileName } from "./result-files.ts";
import type { TaskFileTile } from "./task-file.ts";

/**
 * From a task definition and a unit to the arguments of a program, as pure functions: the worker runs
 * them, the page shows them. Arguments are always an array; nothing here is ever read by a shell.
 */

/** Built-in names of `${NAME}`; upper and lower case are the same. */
export const builtInArgumentNames = [
	"input_file",
	"input_directory",
	"output_directory",
	"relative_path",
	"tile_name",
	"project_name",
	"project_root",
	"log_file",
	"x",
	"y",
	"z",
	"step_x",
	"step_y",
	"step_z",
	"expected_exit_code",
	"is_cluster_job",
	"task_id",
] as const;

/** Known beside them where the unit is a pair of neighbours. */
export const neighbourArgumentNames = ["adjacent_tile_relative_path", "adjacent_tile_name"] as const;

type BuiltInName = (typeof builtInArgumentNames)[number] | (typeof neighbourArgumentNames)[number];

/** What a program that works on one file is given: of the unit's first input. */
export interface FirstInput {
	readonly directory: string;
	/** Absolute; null where there is none. */
	readonly file: string | null;
}

export interface ArgumentContext {
	readonly project: {
		readonly name: string;
		readonly rootPath: string;
		readonly parameters: Readonly<Record<string, unknown>>;
	};
	readonly stageParameters: Readonly<Record<string, unknown>>;
	readonly definition: Pick<
		TaskDefinitionContent,
		"standardArguments" | "arguments" | "expectedExitCode" | "logPrefix" | "parameterSchema"
	>;
	readonly taskId: number;
	/** Relative to the output root. */
	readonly unitDirectory: string;
	/** The unit's own (first) tile; null for groups. */
	readonly tile: TaskFileTile | null;
	/** The second tile of a pair of neighbours, else null. */
	readonly adjacentTile: TaskFileTile | null;
	/** Null where nothing is known of inputs. */
	readonly firstInput: FirstInput | null;
	readonly inputRoot: string;
	/** What the program takes for the output root: private to the attempt. */
	readonly outputRoot: string;
	/** Where the stage's results are published (recipe.outputPath). */
	readonly publishedRoot: string;
	readonly isClusterJob: boolean;
}

/** Text values by lower-case name. */
export type ArgumentValues = ReadonlyMap<string, string>;

export interface RenderedArguments {
	readonly arguments: readonly string[];
	/** Set when an argument names the log file: its folder must exist before the program starts. */
	readonly logFile: string | null;
}

/** The standard arguments (where the definition wants them), then the user's in their order. */
export function renderArguments(context: ArgumentContext): RenderedArguments {
	const values = argumentValues(context);
	const standard = context.definition.standardArguments ? standardArguments(context) : [];
	const own = context.definition.arguments.map((argument) => renderTemplate(argument, values));
	const logFile = values.get("log_file") ?? null;
	const namesLogFile = context.definition.arguments.some((argument) => namesIn(argument).includes("log_file"));
	return { arguments: [...standard, ...own], logFile: namesLogFile ? logFile : null };
}

/**
 * Input root, output root, relative path and name of the tile. A group has no tile: it gets its unit
 * directory instead, so that a script which writes to `<output root>/<relative path>` writes to the right place.
 */
export function standardArguments(context: ArgumentContext): readonly string[] {
	return [context.inputRoot, context.outputRoot, tilePath(context), tileName(context)];
}

/**
 * What every name stands for. Where a name is given twice, the stage's parameter wins over the project's
 * and the project's over the definition's default and the built-in one. What a tile does not have (no lattice position)
 * is empty.
 */
export function argumentValues(context: ArgumentContext): ArgumentValues {
	const { project, definition, tile } = context;
	const builtIn: Record<string, unknown> = {
		input_file: context.firstInput?.file,
		input_directory: context.firstInput?.directory,
		output_directory: joinPath(context.outputRoot, context.unitDirectory),
		relative_path: tilePath(context),
		tile_name: tileName(context),
		project_name: project.name,
		project_root: project.rootPath,
		log_file: predecessorLogFile(context.publishedRoot, tilePath(context), definition.logPrefix, tileName(context)),
		x: tile?.lattice?.x,
		y: tile?.lattice?.y,
		z: tile?.lattice?.z,
		step_x: tile?.step?.x,
		step_y: tile?.step?.y,
		step_z: tile?.step?.z,
		expected_exit_code: definition.expectedExitCode,
		is_cluster_job: context.isClusterJob ? 1 : 0,
		task_id: context.taskId,
	} satisfies Partial<Record<BuiltInName, unknown>>;
	const values = new Map<string, string>();
	setAll(values, builtIn);
	if (context.adjacentTile !== null) {
		values.set("adjacent_tile_relative_path", context.adjacentTile.relativePath);
		values.set("adjacent_tile_name", context.adjacentTile.name);
	}
	setAll(values, parameterDefaults(definition));
	setAll(values, project.parameters);
	setAll(values, context.stageParameters);
	return values;
}

/** The first input's first file, by its name; what describes results is none. */
export function firstInputOf(
	inputs: readonly { readonly directory: string; readonly artifacts: readonly { readonly path: string }[] }[],
): FirstInput | null {
	const [input] = inputs;
	if (input === undefined) return null;
	const [path] = input.artifacts
		.map((artifact) => artifact.path)
		.filter((name) => name !== metricsFileName && name !== artifactsFileName)
		.sort();
	return { directory: input.directory, file: path === undefined ? null : joinPath(input.directory, path) };
}

/** What the schema says of parameters that a stage does not set, by name. */
export function parameterDefaults({
	parameterSchema,
}: Pick<TaskDefinitionContent, "parameterSchema">): Readonly<Record<string, unknown>> {
	const properties: unknown = parameterSchema?.properties;
	if (typeof properties !== "object" || properties === null) return {};
	return Object.fromEntries(
		Object.entries(properties).flatMap(([name, property]: [string, unknown]) =>
			typeof property === "object" && property !== null && "default" in property ? [[name, property.default]] : [],
		),
	);
}

const placeholder = /\$\{([^{}]*)\}/g;

/**
 * Replaces each `${NAME}`; an unknown name is replaced by itself, without `${}`, so that positions never
 * shift. What is put in is not looked at again.
 */
export function renderTemplate(template: string, values: ArgumentValues): string {
	return template.replace(placeholder, (_match, name: string) => values.get(name.trim().toLowerCase()) ?? name);
}

/** The names a template uses, in lower case. */
export function namesIn(template: string): readonly string[] {
	return [...template.matchAll(placeholder)].map((match) => (match[1] ?? "").trim().toLowerCase());
}

/** Absolute path of a script: relative ones are looked for in their task repository. Null when that is missing. */
export function scriptPath(path: string, repositoryLocation: string | null): string | null {
	if (isAbsolutePath(path)) return path;
	return repositoryLocation === null ? null : joinPath(repositoryLocation, path);
}

export function isAbsolutePath(path: string): boolean {
	return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
}

function tilePath(context: ArgumentContext): string {
	return context.tile?.relativePath ?? context.unitDirectory;
}

function tileName(context: ArgumentContext): string {
	return context.tile?.name ?? context.unitDirectory.split("/").at(-1) ?? "";
}

function setAll(values: Map<string, string>, entries: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(entries)) values.set(name.toLowerCase(), asText(value));
}

function asText(value: unknown): string {
	if (value === null || value === undefined) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
