import { asProjectId } from "@tilewright/contract/ids";
import { listProjects } from "../../database/project-reads.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { ProjectType } from "./project-ref.ts";

builder.queryFields((t) => ({
	projects: t.field({
		type: [ProjectType],
		description: "All projects, those with the highest priority first.",
		args: { includeArchived: t.arg.boolean({ defaultValue: false, description: "Also those that were archived." }) },
		complexity: { field: 5, multiplier: 20 },
		resolve: (_root, { includeArchived }, context) => listProjects(context.models, includeArchived ?? false),
	}),
	project: t.field({
		type: ProjectType,
		nullable: true,
		description: "One project; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The project's id." }) },
		resolve: (_root, { id }, context) =>
			ProjectType.getDataloader(context).load(readSmallId(id, "project", asProjectId)),
	}),
}));
