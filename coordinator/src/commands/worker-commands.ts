import { asWorkerId } from "@tilewright/contract/ids";
import { z } from "zod";
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
	}),
	async carryOut({ transaction, effects }, input) {
		const rows = await transaction.query(
			`update worker set
				set_local_work_units = case when $2 then $3::float8 else set_local_work_units end,
				set_cluster_work_units = case when $4 then $5::float8 else set_cluster_work_units end,
				is_paused = coalesce($6, is_paused),
				pause_reason = case when $6 is null then pause_reason when $6 then $7 end
			where id = $1 returning id`,
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
		if (rows.length === 0) throw notFound("worker", input.id);
		effects.changedWorkers.add(input.id);
		return { workerId: input.id };
	},
});
