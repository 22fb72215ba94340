import type { CreateTaskDefinitionInput } from "../api/generated/documents.ts";
import { isObject } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";

const example =
	'{"name": "line-fix", "repository": "scripts", "content": {"program": {"kind": "script", "path": "line-fix.sh"}}}';
const knownKeys = new Set(["name", "description", "repository", "content", "defaultOperations"]);
/** What `definitions show --json` adds; says nothing about a new definition. `version` is what a change was made for. */
const ignoredKeys = new Set(["id", "version", "archivedAt", "programExists", "programText", "stages"]);

export interface DefinitionFile {
	readonly input: Omit<CreateTaskDefinitionInput, "repositoryId" | "message">;
	/** Id or name of the repository. */
	readonly repository: string | undefined;
}

/**
 * A task definition as it stands in a file; what `definitions show --json` prints can be given back. What the content
 * means is checked by the server. Throws a failure that says which key is wrong.
 */
export function readDefinitionFile(value: unknown): DefinitionFile {
	const { input, repository } = readDefinitionChange(value);
	if (input.name === undefined) throw usageFailure(`The definition has no "name": expected ${example}.`);
	if (input.content === undefined) throw usageFailure(`The definition has no "content" object: expected ${example}.`);
	return { input: { ...input, name: input.name, content: input.content }, repository };
}

/** The same for a definition that is there: what is left out stays as it is. */
export function readDefinitionChange(value: unknown): {
	readonly input: Partial<DefinitionFile["input"]>;
	readonly repository: string | undefined;
	/** Of the definition the file was made from, where it says so. */
	readonly version: number | undefined;
} {
	if (!isObject(value)) throw usageFailure(`The definition is not a JSON object: expected ${example}.`);
	const unknown = Object.keys(value).filter((key) => !knownKeys.has(key) && !ignoredKeys.has(key));
	if (unknown.length > 0) {
		throw usageFailure(
			`The definition has unknown keys (${unknown.join(", ")}): expected ${[...knownKeys].join(", ")}.`,
		);
	}
	const { name, description, content, defaultOperations } = value;
	if (name !== undefined && (typeof name !== "string" || name === "")) {
		throw usageFailure(`The definition has no "name": expected ${example}.`);
	}
	if (content !== undefined && !isObject(content)) {
		throw usageFailure(`The definition has no "content" object: expected ${example}.`);
	}
	if (description !== undefined && typeof description !== "string") {
		throw usageFailure('"description" of the definition is not a text.');
	}
	if (defaultOperations !== undefined && !isObject(defaultOperations)) {
		throw usageFailure('"defaultOperations" of the definition is not an object.');
	}
	return {
		input: {
			...(name === undefined ? {} : { name }),
			...(content === undefined ? {} : { content }),
			...(description === undefined ? {} : { description }),
			...(defaultOperations === undefined ? {} : { defaultOperations }),
		},
		repository: readRepository(value.repository),
		version: typeof value.version === "number" ? value.version : undefined,
	};
}

function readRepository(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value;
	if (isObject(value) && typeof value.name === "string") return value.name;
	throw usageFailure('"repository" of the definition is neither a name nor an id.');
}
