import { TilewrightError } from "@tilewright/contract/errors";
import { Random, wordOf } from "../randomness/random.ts";
import type { SimulationOptions } from "../simulation-options.ts";
import { type Misbehaviour, type MisbehaviourKind, misbehaviourSchema } from "./misbehaviour.ts";

const anywhere: readonly MisbehaviourKind[] = ["halfWritten", "pause", "late", "reImage", "corrupt"];
const onlyWithList: readonly MisbehaviourKind[] = ["truncatedList", "shrunkList"];
const onlyWhenImaging: readonly MisbehaviourKind[] = ["outOfFocus", "duplicatePosition"];

/**
 * What is asked for by tile number, and what chance adds: each tile has one of the playable kinds with the
 * probability asked for, all equally likely, in its default strength. Depends on the options only. Throws
 * ARGUMENT_INVALID for a kind that this acquisition cannot play.
 */
export function chooseMisbehaviours(options: SimulationOptions, tileCount: number): Misbehaviour[] {
	const hasList = options.output.format !== "directory";
	const isImaging = options.replay === null;
	for (const asked of options.misbehaviours) {
		if (!hasList && onlyWithList.includes(asked.kind)) {
			throw unplayable(asked, 'the format "directory" keeps no list of tiles');
		}
		if (!isImaging && (onlyWhenImaging.includes(asked.kind) || (asked.kind === "reImage" && asked.path === "new"))) {
			throw unplayable(asked, "a replay copies the tiles it has and images nothing");
		}
	}
	const kinds = [
		...anywhere,
		...(hasList ? onlyWithList : []),
		// A name pattern may have no room for a second tile at the same position.
		...(isImaging && hasList ? onlyWhenImaging : []),
	];
	const drawn: Misbehaviour[] = [];
	for (let tile = 1; tile <= tileCount; tile++) {
		const random = new Random(options.seed, wordOf("misbehaviour"), tile);
		if (random.uniform() >= options.misbehaviourProbability) continue;
		const kind = kinds[random.integer(0, kinds.length - 1)];
		if (kind !== undefined) drawn.push(misbehaviourSchema.parse({ kind, tile }));
	}
	return [...options.misbehaviours, ...drawn];
}

function unplayable(asked: Misbehaviour, reason: string): TilewrightError {
	return new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Misbehaviour "${asked.kind}" at tile ${asked.tile} cannot be played: ${reason}.`,
		fields: { kind: asked.kind, tile: asked.tile },
	});
}
