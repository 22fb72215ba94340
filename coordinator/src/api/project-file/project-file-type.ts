import type { ProjectFilePreview } from "../../commands/project-file-preview.ts";
import { listProjects } from "../../database/project-reads.ts";
import { isSameName, type ProjectFile } from "../../editing/project-file.ts";
import { GraphPreviewType } from "../graph/graph-preview-type.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";

export const ProjectFileType = builder.objectRef<ProjectFile>("ProjectFile").implement({
	description: "A project as one YAML file, read.",
	fields: (t) => ({
		name: t.string({ description: "What the project is called in it.", resolve: (file) => file.project.name }),
		rootPath: t.string({ description: "What its instrument writes into.", resolve: (file) => file.project.rootPath }),
		stageNames: t.stringList({
			description: "Its stages, in its order.",
			resolve: (file) => file.stages.map((stage) => stage.name),
		}),
		project: t.field({
			type: ProjectType,
			nullable: true,
			description: "The project here that has its name and is not archived.",
			resolve: async (file, _arguments, context) => {
				const projects = await listProjects(context.models, false);
				return projects.find((project) => isSameName(project.name, file.project.name)) ?? null;
			},
		}),
	}),
});

export const ProjectFileDifferenceType = builder.objectRef<ProjectFilePreview>("ProjectFileDifference").implement({
	description: "What applying a project file would do.",
	fields: (t) => ({
		project: t.field({ type: ProjectType, description: "As it is.", resolve: (row) => row.projectId }),
		graphVersion: t.exposeInt("graphVersion", {
			description: "The version it was compared with: give it as `expectedGraphVersion`.",
		}),
		isEmpty: t.boolean({
			description: "The project equals the file.",
			resolve: (row) => row.sentences.length + row.refused.length === 0,
		}),
		changes: t.stringList({
			description: "What would be done, one sentence for each thing.",
			resolve: (row) => [...row.sentences],
		}),
		notes: t.stringList({ description: "What differs and would stay as it is.", resolve: (row) => [...row.notes] }),
		refused: t.stringList({
			description: "What the file asks for and cannot be done; then nothing would be done.",
			resolve: (row) => [...row.refused],
		}),
		graph: t.field({
			type: GraphPreviewType,
			nullable: true,
			description: "Its edits of the graph in figures; null when the graph would stay as it is.",
			resolve: (row) => row.graph,
		}),
	}),
});
