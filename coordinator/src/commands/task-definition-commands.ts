import { asTaskDefinitionId, type TaskDefinitionId, type TaskRepositoryId } from "@tilewright/contract/ids";
import { operationsSchema, type TaskDefinitionContent, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { defineCommand } from "./command.ts";
import { refuseOtherDefinition } from "./definition-conflict.ts";
import { descriptionSchema, idSchema, invalid, nameSchema, nameTaken, notFound } from "./name-rules.ts";
import { lockTaskRepository } from "./task-repository-commands.ts";

/** What a new stage starts from; what is left out has its default. */
const defaultOperationsSchema = z
	.record(z.string(), z.unknown())
	.refine((value) => operationsSchema.safeParse(value).success, {
		error: (issue) => z.prettifyError(operationsSchema.safeParse(issue.input).error ?? new z.ZodError([])),
	});

export const createTaskDefinition = defineCommand({
	name: "createTaskDefinition",
	input: z.object({
		name: nameSchema,
		description: descriptionSchema.default(""),
		repositoryId: idSchema.nullish(),
		content: z.unknown(),
		defaultOperations: defaultOperationsSchema.default({}),
	}),
	async carryOut({ transaction }, input) {
		const repositoryId = input.repositoryId == null ? null : await lockTaskRepository(transaction, input.repositoryId);
		const content = checkContent(input.content, repositoryId);
		await refuseTakenName(transaction, input.name, null);
		const id = await insertDefinition(transaction, { ...input, repositoryId, content });
		return { taskDefinitionId: id, audit: { summary: `added task definition "${input.name}"` } };
	},
});

/**
 * Another content is a new version; stages keep the version they were made with. VERSION_CONFLICT when somebody else
 * has made one since the expected version was looked at.
 */
export const updateTaskDefinition = defineCommand({
	name: "updateTaskDefinition",
	input: z.object({
		id: idSchema,
		expectedVersion: z.int().positive().nullish(),
		name: nameSchema.nullish(),
		description: descriptionSchema.nullish(),
		repositoryId: idSchema.nullish(),
		content: z.unknown().optional(),
		defaultOperations: defaultOperationsSchema.nullish(),
	}),
	async carryOut({ transaction }, input) {
		const definition = await lockDefinition(transaction, input.id);
		await refuseOtherDefinition(transaction, definition, input.expectedVersion);
		if (input.name != null) await refuseTakenName(transaction, input.name, definition.id);
		const repositoryId =
			input.repositoryId == null ? definition.repositoryId : await lockTaskRepository(transaction, input.repositoryId);
		const content = input.content == null ? null : checkContent(input.content, repositoryId);
		const version = content === null ? definition.version : definition.version + 1;
		await transaction.query(
			`update task_definition set name = coalesce($2, name), description = coalesce($3, description), repository_id = $4,
				version = $5, content = coalesce($6::jsonb, content), default_operations = coalesce($7::jsonb, default_operations)
			where id = $1`,
			[
				definition.id,
				input.name ?? null,
				input.description ?? null,
				repositoryId,
				version,
				content === null ? null : JSON.stringify(content),
				input.defaultOperations == null ? null : JSON.stringify(input.defaultOperations),
			],
		);
		if (content !== null) await insertVersion(transaction, definition.id, version, content);
		const { id: _same, ...before } = definition;
		const { id: _too, ...after } = await lockDefinition(transaction, definition.id);
		const audit = auditOfChange(`task definition "${definition.name}"`, before, after);
		return { taskDefinitionId: definition.id, audit };
	},
});

export const duplicateTaskDefinition = defineCommand({
	name: "duplicateTaskDefinition",
	input: z.object({ id: idSchema, name: nameSchema.nullish() }),
	async carryOut({ transaction }, input) {
		const original = await lockDefinition(transaction, input.id);
		const name = input.name ?? (await freeCopyName(transaction, original.name));
		await refuseTakenName(transaction, name, null);
		const id = await insertDefinition(transaction, { ...original, name });
		return { taskDefinitionId: id, audit: { summary: `copied task definition "${original.name}" as "${name}"` } };
	},
});

export const archiveTaskDefinition = defineCommand({
	name: "archiveTaskDefinition",
	input: z.object({ id: idSchema }),
	async carryOut({ transaction, now }, input) {
		const { id, name } = await lockDefinition(transaction, input.id);
		await transaction.query("update task_definition set archived_at = coalesce(archived_at, $2) where id = $1", [
			id,
			now,
		]);
		return { taskDefinitionId: id, audit: { summary: `archived task definition "${name}"` } };
	},
});

export interface LockedDefinition {
	readonly id: TaskDefinitionId;
	readonly name: string;
	readonly description: string;
	readonly repositoryId: TaskRepositoryId | null;
	readonly version: number;
	readonly content: unknown;
	readonly defaultOperations: Readonly<Record<string, unknown>>;
}

/** Throws NOT_FOUND, also for archived ones. */
export async function lockDefinition(transaction: Transaction, id: number): Promise<LockedDefinition> {
	const [row] = await transaction.query<LockedDefinition>(
		`select id, name, description, repository_id as "repositoryId", version, content, default_operations as "defaultOperations"
		from task_definition where id = $1 and archived_at is null for update`,
		[id],
	);
	if (!row) throw notFound("task definition", id);
	return row;
}

export async function insertDefinition(
	transaction: Transaction,
	definition: {
		readonly name: string;
		readonly description: string;
		readonly repositoryId: TaskRepositoryId | null;
		readonly content: unknown;
		readonly defaultOperations: Readonly<Record<string, unknown>>;
	},
): Promise<TaskDefinitionId> {
	const [row] = await transaction.query<{ id: number }>(
		`insert into task_definition (name, description, repository_id, content, default_operations)
		values ($1, $2, $3, $4, $5) returning id`,
		[
			definition.name,
			definition.description,
			definition.repositoryId,
			JSON.stringify(definition.content),
			JSON.stringify(definition.defaultOperations),
		],
	);
	const id = asTaskDefinitionId(row?.id ?? 0);
	await insertVersion(transaction, id, 1, definition.content);
	return id;
}

export async function insertVersion(
	transaction: Transaction,
	id: TaskDefinitionId,
	version: number,
	content: unknown,
): Promise<void> {
	await transaction.query("insert into task_definition_version (definition_id, version, content) values ($1, $2, $3)", [
		id,
		version,
		JSON.stringify(content),
	]);
}

function checkContent(content: unknown, repositoryId: TaskRepositoryId | null): TaskDefinitionContent {
	const parsed = taskDefinitionContentSchema.safeParse(content);
	if (!parsed.success) throw invalid(`The content is not a task definition: ${z.prettifyError(parsed.error)}`);
	const { program } = parsed.data;
	if (program.kind !== "script") return parsed.data;
	const isAbsolute = /^([A-Za-z]:)?[\\/]/.test(program.path);
	if (!isAbsolute && repositoryId === null) {
		throw invalid(
			`The script "${program.path}" is a relative path and the definition has no task repository: choose a repository or give an absolute path.`,
			{ path: program.path },
		);
	}
	if (program.path.includes("\0") || program.path.split(/[\\/]/).includes("..")) {
		throw invalid(`The script "${program.path}" goes up with "..": give its path inside the repository.`, {
			path: program.path,
		});
	}
	return parsed.data;
}

async function freeCopyName(transaction: Transaction, name: string): Promise<string> {
	const rows = await transaction.query<{ name: string }>(
		"select lower(name) as name from task_definition where archived_at is null",
	);
	const taken = new Set(rows.map((row) => row.name));
	for (let number = 1; ; number += 1) {
		const candidate = number === 1 ? `${name} copy` : `${name} copy ${number}`;
		if (!taken.has(candidate.toLowerCase())) return candidate;
	}
}

async function refuseTakenName(
	transaction: Transaction,
	name: string,
	exceptId: TaskDefinitionId | null,
): Promise<void> {
	const taken = await transaction.query(
		"select id from task_definition where lower(name) = lower($1) and archived_at is null and id is distinct from $2",
		[name, exceptId],
	);
	if (taken.length > 0) throw nameTaken("Task definition", name, "here");
}
