import type { DefinitionContent } from "./definition-model.ts";

/** What is being written, before the coordinator is asked. */
export interface WrittenDefinition {
	readonly name: string;
	readonly repositoryId: string | null;
	readonly content: DefinitionContent;
	readonly defaultOperations: unknown;
}

export type DefinitionField =
	| "name"
	| "program"
	| "expectedExitCode"
	| "environment"
	| "outputs"
	| "parameterSchema"
	| "defaultOperations";

/** Field by field what is missing or cannot be, each a sentence. What a program does with it is the coordinator's word. */
export type DefinitionProblems = Readonly<Partial<Record<DefinitionField, string>>>;

export function problemsOfDefinition(written: WrittenDefinition): DefinitionProblems {
	const { content } = written;
	const found: Readonly<Record<DefinitionField, string | null>> = {
		name: written.name.trim() === "" ? "A name is needed." : null,
		program: programProblem(written),
		expectedExitCode: isExitCode(content.expectedExitCode) ? null : "An exit code is a whole number from 0 to 255.",
		environment: isTexts(content.environment) ? null : 'Names and texts are needed, such as { "THREADS": "4" }.',
		outputs: isOutputs(content.outputs) ? null : 'A list is needed, each with a path, such as [{ "path": "*.tif" }].',
		parameterSchema:
			content.parameterSchema === null || isObject(content.parameterSchema)
				? null
				: 'A JSON Schema is needed, such as { "type": "object", "properties": {} }, or nothing.',
		defaultOperations: isObject(written.defaultOperations)
			? null
			: 'Names and values are needed, such as { "workUnits": 2 }.',
	};
	return Object.fromEntries(Object.entries(found).filter(([, words]) => words !== null));
}

function programProblem({ content, repositoryId }: WrittenDefinition): string | null {
	const { program } = content;
	switch (program.kind) {
		case "none":
			return null;
		case "builtIn":
			if (program.name === "") return "The name of a built-in program is needed, such as preview.";
			if (/^[a-z][a-z0-9-]*$/.test(program.name)) return null;
			return "Built-in programs have names of small letters, digits and hyphens, such as preview.";
		case "script":
			if (program.path === "") return "Which program is run is needed: its path.";
			if (program.path.split(/[\\/]/).includes("..")) return "A path inside the repository cannot go up with “..”.";
			if (repositoryId !== null || /^([A-Za-z]:)?[\\/]/.test(program.path)) return null;
			return "A relative path needs a repository: choose one, or give the whole path.";
	}
}

function isExitCode(code: unknown): boolean {
	return Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
	return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isOutputs(value: unknown): boolean {
	return Array.isArray(value) && value.every((one) => isObject(one) && typeof one.path === "string" && one.path !== "");
}
