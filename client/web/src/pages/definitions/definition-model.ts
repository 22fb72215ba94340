import { namesIn, scriptPath } from "@tilewright/contract/command-line";
import type { ReadDefinitionsResult } from "../../api/generated/documents.ts";
import { fieldsOfSchema } from "../graph-editor/parameter-schema-model.ts";

export type Repository = ReadDefinitionsResult["taskRepositories"][number];

/** A definition's content as it stands in the form. The coordinator checks it; here it is only taken apart. */

export interface DefinitionContent {
	readonly program:
		| { readonly kind: "script"; readonly path: string; readonly interpreter: string | null }
		| { readonly kind: "builtIn"; readonly name: string }
		| { readonly kind: "none" };
	readonly standardArguments: boolean;
	readonly arguments: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly expectedExitCode: number;
	readonly outputs: readonly unknown[];
	readonly parameterSchema: unknown;
	readonly logPrefix: string;
}

export const emptyContent: DefinitionContent = {
	program: { kind: "script", path: "", interpreter: null },
	standardArguments: true,
	arguments: [],
	environment: {},
	expectedExitCode: 0,
	outputs: [],
	parameterSchema: null,
	logPrefix: "",
};

/** What a program of one's own most often wants: what to read, and where to write. */
export const newContent: DefinitionContent = {
	...emptyContent,
	standardArguments: false,
	// biome-ignore lint/suspicious/noTemplateCurlyInString: names in arguments are written so
	arguments: ["${input_file}", "${output_directory}"],
};

/** What is missing has its default, as the coordinator gives it. */
export function contentFrom(value: unknown): DefinitionContent {
	return {
		...emptyContent,
		...(typeof value === "object" && value !== null ? (value as Partial<DefinitionContent>) : {}),
	};
}

export function programWords(content: DefinitionContent): string {
	switch (content.program.kind) {
		case "script":
			return content.program.path;
		case "builtIn":
			return `built in: ${content.program.name}`;
		case "none":
			return "runs nothing";
	}
}

/** Where a script is looked for; null for what is no script. */
export function programPath(content: DefinitionContent, repositoryLocation: string | null): string | null {
	if (content.program.kind !== "script") return null;
	return scriptPath(content.program.path, repositoryLocation) ?? content.program.path;
}

export function missingProgramWords(path: string): string {
	return `The coordinator finds no program at ${path}. Put it there, or mend the path or the repository: until then every task that runs it fails, unless its worker sees another disk.`;
}

/** Parameters of the schema that arguments name and that have no value before a stage gives them one. */
export function namesOfStages(
	content: DefinitionContent,
	values: readonly { readonly name: string }[],
): readonly string[] {
	const valued = new Set(values.map(({ name }) => name));
	const used = new Set(content.arguments.flatMap(namesIn));
	return (fieldsOfSchema(content.parameterSchema) ?? [])
		.map(({ name }) => name)
		.filter((name) => used.has(name.toLowerCase()) && !valued.has(name.toLowerCase()));
}

export function moved(list: readonly string[], index: number, by: number): readonly string[] {
	const to = index + by;
	if (to < 0 || to >= list.length) return list;
	const rest = list.filter((_, at) => at !== index);
	return [...rest.slice(0, to), list[index] ?? "", ...rest.slice(to)];
}

/** As people write a command to read it: an argument each, quoted only where the eye needs it. */
export function quoted(argument: string): string {
	return /[\s"'\\]|^$/.test(argument) ? JSON.stringify(argument) : argument;
}
