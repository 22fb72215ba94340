import type { TileId } from "@tilewright/contract/ids";
import { loadTiles, type TileRow } from "../../database/tile-reads.ts";
import { connectionType } from "../connection-type.ts";
import { builder } from "../schema-builder.ts";

export const TileType = builder.loadableObjectRef<TileRow, TileId>("Tile", {
	load: (ids, context) => loadTiles(context.database, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});

export const TileConnection = connectionType("Tile", TileType);
