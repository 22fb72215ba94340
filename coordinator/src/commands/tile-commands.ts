import { TilewrightError } from "@tilewright/contract/errors";
import type { TileId } from "@tilewright/contract/ids";
import { asTileId } from "@tilewright/contract/ids";
import { z } from "zod";
import { settleTilePrecedence } from "../acquisition/tile-importer.ts";
import { projectOfTiles } from "../editing/projects-of-tiles.ts";
import { readProjects } from "../planning/project-graph.ts";
import { settleTiles } from "../planning/scope-keeper.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { idSchema } from "./name-rules.ts";
import { didToTiles } from "./things-in-words.ts";

export const tileIdsSchema = z.array(idSchema.transform(asTileId)).min(1, "name at least one tile").max(100_000);

/**
 * Tiles that a person takes back: nothing is made of them any more, what was made is kept. At its lattice position the
 * tile counts that would if it had never come.
 */
export const withdrawTiles = defineCommand({
	name: "withdrawTiles",
	input: z.object({ ids: tileIdsSchema, reason: z.string().max(1_000).nullish() }),
	carryOut: (context, { ids, reason }) =>
		setWithdrawn(context, ids, { withdraws: true, reason: reason ?? context.message }),
});

/** Takes withdrawn tiles up again; results that still hold are found again. */
export const restoreTiles = defineCommand({
	name: "restoreTiles",
	input: z.object({ ids: tileIdsSchema }),
	carryOut: (context, { ids }) => setWithdrawn(context, ids, { withdraws: false, reason: null }),
});

async function setWithdrawn(
	{ transaction, effects }: CommandContext,
	ids: readonly TileId[],
	{ withdraws, reason }: { readonly withdraws: boolean; readonly reason: string | null },
) {
	const projectId = await projectOfTiles(transaction, ids);
	const [project] = await readProjects(transaction, [projectId]);
	if (!project) {
		throw new TilewrightError({
			code: "STATE_CONFLICT",
			message: `The project of these tiles (${projectId}) is archived: restore it before its tiles are ${withdraws ? "withdrawn" : "taken up again"}.`,
			fields: { projectId },
		});
	}
	const changed = await transaction.query<{ id: TileId }>(
		`update tile set withdrawn_at = case when $2 then now() end, withdrawal_reason = $3
		where id = any($1) and (withdrawn_at is null) = $2 returning id`,
		[ids, withdraws, reason],
	);
	const changedIds = changed.map(({ id }) => id);
	const displaced = await settleTilePrecedence(transaction, changedIds);
	await settleTiles(transaction, effects, project, [...new Set<number>([...changedIds, ...displaced])]);
	effects.projectsWithNewTiles.add(projectId);
	const words = withdraws ? "withdrew" : "took up again";
	return {
		projectId,
		changed: changedIds.length,
		ids,
		audit: { summary: await didToTiles(transaction, words, changedIds.length, ids), after: { reason, ids } },
	};
}
