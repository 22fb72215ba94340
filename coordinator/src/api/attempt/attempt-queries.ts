import { asAttemptId } from "@tilewright/contract/ids";
import { readId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { AttemptType } from "./attempt-ref.ts";

builder.queryFields((t) => ({
	attempt: t.field({
		type: AttemptType,
		nullable: true,
		description: "One try; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The attempt's id." }) },
		resolve: (_root, { id }, context) => AttemptType.getDataloader(context).load(readId(id, "attempt", asAttemptId)),
	}),
}));
