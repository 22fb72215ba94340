import { asProjectId, type ProjectId } from "@tilewright/contract/ids";
import { setProjectPaused } from "../../commands/pause-commands.ts";
import { archiveProject, createProject, restoreProject, updateProject } from "../../commands/project-commands.ts";
import { SourceKindEnum } from "../enums.ts";
import { readSmallId } from "../id-argument.ts";
import { readJsonObject } from "../json-argument.ts";
import { IdInput, messageDescription, SetPausedInput } from "../mutation-inputs.ts";
import { LatticeRegionInput, readRegion, readSkippedPlanes, SkippedPlanesInput } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { withoutNulls } from "../without-nulls.ts";
import { ProjectType } from "./project-ref.ts";

const CreateSourceOfProjectInput = builder.inputType("CreateSourceOfProjectInput", {
	description: "The first source of a new project.",
	fields: (t) => ({
		name: t.string({ description: 'Without it "Acquisition".' }),
		kind: t.field({ type: SourceKindEnum, required: true, description: "How it learns of tiles." }),
		rootPath: t.string({ description: "Absolute; without it the project's root path." }),
		settings: t.field({ type: "JSON", description: "By kind; what is left out has its default." }),
	}),
});

const CreateProjectInput = builder.inputType("CreateProjectInput", {
	description: "A new project, with its root stage and its first source.",
	fields: (t) => ({
		name: t.string({ required: true, description: "Unique among projects that are not archived." }),
		description: t.string({ description: "Free text." }),
		rootPath: t.string({ required: true, description: "Absolute path the acquisition is written below." }),
		outputPath: t.string({
			description: "Absolute; without it `<rootPath>-results`, a folder beside the acquisition.",
		}),
		parameters: t.field({ type: "JSON", description: "An object; programs get its values." }),
		priority: t.int({ description: "Higher goes first; 0 without it." }),
		isPaused: t.boolean({ description: "Whether it begins paused." }),
		source: t.field({
			type: CreateSourceOfProjectInput,
			description: "Without it a source of kind LIST at the root path.",
		}),
		message: t.string({ description: messageDescription }),
	}),
});

const UpdateProjectInput = builder.inputType("UpdateProjectInput", {
	description: "What is left out stays as it is.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The project's id." }),
		name: t.string({ description: "Unique among projects that are not archived." }),
		description: t.string({ description: "Free text." }),
		outputPath: t.string({ description: "Absolute; for stages made from now on." }),
		parameters: t.field({ type: "JSON", description: "An object; takes the place of the one before." }),
		priority: t.int({ description: "Higher goes first." }),
		region: t.field({
			type: LatticeRegionInput,
			description: "Only this part of the lattice is worked on; takes the place of the one before, `{}` is everything.",
		}),
		skippedPlanes: t.field({
			type: SkippedPlanesInput,
			description: "Take the place of those before; null goes back to the planes the input file marks.",
		}),
		backfillShare: t.float({
			description: "Part of the capacity (above 0, up to 1) that back-fill may use while the acquisition goes on.",
		}),
		message: t.string({ description: messageDescription }),
	}),
});

interface ProjectAnswer {
	readonly projectId: ProjectId;
	readonly stopped?: number;
	readonly tilesMoved?: number;
}

export const ProjectPayload = builder.objectRef<ProjectAnswer>("ProjectPayload").implement({
	description: "What became of the project.",
	fields: (t) => ({
		stoppedCount: t.int({ description: "Programs that were stopped.", resolve: (payload) => payload.stopped ?? 0 }),
		movedTileCount: t.int({
			description: "Tiles that are no longer, or again, worked on.",
			resolve: (payload) => payload.tilesMoved ?? 0,
		}),
		project: t.field({ type: ProjectType, description: "As it is now.", resolve: (payload) => payload.projectId }),
	}),
});

const projectId = (id: string | number) => readSmallId(id, "project", asProjectId);

builder.mutationFields((t) => ({
	createProject: t.field({
		type: ProjectPayload,
		description: "Makes a project and begins to watch its source.",
		args: { input: t.arg({ type: CreateProjectInput, required: true, description: "The new project." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(
				context,
				createProject,
				{ ...withoutNulls(input), parameters: readJsonObject(input.parameters, "parameters") },
				{ message },
			),
	}),
	updateProject: t.field({
		type: ProjectPayload,
		description: "Changes a project's settings.",
		args: { input: t.arg({ type: UpdateProjectInput, required: true, description: "What to change." }) },
		resolve: (_root, { input: { message, region, skippedPlanes, ...input } }, context) => {
			const id = projectId(input.id);
			const parameters = readJsonObject(input.parameters, "parameters");
			return submitCommand(
				context,
				updateProject,
				{
					...withoutNulls(input),
					parameters,
					id,
					...(region == null ? {} : { region: readRegion(region) }),
					...(skippedPlanes === undefined
						? {}
						: { skippedPlanes: skippedPlanes === null ? null : readSkippedPlanes(skippedPlanes) }),
				},
				{ message, projectId: id },
			);
		},
	}),
	archiveProject: t.field({
		type: ProjectPayload,
		description: "Puts a project away: it is watched and worked on no more, and can be restored. Nothing is deleted.",
		args: { input: t.arg({ type: IdInput.project, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) => {
			const id = projectId(input.id);
			return submitCommand(context, archiveProject, { id }, { message: input.message, projectId: id });
		},
	}),
	restoreProject: t.field({
		type: ProjectPayload,
		description: "Takes an archived project up again where it was left.",
		args: { input: t.arg({ type: IdInput.project, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) => {
			const id = projectId(input.id);
			return submitCommand(context, restoreProject, { id }, { message: input.message, projectId: id });
		},
	}),
	setProjectPaused: t.field({
		type: ProjectPayload,
		description: "Pauses a project or lets it go on.",
		args: { input: t.arg({ type: SetPausedInput, required: true, description: "Which one, and what." }) },
		resolve: (_root, { input: { message, isPaused, reason, stopRunning, ...input } }, context) => {
			const id = projectId(input.id);
			return submitCommand(
				context,
				setProjectPaused,
				{ id, isPaused, reason, stopRunning: stopRunning ?? false },
				{ message, projectId: id },
			);
		},
	}),
}));
