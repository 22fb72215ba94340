import { asTileId } from "@tilewright/contract/ids";
import { readId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { TileType } from "./tile-ref.ts";

builder.queryFields((t) => ({
	tile: t.field({
		type: TileType,
		nullable: true,
		description: "One tile; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The tile's id." }) },
		resolve: (_root, { id }, context) => TileType.getDataloader(context).load(readId(id, "tile", asTileId)),
	}),
}));
