import { asStageId } from "@tilewright/contract/ids";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "./stage-ref.ts";

builder.queryFields((t) => ({
	stage: t.field({
		type: StageType,
		nullable: true,
		description: "One stage; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The stage's id." }) },
		resolve: (_root, { id }, context) => StageType.getDataloader(context).load(readSmallId(id, "stage", asStageId)),
	}),
}));
