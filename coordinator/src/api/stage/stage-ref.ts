import type { StageId, StageVersionId } from "@tilewright/contract/ids";
import type { StageRow, StageVersionRow } from "../../database/models/stage-model.ts";
import { loadStages, loadStageVersions } from "../../database/stage-reads.ts";
import { builder } from "../schema-builder.ts";

export const StageType = builder.loadableObjectRef<StageRow, StageId>("Stage", {
	load: (ids, context) => loadStages(context.models, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});

export const StageVersionType = builder.loadableObjectRef<StageVersionRow, StageVersionId>("StageVersion", {
	load: (ids, context) => loadStageVersions(context.models, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
