import { asStageId } from "@tilewright/contract/ids";
import type { GraphPreview, StagePreview } from "../../editing/edit-preview.ts";
import { enumType } from "../enum-type.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";

type Figures = GraphPreview["totals"];

const StageChangeEnum = enumType<StagePreview["change"]>("StageChange", "What an edit does to a stage.", {
	added: "It would be new, or back.",
	removed: "It would be gone.",
	changed: "Anything of it would be another one.",
	follows: "It stays as it is, and its tasks follow from what is above it.",
});

const figures = {
	tasksToAdd: "Units that would be new, or come back.",
	tasksReady: "Of these, those that could run at once.",
	tasksToRetire: "Units that would go; their results are kept.",
	becomeStale: "Results that would be stale.",
	becomeCurrent: "Stale results that would be current again.",
	runningAffected: "Programs that run under what would no longer be so.",
	tasksToRerun: "Tasks that would run again, by the policy.",
} as const;

const EditFiguresType = builder.objectRef<Figures>("EditFigures").implement({
	description: "What an edit would mean in figures; they equal what then happens.",
	fields: (t) => ({
		...Object.fromEntries(
			Object.entries(figures).map(([name, description]) => [
				name,
				t.int({ description, resolve: (row) => row[name as keyof typeof figures] }),
			]),
		),
		coreHours: t.exposeFloat("coreHours", {
			nullable: true,
			description: "Of what would run, by the mean of recent runs of the same definition; null when it never ran.",
		}),
		bytes: t.exposeFloat("bytes", {
			nullable: true,
			description:
				"Of what would be made, by the mean of recent results of the same definition; null when there are none.",
		}),
	}),
});

const StagePreviewType = builder.objectRef<StagePreview>("StagePreview").implement({
	description: "What an edit would mean for one stage.",
	fields: (t) => ({
		stage: t.field({
			type: StageType,
			nullable: true,
			description: "Null for one that would be new.",
			resolve: ({ stageId }) => (stageId === null ? null : asStageId(stageId)),
		}),
		name: t.exposeString("name", { description: "As it would be called." }),
		change: t.field({ type: StageChangeEnum, description: "What would be done to it.", resolve: (row) => row.change }),
		figures: t.field({ type: EditFiguresType, description: "In figures.", resolve: (row) => row }),
	}),
});

export const GraphPreviewType = builder.objectRef<GraphPreview>("GraphPreview").implement({
	description: "What an edit would do, counted before it is done.",
	fields: (t) => ({
		graphVersion: t.exposeInt("graphVersion", {
			description: "The version it was counted for: give it as `expectedGraphVersion` with the edit.",
		}),
		summary: t.exposeString("summary", { description: "What would be changed, in a sentence." }),
		stages: t.field({
			type: [StagePreviewType],
			description: "Stages for which something would be different.",
			complexity: { field: 20, multiplier: 10 },
			resolve: (preview) => [...preview.stages],
		}),
		totals: t.field({ type: EditFiguresType, description: "Over all stages.", resolve: (preview) => preview.totals }),
		freeBytes: t.exposeFloat("freeBytes", {
			nullable: true,
			description: "Where results go; null when it cannot be told.",
		}),
	}),
});
