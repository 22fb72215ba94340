import { asSourceId, type ProjectId } from "@tilewright/contract/ids";
import { pageTiles, type TileRow } from "../../database/tile-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { readSmallId } from "../id-argument.ts";
import { readJsonObject } from "../json-argument.ts";
import { answerPage, type Connection, type PageArguments } from "../page.ts";
import { builder } from "../schema-builder.ts";

export const TileFilterInput = builder.inputType("TileFilter", {
	description: "Which tiles; all that is given must hold.",
	fields: (t) => ({
		sourceId: t.id({ description: "Of this source." }),
		z: t.int({ description: "In this plane of the lattice." }),
		isComplete: t.boolean({ description: "Complete, or still being written." }),
		isWithdrawn: t.boolean({ description: "Taken back by a person, or not." }),
		pathContains: t.string({ description: "With this text somewhere in the relative path." }),
		attributes: t.field({ type: "JSON", description: 'With these attributes: `{"well": "B03"}`.' }),
	}),
});

interface TilePageArguments extends PageArguments {
	readonly filter?: typeof TileFilterInput.$inferInput | null | undefined;
}

export function pageTilesOf(
	context: ApiContext,
	projectId: ProjectId,
	asked: TilePageArguments,
): Promise<Connection<TileRow>> {
	const { sourceId, z, isComplete, isWithdrawn, pathContains, attributes } = asked.filter ?? {};
	const filter = {
		sourceId: sourceId == null ? null : readSmallId(sourceId, "source", asSourceId),
		z: z ?? null,
		isComplete: isComplete ?? null,
		isWithdrawn: isWithdrawn ?? null,
		pathContains: pathContains ?? null,
		attributes: readJsonObject(attributes, "attributes") ?? null,
	};
	return answerPage(asked, ["number"], (request) => pageTiles(context.database, projectId, filter, request));
}
