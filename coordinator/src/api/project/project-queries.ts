import { asProjectId } from "@tilewright/contract/ids";
import { listProjects } from "../../database/project-reads.ts";
import { previewProjectUpdate } from "../../editing/edit-preview.ts";
import { latticeRegionSchema, skippedPlanesSchema } from "../../planning/scope-rules.ts";
import { GraphPreviewType } from "../graph/graph-preview-type.ts";
import { readSmallId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { LatticeRegionInput, readRegion, readSkippedPlanes, SkippedPlanesInput } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { ProjectType } from "./project-ref.ts";

const skippedSchema = skippedPlanesSchema.nullable().optional();

builder.queryFields((t) => ({
	previewProjectUpdate: t.field({
		type: GraphPreviewType,
		description:
			"What `updateProject` would do to tasks with another region or other skipped planes. Nothing is changed or held up by asking.",
		args: {
			projectId: t.arg.id({ required: true, description: "Which project." }),
			region: t.arg({
				type: LatticeRegionInput,
				description: "Takes the place of the one before, `{}` is everything; left out stays as it is.",
			}),
			skippedPlanes: t.arg({
				type: SkippedPlanesInput,
				description:
					"Take the place of those before; null goes back to the planes the input file marks; left out stay as they are.",
			}),
		},
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { projectId, region, skippedPlanes }, context) =>
			previewProjectUpdate(context.database, {
				projectId: readSmallId(projectId, "project", asProjectId),
				region: region == null ? null : parseArgument(latticeRegionSchema, readRegion(region), "region"),
				skippedPlanes: parseArgument(
					skippedSchema,
					skippedPlanes == null ? skippedPlanes : readSkippedPlanes(skippedPlanes),
					"skippedPlanes",
				),
			}),
	}),
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
