import { TilewrightError } from "@tilewright/contract/errors";
import { asStageId } from "@tilewright/contract/ids";
import type { StageReference } from "../../editing/graph-edit.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";

export const StageReferenceInput = builder.inputType("StageReferenceInput", {
	description:
		'A stage by its id, or by its name in the graph as the edits before have left it (so that one edit can speak of a stage that another one adds). The root stage is "Acquisition".',
	isOneOf: true,
	fields: (t) => ({
		id: t.id({ description: "The stage's id." }),
		name: t.string({ description: "Its name; upper and lower case are the same." }),
	}),
});

export function readStageReference(input: {
	readonly id?: string | number | null | undefined;
	readonly name?: string | null | undefined;
}): StageReference {
	if (input.id != null) return readSmallId(input.id, "stage", asStageId);
	if (input.name != null) return input.name;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: 'A stage is named neither by "id" nor by "name": give one of them.',
	});
}
