import { asProjectId, asStageId } from "@tilewright/contract/ids";
import {
	type FailureFilter,
	listFailuresOfPlaces,
	pageFailureGroups,
	readFailureGroup,
} from "../../database/failure-reads.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { answerPage } from "../page.ts";
import { builder } from "../schema-builder.ts";
import { FailureGroupConnection, FailureGroupType, FailurePlacesType } from "./failure-types.ts";

const filterArguments = builder.args((t) => ({
	projectId: t.id({ required: true, description: "Of which project." }),
	stageId: t.id({ description: "Only of this stage." }),
	since: t.field({ type: "DateTime", description: "Only what was seen since then." }),
}));

function readFilter(asked: {
	readonly projectId: string | number;
	readonly stageId?: string | number | null | undefined;
	readonly since?: Date | null | undefined;
}): FailureFilter {
	return {
		projectId: readSmallId(asked.projectId, "project", asProjectId),
		stageId: asked.stageId == null ? null : readSmallId(asked.stageId, "stage", asStageId),
		since: asked.since ?? null,
	};
}

builder.queryFields((t) => ({
	failureGroups: t.field({
		type: FailureGroupConnection,
		description: "What goes wrong, grouped by how: the most failed tasks first, then the newest.",
		args: { ...pageArguments, ...filterArguments },
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			answerPage(asked, ["number", "number"], (request) =>
				pageFailureGroups(context.database, readFilter(asked), request),
			),
	}),
	failureGroup: t.field({
		type: FailureGroupType,
		nullable: true,
		description: "One group of failures; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The group's id." }) },
		resolve: (_root, { id }, context) => readFailureGroup(context.database, readId(id, "failure group", Number)),
	}),
	failurePlaces: t.field({
		type: FailurePlacesType,
		description: "Where it goes wrong: by worker and by machine.",
		args: filterArguments,
		complexity: 50,
		resolve: (_root, asked, context) => listFailuresOfPlaces(context.database, readFilter(asked)),
	}),
}));
