import type { TaskId, TileId } from "@tilewright/contract/ids";
import { listPreviewsOfTiles } from "../../database/overview-reads.ts";
import { batched } from "../batched-loader.ts";
import { builder } from "../schema-builder.ts";
import { TileType } from "./tile-ref.ts";

const previewOfTile = batched<TileId, TaskId | null>(
	async (ids, context) =>
		new Map((await listPreviewsOfTiles(context.database, ids)).map((row) => [row.tileId, row.taskId])),
	() => null,
);

builder.objectField(TileType, "previewUrl", (t) =>
	t.string({
		nullable: true,
		description: "A picture of it that one of its own tasks made, of the first stage that did; null when none has.",
		complexity: 2,
		resolve: async (tile, _arguments, context) => {
			const taskId = await previewOfTile(context, tile.id);
			return taskId === null ? null : `/api/tasks/${taskId}/preview`;
		},
	}),
);
