import type { AttemptId } from "@tilewright/contract/ids";
import { type AttemptRow, loadAttempts } from "../../database/attempt-reads.ts";
import { builder } from "../schema-builder.ts";

export const AttemptType = builder.loadableObjectRef<AttemptRow, AttemptId>("Attempt", {
	load: (ids, context) => loadAttempts(context.database, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
