import { attributeValueSchema } from "@tilewright/contract/recipe";
import { plural } from "@tilewright/contract/sentence";
import { z } from "zod";
import type { ObservedTile } from "../acquisition/observed-tile.ts";
import { parseTilePath } from "../acquisition/tile-path.ts";
import { takeTiles } from "../planning/tile-intake.ts";
import { defineCommand } from "./command.ts";
import { lockSource } from "./locked-rows.ts";
import { idSchema, invalid } from "./name-rules.ts";

/** One transaction's worth; a longer list is sent in parts. */
export const maximumAnnouncedTiles = 5_000;

const vectorSchema = z.object({ x: z.number(), y: z.number(), z: z.number() });
const latticeSchema = z.object({ x: z.int(), y: z.int(), z: z.int() });

const announcedTileSchema = z.object({
	relativePath: z.string().min(1),
	isComplete: z.boolean(),
	lattice: latticeSchema.nullish(),
	position: vectorSchema.nullish(),
	step: vectorSchema.nullish(),
	attributes: z.record(z.string(), attributeValueSchema).nullish(),
	/** Attributes that the lattice position was made from: neighbours need not have them in common. */
	latticeAttributes: z.array(z.string()).nullish(),
	/** Below the source's root path; without it the tile's path is its only file. */
	files: z.array(z.string().min(1)).nullish(),
	/** Another one than last time means that the tile was imaged again. */
	contentSignature: z.string().min(1).nullish(),
});

export const announceTiles = defineCommand({
	name: "announceTiles",
	input: z.object({ sourceId: idSchema, tiles: z.array(announcedTileSchema).max(maximumAnnouncedTiles) }),
	async carryOut({ transaction, effects, now }, { sourceId, tiles }) {
		const source = await lockSource(transaction, sourceId);
		if (source.kind !== "announced") {
			throw invalid(
				`Source ${source.id} is of kind "${source.kind}" and finds its tiles by itself: announce tiles to a source of kind "announced".`,
				{ sourceId: source.id, kind: source.kind },
			);
		}
		const observed = tiles.map((tile) => observedTile(tile, now));
		refuseDuplicates(observed);
		const imported = await takeTiles(transaction, effects, source.id, observed);
		await transaction.query(
			"update source set input_state = 'announced', last_checked_at = $2, last_seen_at = $2, last_changed_at = $2 where id = $1",
			[source.id, now],
		);
		effects.changedSources.add(source.id);
		const audit = {
			summary: `announced ${plural(tiles.length, "tile")}: ${imported.added} new, ${imported.completed} complete, ${imported.reimaged} imaged again, ${imported.refused.length} refused`,
		};
		return { projectId: source.projectId, sourceId: source.id, ...imported, audit };
	},
});

function observedTile(tile: z.output<typeof announcedTileSchema>, now: Date): ObservedTile {
	const relativePath = parseTilePath(tile.relativePath);
	const files = (tile.files ?? [relativePath]).map((path) => ({ path: parseTilePath(path), sizeBytes: 0 }));
	return {
		relativePath,
		isComplete: tile.isComplete,
		lattice: tile.lattice ?? null,
		step: tile.step ?? null,
		position: tile.position ?? null,
		attributes: tile.attributes ?? {},
		latticeAttributes: tile.latticeAttributes ?? [],
		files,
		contentSignature: tile.isComplete ? (tile.contentSignature ?? "announced") : null,
		verdict: `announced as ${tile.isComplete ? "complete" : "not complete"} at ${now.toISOString()}`,
	};
}

function refuseDuplicates(tiles: readonly ObservedTile[]): void {
	const seen = new Set<string>();
	for (const { relativePath } of tiles) {
		if (seen.has(relativePath)) {
			throw invalid(`Tile "${relativePath}" is announced twice in one call: name every tile once.`, { relativePath });
		}
		seen.add(relativePath);
	}
}
