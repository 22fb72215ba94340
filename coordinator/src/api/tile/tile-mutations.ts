import { asTileId, type TileId } from "@tilewright/contract/ids";
import { restoreTiles, withdrawTiles } from "../../commands/tile-commands.ts";
import { readId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { TileType } from "./tile-ref.ts";

const WithdrawTilesInput = builder.inputType("WithdrawTilesInput", {
	description: "Which tiles of one project, and why.",
	fields: (t) => ({
		ids: t.idList({ required: true, description: "At least one." }),
		reason: t.string({ description: "Shown with the tiles and with their tasks." }),
		message: t.string({ description: messageDescription }),
	}),
});

const RestoreTilesInput = builder.inputType("RestoreTilesInput", {
	description: "Which tiles of one project.",
	fields: (t) => ({
		ids: t.idList({ required: true, description: "At least one." }),
		message: t.string({ description: messageDescription }),
	}),
});

/** More would be a page of its own: it is asked for with `tiles`. */
const maximumTilesInPayload = 200;

const TilesPayload = builder
	.objectRef<{ readonly changed: number; readonly ids: readonly TileId[] }>("TilesPayload")
	.implement({
		description: "What became of the tiles.",
		fields: (t) => ({
			changedCount: t.exposeInt("changed", { description: "How many were not so already." }),
			tiles: t.field({
				type: [TileType],
				description: `The tiles as they are now, the first ${maximumTilesInPayload}.`,
				complexity: { field: 1, multiplier: 20 },
				resolve: async (payload, _arguments, context) => {
					const tiles = await TileType.getDataloader(context).loadMany(payload.ids.slice(0, maximumTilesInPayload));
					return tiles.flatMap((tile) => (tile === null || tile instanceof Error ? [] : [tile]));
				},
			}),
		}),
	});

const tileIds = (ids: readonly (string | number)[]) => ids.map((id) => readId(id, "tile", asTileId));

builder.mutationFields((t) => ({
	withdrawTiles: t.field({
		type: TilesPayload,
		description:
			"Takes tiles back: nothing is made of them any more, results are kept. At a lattice position the newest complete tile that is not withdrawn counts.",
		args: { input: t.arg({ type: WithdrawTilesInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input: { ids, reason, message } }, context) =>
			submitCommand(context, withdrawTiles, { ids: tileIds(ids), reason }, { message }),
	}),
	restoreTiles: t.field({
		type: TilesPayload,
		description: "Takes withdrawn tiles up again; results that still hold are found again.",
		args: { input: t.arg({ type: RestoreTilesInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input: { ids, message } }, context) =>
			submitCommand(context, restoreTiles, { ids: tileIds(ids) }, { message }),
	}),
}));
