import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId } from "@tilewright/contract/ids";
import { type FoundTiles, searchTiles } from "../../database/tile-search-reads.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { readTypedPosition } from "./lattice-text-rules.ts";
import { TileType } from "./tile-ref.ts";

const usualCount = 10;
const maximumCount = 100;
const maximumLength = 200;

const TileSearchType = builder.objectRef<FoundTiles>("TileSearch").implement({
	description: "Tiles that fit what somebody typed.",
	fields: (t) => ({
		tiles: t.field({
			type: [TileType],
			description:
				"The best ones first: the position, the very name, names that begin so, then in the order of arrival.",
			complexity: { field: 1, multiplier: 10 },
			resolve: async ({ ids }, _arguments, context) => {
				const tiles = await TileType.getDataloader(context).loadMany([...ids]);
				return tiles.flatMap((tile) => (tile === null || tile instanceof Error ? [] : [tile]));
			},
		}),
		totalCount: t.exposeInt("totalCount", { description: "How many fit, those that are not named included." }),
	}),
});

builder.queryField("searchTiles", (t) =>
	t.field({
		type: TileSearchType,
		description:
			"Tiles of a project with this text in their relative path, capitals or not, or at this lattice position: `3,4,0`, `3 4` for any plane, `x=3 y=4`.",
		args: {
			projectId: t.arg.id({ required: true, description: "Of which project." }),
			text: t.arg.string({
				required: true,
				description: `A part of the path, or a position; 1 to ${maximumLength} characters.`,
			}),
			first: t.arg.int({ defaultValue: usualCount, description: `At most so many, 1 to ${maximumCount}.` }),
		},
		complexity: 50,
		resolve: (_root, { projectId, text, first }, context) => {
			const asked = text.trim();
			const limit = first ?? usualCount;
			if (asked === "" || asked.length > maximumLength || limit < 1 || limit > maximumCount) {
				throw new TilewrightError({
					code: "ARGUMENT_INVALID",
					message: `${limit} tiles with a text of ${asked.length} characters were asked for: "text" has 1 to ${maximumLength}, "first" is 1 to ${maximumCount}.`,
					fields: { first: limit, length: asked.length },
				});
			}
			return searchTiles(context.database, readSmallId(projectId, "project", asProjectId), {
				text: asked,
				position: readTypedPosition(asked),
				limit,
			});
		},
	}),
);
