import type { SourceId } from "@tilewright/contract/ids";
import type { SourceRow } from "../../database/models/source-model.ts";
import { loadSources } from "../../database/project-reads.ts";
import { builder } from "../schema-builder.ts";

export const SourceType = builder.loadableObjectRef<SourceRow, SourceId>("Source", {
	load: (ids, context) => loadSources(context.models, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
