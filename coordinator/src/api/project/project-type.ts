import { pageGraphVersions } from "../../database/graph-reads.ts";
import { listPlanes, type PlaneSummary } from "../../database/project-reads.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { pageEventsOf } from "../event/event-page.ts";
import { EventConnection } from "../event/event-type.ts";
import { GraphVersionConnection } from "../graph/graph-version-type.ts";
import { answerPage } from "../page.ts";
import { LatticeRegionType, SkippedPlanesType } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { SourceType } from "../source/source-ref.ts";
import { StageType } from "../stage/stage-ref.ts";
import { pageTasksOfStages, TaskFilterInput } from "../task/task-page.ts";
import { TaskConnection } from "../task/task-ref.ts";
import { pageTilesOf, TileFilterInput } from "../tile/tile-page.ts";
import { TileConnection } from "../tile/tile-ref.ts";
import { ExtentsType } from "./extents-type.ts";
import { sourcesOfProject, stagesOfProject, tileCountsOfProject } from "./project-loaders.ts";
import { ProjectType } from "./project-ref.ts";

const PlaneSummaryType = builder.objectRef<PlaneSummary>("PlaneSummary").implement({
	description: "One plane of the lattice and where its tiles lie.",
	fields: (t) => ({
		z: t.exposeInt("z", { description: "Lattice position along z." }),
		tileCount: t.exposeInt("tileCount", { description: "Tiles known in this plane." }),
		minimumX: t.exposeInt("minimumX", { description: "First column with a tile." }),
		maximumX: t.exposeInt("maximumX", { description: "Last column with a tile." }),
		minimumY: t.exposeInt("minimumY", { description: "First row with a tile." }),
		maximumY: t.exposeInt("maximumY", { description: "Last row with a tile." }),
	}),
});

ProjectType.implement({
	description: "One sample's acquisition and its pipeline: sources, tiles, a graph of stages, settings.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		name: t.exposeString("name", { description: "Unique among projects that are not archived." }),
		description: t.exposeString("description", { description: "Free text." }),
		rootPath: t.exposeString("rootPath", { description: "Absolute path the acquisition is written below." }),
		outputPath: t.exposeString("outputPath", {
			description: "Absolute path; results go to a folder per stage below it.",
		}),
		parameters: t.expose("parameters", {
			type: "JSON",
			description: "Set by people; programs get them, and they win over what the input file brought.",
		}),
		inputParameters: t.expose("inputParameters", {
			type: "JSON",
			description: "Custom parameters that the input file brought.",
		}),
		extents: t.field({
			type: ExtentsType,
			nullable: true,
			description: "What the instrument means to image; null when the input does not say.",
			resolve: (project) => project.extents,
		}),
		planeMarkers: t.expose("planeMarkers", {
			type: "JSON",
			description: "Planes marked by the instrument: `{x: […], y: […], z: […]}`.",
		}),
		priority: t.exposeInt("priority", { description: "Higher goes first; among equals the work is shared." }),
		isPaused: t.exposeBoolean("isPaused", {
			description: "Nothing new is started; what runs goes on and its results are taken.",
		}),
		pauseReason: t.exposeString("pauseReason", {
			nullable: true,
			description: "Why it is paused, as said by a person.",
		}),
		isRescoping: t.boolean({
			description:
				"Another region or other skipped planes are being carried out: nothing is started until that is done.",
			resolve: (project) => project.rescoping !== null,
		}),
		region: t.field({
			type: LatticeRegionType,
			description: "Only this part of the lattice is worked on.",
			resolve: (project) => project.region,
		}),
		skippedPlanes: t.field({
			type: SkippedPlanesType,
			description: "Planes that are not worked on: as people set them, or else as the input file marks them.",
			resolve: (project) => project.skippedPlanes ?? project.planeMarkers,
		}),
		setSkippedPlanes: t.field({
			type: SkippedPlanesType,
			nullable: true,
			description: "As people set them; null when the planes that the input file marks apply.",
			resolve: (project) => project.skippedPlanes,
		}),
		backfillShare: t.exposeFloat("backfillShare", {
			description: "Part of the capacity that back-fill may use while the acquisition goes on.",
		}),
		graphVersions: t.field({
			type: GraphVersionConnection,
			description: "Every graph it ever had, the newest first; kept since its first edit.",
			args: pageArguments,
			complexity: pageComplexity,
			resolve: (project, asked, context) =>
				answerPage(asked, ["number"], (request) => pageGraphVersions(context.database, project.id, request)),
		}),
		graphVersion: t.exposeInt("graphVersion", {
			description: "Goes up with every edit of the graph; give it as `expectedGraphVersion`.",
		}),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was created." }),
		archivedAt: t.expose("archivedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was archived: it is watched and worked on no more.",
		}),
		tileCount: t.int({
			description: "Tiles known, complete or not.",
			resolve: async (project, _arguments, context) => (await tileCountsOfProject(context, project.id)).known,
		}),
		completeTileCount: t.int({
			description: "Tiles that are complete, and so are worked on.",
			resolve: async (project, _arguments, context) => (await tileCountsOfProject(context, project.id)).complete,
		}),
		sources: t.field({
			type: [SourceType],
			description: "Where its tiles come from; archived ones are left out.",
			resolve: (project, _arguments, context) => sourcesOfProject(context, project.id),
		}),
		stages: t.field({
			type: [StageType],
			description: "Its graph: parents before children, the root stage first.",
			complexity: { field: 1, multiplier: 10 },
			resolve: (project, _arguments, context) => stagesOfProject(context, project.id),
		}),
		planes: t.field({
			type: [PlaneSummaryType],
			description: "The planes of the lattice that have tiles, in order.",
			complexity: { field: 20, multiplier: 10 },
			resolve: (project, _arguments, context) => listPlanes(context.database, project.id),
		}),
		tiles: t.field({
			type: TileConnection,
			description: "Tiles in the order of their arrival.",
			args: { ...pageArguments, filter: t.arg({ type: TileFilterInput, description: "Only some of them." }) },
			complexity: pageComplexity,
			resolve: (project, asked, context) => pageTilesOf(context, project.id, asked),
		}),
		tasks: t.field({
			type: TaskConnection,
			description: "Tasks stage by stage, each in the order of work.",
			args: { ...pageArguments, filter: t.arg({ type: TaskFilterInput, description: "Only some of them." }) },
			complexity: pageComplexity,
			resolve: async (project, asked, context) => {
				const stages = await stagesOfProject(context, project.id);
				return pageTasksOfStages(
					context,
					project.id,
					stages.map((stage) => stage.id),
					asked,
				);
			},
		}),
		events: t.field({
			type: EventConnection,
			description: "What happened in this project, newest first.",
			args: pageArguments,
			complexity: pageComplexity,
			resolve: (project, asked, context) => pageEventsOf(context, { projectId: project.id }, asked),
		}),
	}),
});
