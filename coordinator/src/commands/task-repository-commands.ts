import { asTaskRepositoryId, type TaskRepositoryId } from "@tilewright/contract/ids";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { defineCommand } from "./command.ts";
import { descriptionSchema, idSchema, invalid, nameSchema, nameTaken, notFound } from "./name-rules.ts";
import { normaliseRootPath } from "./path-rules.ts";

export const createTaskRepository = defineCommand({
	name: "createTaskRepository",
	input: z.object({ name: nameSchema, description: descriptionSchema.default(""), location: z.string() }),
	async carryOut({ transaction }, input) {
		const location = normaliseRootPath(input.location, "task repository's location");
		await refuseTakenName(transaction, input.name, null);
		const [row] = await transaction.query<{ id: number }>(
			"insert into task_repository (name, description, location) values ($1, $2, $3) returning id",
			[input.name, input.description, location],
		);
		const audit = { summary: `added task repository "${input.name}" in ${location}` };
		return { taskRepositoryId: asTaskRepositoryId(row?.id ?? 0), audit };
	},
});

/** Another location is used by stages made from now on; those that exist keep the one they were made with. */
export const updateTaskRepository = defineCommand({
	name: "updateTaskRepository",
	input: z.object({
		id: idSchema,
		name: nameSchema.nullish(),
		description: descriptionSchema.nullish(),
		location: z.string().nullish(),
	}),
	async carryOut({ transaction }, input) {
		const id = await lockTaskRepository(transaction, input.id);
		const before = await readSettings(transaction, id);
		if (input.name != null) await refuseTakenName(transaction, input.name, id);
		const location = input.location == null ? null : normaliseRootPath(input.location, "task repository's location");
		await transaction.query(
			`update task_repository set name = coalesce($2, name), description = coalesce($3, description),
				location = coalesce($4, location) where id = $1`,
			[id, input.name ?? null, input.description ?? null, location],
		);
		const after = await readSettings(transaction, id);
		return { taskRepositoryId: id, audit: auditOfChange(`task repository "${before.name}"`, before, after) };
	},
});

export const archiveTaskRepository = defineCommand({
	name: "archiveTaskRepository",
	input: z.object({ id: idSchema }),
	async carryOut({ transaction, now }, input) {
		const id = await lockTaskRepository(transaction, input.id);
		const used = await transaction.query<{ name: string }>(
			"select name from task_definition where repository_id = $1 and archived_at is null order by name limit 3",
			[id],
		);
		if (used.length > 0) {
			const names = used.map((definition) => `"${definition.name}"`).join(", ");
			throw invalid(`Task repository ${id} is still used by the definitions ${names}: archive these first.`, { id });
		}
		await transaction.query("update task_repository set archived_at = coalesce(archived_at, $2) where id = $1", [
			id,
			now,
		]);
		const { name } = await readSettings(transaction, id);
		return { taskRepositoryId: id, audit: { summary: `archived task repository "${name}"` } };
	},
});

interface RepositoryFacts extends Readonly<Record<string, unknown>> {
	readonly name: string;
}

async function readSettings(transaction: Transaction, id: TaskRepositoryId): Promise<RepositoryFacts> {
	const [row] = await transaction.query<RepositoryFacts>(
		"select name, description, location from task_repository where id = $1",
		[id],
	);
	return row ?? { name: "" };
}

/** Throws NOT_FOUND, also for archived ones. */
export async function lockTaskRepository(transaction: Transaction, id: number): Promise<TaskRepositoryId> {
	const [row] = await transaction.query<{ id: TaskRepositoryId }>(
		"select id from task_repository where id = $1 and archived_at is null for update",
		[id],
	);
	if (!row) throw notFound("task repository", id);
	return row.id;
}

async function refuseTakenName(
	transaction: Transaction,
	name: string,
	exceptId: TaskRepositoryId | null,
): Promise<void> {
	const taken = await transaction.query(
		"select id from task_repository where lower(name) = lower($1) and archived_at is null and id is distinct from $2",
		[name, exceptId],
	);
	if (taken.length > 0) throw nameTaken("Task repository", name, "here");
}
