import type { ProjectId } from "@tilewright/contract/ids";
import type { ProjectRow } from "../../database/models/project-model.ts";
import { loadProjects } from "../../database/project-reads.ts";
import { builder } from "../schema-builder.ts";

export const ProjectType = builder.loadableObjectRef<ProjectRow, ProjectId>("Project", {
	load: (ids, context) => loadProjects(context.models, ids),
	sort: (row) => row.id,
	// Rows that came with a list or a page need not be read again by their id.
	cacheResolved: (row) => row.id,
});
