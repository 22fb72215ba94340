import { listWorkers } from "../../database/worker-reads.ts";
import { readWorkerId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { WorkerType } from "./worker-ref.ts";

builder.queryFields((t) => ({
	workers: t.field({
		type: [WorkerType],
		description: "All workers that ever joined, by name; of pilots those that are there.",
		complexity: { field: 5, multiplier: 20 },
		resolve: (_root, _arguments, context) => listWorkers(context.database),
	}),
	worker: t.field({
		type: WorkerType,
		nullable: true,
		description: "One worker; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The worker's id." }) },
		resolve: (_root, { id }, context) => WorkerType.getDataloader(context).load(readWorkerId(id)),
	}),
}));
