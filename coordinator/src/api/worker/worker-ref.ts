import type { WorkerId } from "@tilewright/contract/ids";
import { loadWorkers, type WorkerRow } from "../../database/worker-reads.ts";
import { builder } from "../schema-builder.ts";

export const WorkerType = builder.loadableObjectRef<WorkerRow, WorkerId>("Worker", {
	load: (ids, context) => loadWorkers(context.database, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
