import type { TaskId, TileId } from "@tilewright/contract/ids";
import { listTasksOfTiles } from "../../database/tile-reads.ts";
import { batchedGroups } from "../batched-loader.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { SourceType } from "../source/source-ref.ts";
import { TaskType } from "../task/task-ref.ts";
import { LatticeType, VectorType, vectorOf } from "../vector-types.ts";
import { TileType } from "./tile-ref.ts";

interface TileFile {
	readonly path: string;
	readonly sizeBytes: number;
	readonly url: string;
}

const TileFileType = builder.objectRef<TileFile>("TileFile").implement({
	description: "A file the instrument wrote for a tile.",
	fields: (t) => ({
		path: t.exposeString("path", { description: "Below the source's root path." }),
		sizeBytes: t.exposeFloat("sizeBytes", { description: "As it was when it was taken." }),
		url: t.exposeString("url", { description: "Where it can be read, also in part (Range)." }),
	}),
});

export const tasksOfTile = batchedGroups<TileId, { tileId: TileId; taskId: TaskId }>(
	(ids, context) => listTasksOfTiles(context.database, ids),
	(row) => row.tileId,
);

TileType.implement({
	description: "The smallest image the microscope delivers. Its identity is its relative path.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable; the order of ids is the order of arrival." }),
		relativePath: t.exposeString("relativePath", {
			description: "Below the source's root path, with forward slashes.",
		}),
		name: t.exposeString("name", { description: "The last part of the relative path." }),
		lattice: t.field({
			type: LatticeType,
			nullable: true,
			description: "Where it lies in the lattice; null when the source does not say.",
			resolve: (tile) => vectorOf(tile.latticeX, tile.latticeY, tile.latticeZ),
		}),
		step: t.field({
			type: VectorType,
			nullable: true,
			description: "Size of one lattice step, as the source gives it.",
			resolve: (tile) => vectorOf(tile.stepX, tile.stepY, tile.stepZ),
		}),
		position: t.field({
			type: VectorType,
			nullable: true,
			description: "Position of its first voxel on the stage, in micrometres.",
			resolve: (tile) => vectorOf(tile.positionX, tile.positionY, tile.positionZ),
		}),
		attributes: t.expose("attributes", {
			type: "JSON",
			description: "Named fields of its path and its metadata: plate, well, channel, …",
		}),
		files: t.field({
			type: [TileFileType],
			description: "Its image files.",
			resolve: (tile) => tile.files.map((file, index) => ({ ...file, url: `/api/tiles/${tile.id}/files/${index}` })),
		}),
		isComplete: t.boolean({
			description: "Whether the instrument has finished it; only then it is worked on.",
			resolve: (tile) => tile.completedAt !== null,
		}),
		verdict: t.exposeString("verdict", { description: "Why it counts as complete, or why not." }),
		arrivedAt: t.expose("arrivedAt", { type: "DateTime", description: "When it was first seen." }),
		completedAt: t.expose("completedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was found complete.",
		}),
		supersededBy: t.field({
			type: TileType,
			nullable: true,
			description: "The tile that was delivered later for the same place and counts beside neighbours and in groups.",
			resolve: (tile) => tile.supersededBy,
		}),
		withdrawnAt: t.expose("withdrawnAt", {
			type: "DateTime",
			nullable: true,
			description: "When a person took it back: nothing is made of it any more.",
		}),
		withdrawalReason: t.exposeString("withdrawalReason", { nullable: true, description: "Why, as they said." }),
		source: t.field({ type: SourceType, description: "Who delivered it.", resolve: (tile) => tile.sourceId }),
		project: t.field({ type: ProjectType, description: "Whose it is.", resolve: (tile) => tile.projectId }),
		tasks: t.field({
			type: [TaskType],
			description: "Every task made from it: its own, those of pairs and groups it is in, and what follows; by stage.",
			complexity: { field: 5, multiplier: 15 },
			resolve: async (tile, _arguments, context) => (await tasksOfTile(context, tile.id)).map((row) => row.taskId),
		}),
	}),
});
