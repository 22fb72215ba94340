import { asWorkerId, type WorkerId } from "@tilewright/contract/ids";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { tasksOfPausable } from "../planning/paused-tasks.ts";
import { stopTasks } from "../planning/task-changes.ts";
import { quarantineWorkers, releaseWorkers } from "../workers/quarantine.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { defineCommand } from "./command.ts";
import { notFound } from "./name-rules.ts";

const capacitySchema = z.number().min(0).max(1_000_000);

export const updateWorker = defineCommand({
	name: "updateWorker",
	input: z.object({
		id: z.uuid().transform(asWorkerId),
		/** Null goes back to what the worker offers; left out keeps what is set. */
		localCapacity: capacitySchema.nullable().optional(),
		clusterCapacity: capacitySchema.nullable().optional(),
		isPaused: z.boolean().nullish(),
		reason: z.string().max(1000).nullish(),
		/** When it is paused: stops what it runs as well; costs no retry. Without it what runs finishes. */
		stopRunning: z.boolean().default(false),
	}),
	async carryOut({ transaction, effects }, input) {
		const before = await readSettings(transaction, input.id);
		await transaction.query(
			`update worker set
				set_local_work_units = case when $2 then $3::float8 else set_local_work_units end,
				set_cluster_work_units = case when $4 then $5::float8 else set_cluster_work_units end,
				is_paused = coalesce($6, is_paused),
				pause_reason = case when $6 is null then pause_reason when $6 then $7 end
			where id = $1`,
			[
				input.id,
				input.localCapacity !== undefined,
				input.localCapacity ?? null,
				input.clusterCapacity !== undefined,
				input.clusterCapacity ?? null,
				input.isPaused ?? null,
				input.reason ?? null,
			],
		);
		const running = tasksOfPausable({ workerId: input.id });
		const stopped =
			input.isPaused && input.stopRunning
				? await stopTasks(transaction, effects, running, "Stopped: its worker was paused at once.")
				: 0;
		effects.changedWorkers.add(input.id);
		const after = await readSettings(transaction, input.id);
		const audit = auditOfChange(`worker "${after.name}"`, before, after);
		return { workerId: input.id, stopped, audit };
	},
});

interface WorkerSettings extends Readonly<Record<string, unknown>> {
	readonly name: string;
}

/** Throws NOT_FOUND. */
async function readSettings(transaction: Transaction, id: WorkerId): Promise<WorkerSettings> {
	const [row] = await transaction.query<WorkerSettings>(
		`select name, set_local_work_units as "localCapacity", set_cluster_work_units as "clusterCapacity",
			is_paused as "isPaused", pause_reason as "pauseReason"
		from worker where id = $1 for update`,
		[id],
	);
	if (!row) throw notFound("worker", id);
	return row;
}

/** Nothing is given to it until a person lets it out; what runs goes on. */
export const quarantineWorker = defineCommand({
	name: "quarantineWorker",
	input: z.object({
		id: z.uuid().transform(asWorkerId),
		/** All workers of its host. */
		includesHost: z.boolean().default(false),
		reason: z.string().trim().min(1, "say why, for whoever finds it later").max(1_000),
	}),
	async carryOut({ transaction, effects, actor }, { id, includesHost, reason }) {
		const [worker] = await transaction.query<{ name: string }>("select name from worker where id = $1", [id]);
		if (!worker) throw notFound("worker", id);
		const scope = includesHost ? "host" : "worker";
		await quarantineWorkers(transaction, effects, { workerIds: [id], scope, reason, actor });
		return {
			workerId: id,
			audit: {
				summary: `put ${includesHost ? "all workers of the host of " : ""}worker "${worker.name}" in quarantine`,
			},
		};
	},
});

/** Work is given to it again; one of a host in quarantine takes all others of the host with it. */
export const releaseWorker = defineCommand({
	name: "releaseWorker",
	input: z.object({ id: z.uuid().transform(asWorkerId) }),
	async carryOut({ transaction, effects, actor }, { id }) {
		const [worker] = await transaction.query<{ name: string }>("select name from worker where id = $1", [id]);
		if (!worker) throw notFound("worker", id);
		await releaseWorkers(transaction, effects, [id], `${actor} let it out`);
		return { workerId: id, audit: { summary: `let worker "${worker.name}" out of quarantine` } };
	},
});
