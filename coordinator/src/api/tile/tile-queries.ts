import { asTileId } from "@tilewright/contract/ids";
import { tileIdsSchema } from "../../commands/tile-commands.ts";
import { previewWithdrawal } from "../../editing/edit-preview.ts";
import { GraphPreviewType } from "../graph/graph-preview-type.ts";
import { readId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { builder } from "../schema-builder.ts";
import { TileType } from "./tile-ref.ts";

const readIds = (ids: readonly (string | number)[]) =>
	parseArgument(
		tileIdsSchema,
		ids.map((id) => readId(id, "tile", asTileId)),
		"ids",
	);

builder.queryFields((t) => ({
	previewWithdrawTiles: t.field({
		type: GraphPreviewType,
		description: "What `withdrawTiles` would do to tasks. Nothing is changed or held up by asking.",
		args: { ids: t.arg.idList({ required: true, description: "Tiles of one project, at least one." }) },
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { ids }, context) =>
			previewWithdrawal(context.database, { tileIds: readIds(ids), withdraws: true }),
	}),
	previewRestoreTiles: t.field({
		type: GraphPreviewType,
		description: "What `restoreTiles` would do to tasks.",
		args: { ids: t.arg.idList({ required: true, description: "Tiles of one project, at least one." }) },
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { ids }, context) =>
			previewWithdrawal(context.database, { tileIds: readIds(ids), withdraws: false }),
	}),
	tile: t.field({
		type: TileType,
		nullable: true,
		description: "One tile; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The tile's id." }) },
		resolve: (_root, { id }, context) => TileType.getDataloader(context).load(readId(id, "tile", asTileId)),
	}),
}));
