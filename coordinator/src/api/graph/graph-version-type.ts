import type { GraphVersionRow, GraphVersionStageRow } from "../../database/graph-reads.ts";
import { connectionType } from "../connection-type.ts";
import { LatticeRegionType } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { StageType, StageVersionType } from "../stage/stage-ref.ts";

const RememberedStageType = builder.objectRef<GraphVersionStageRow>("RememberedStage").implement({
	description: "A stage as it was in one version of the graph.",
	fields: (t) => ({
		stage: t.field({ type: StageType, description: "As it is now; it may be removed.", resolve: (row) => row.stageId }),
		name: t.exposeString("name", { description: "As it was called." }),
		description: t.exposeString("description", { description: "Free text." }),
		priority: t.exposeInt("priority", { description: "Within the project." }),
		version: t.field({
			type: StageVersionType,
			description: "What it ran, and on what.",
			resolve: (row) => row.versionId,
		}),
		region: t.field({
			type: LatticeRegionType,
			nullable: true,
			description: "Where it worked; null for wherever the project did.",
			resolve: (row) => row.scope.region ?? null,
		}),
		isCanary: t.boolean({ description: "It was being tried out.", resolve: (row) => row.canary !== null }),
	}),
});

const GraphVersionType = builder.objectRef<GraphVersionRow>("GraphVersion").implement({
	description: "A graph as it was after one edit.",
	fields: (t) => ({
		version: t.exposeInt("version", { description: "Goes up by one with every edit." }),
		summary: t.exposeString("summary", { description: "What was changed, in a sentence." }),
		actor: t.exposeString("actor", { description: "Who changed it." }),
		message: t.exposeString("message", { nullable: true, description: "Why, as they said." }),
		at: t.expose("createdAt", { type: "DateTime", description: "When." }),
		restores: t.exposeInt("restores", {
			nullable: true,
			description: "The version it is equal to, when it came from undoing or going back.",
		}),
		stages: t.field({
			type: [RememberedStageType],
			description: "Its stages, parents first, without the root stage.",
			complexity: { field: 1, multiplier: 10 },
			resolve: (row) => [...row.stages],
		}),
	}),
});

export const GraphVersionConnection = connectionType("GraphVersion", GraphVersionType);
