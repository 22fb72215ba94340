import { Growth, WriterDied } from "./growth.ts";
import type { ListWriter } from "./list-writer.ts";
import type { PlannedTile } from "./planned-tile.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import type { SimulationEvent } from "./simulation-events.ts";

export interface Performance {
	readonly plan: readonly PlannedTile[];
	/** Images of the plan that are done already. */
	readonly completed: number;
	readonly pacing: {
		readonly secondsPerTile: number;
		readonly secondsPerRow: number;
		readonly secondsPerPlane: number;
		readonly writeFraction: number;
		readonly pieces: number;
	};
	readonly listing: "twice" | "after" | "early";
	/** Null when the acquisition keeps no list. */
	readonly list: ListWriter | null;
	readonly clock: SimulationClock;
	readonly signal: AbortSignal;
	/** Writes the files of the plan's image with this index at the pace of `growth`. */
	readonly write: (index: number, growth: Growth) => Promise<void>;
	/** Called when a tile is done, before the list says so. */
	readonly record: (completed: number) => Promise<void>;
	readonly onEvent: (event: SimulationEvent) => void;
	readonly onTile: (index: number) => void | Promise<void>;
}

/**
 * Plays the rest of a plan, one tile after the other:
 *
 *   pause ─► wait for the tile's turn ─► list as incomplete ─► write its files ─► record ─► list as complete
 *
 * Rejects when the signal is aborted; the folder is then as a stopped instrument leaves it, with a whole list.
 */
export async function playPlan(performance: Performance): Promise<void> {
	const { plan, clock, signal, list, pacing, onEvent } = performance;
	const periodMs = pacing.secondsPerTile * 1000;
	for (const tile of plan.slice(0, performance.completed)) list?.put(listed(tile, isFullyWritten(tile)));
	await list?.write();

	let turnMs = clock.monotonicMs();
	for (const [index, tile] of plan.entries()) {
		if (index < performance.completed) continue;
		signal.throwIfAborted();
		if (tile.faults.pauseBeforeMs > 0) {
			onEvent({ event: "paused", number: tile.number, forMs: tile.faults.pauseBeforeMs });
			await clock.sleep(tile.faults.pauseBeforeMs, signal);
		}
		const moveMs = index > performance.completed ? moveSeconds(plan[index - 1], tile, pacing) * 1000 : 0;
		const beganMs = Math.max(turnMs + moveMs, clock.monotonicMs());
		if (beganMs > clock.monotonicMs()) await clock.sleep(beganMs - clock.monotonicMs(), signal);
		turnMs = beganMs + periodMs;

		const { number, relativePath, misbehaviours } = tile;
		onEvent({ event: "tileStarted", number, relativePath, misbehaviours });
		if (list && performance.listing !== "after") {
			list.put(listed(tile, performance.listing === "early"));
			await list.write();
		}
		const isWritten = await writeTile(performance, tile, index, periodMs * pacing.writeFraction);
		await performance.record(index + 1);
		if (list) await listAsDone(performance, list, tile, isWritten);
		onEvent({
			event: "tileFinished",
			number,
			relativePath,
			isWritten,
			completed: index + 1,
			total: plan.length,
			seconds: secondsSince(clock, beganMs),
		});
		await performance.onTile(index);
	}
}

/** How long the stage needs to begin another row or plane; 0 within a row. */
function moveSeconds(from: PlannedTile | undefined, to: PlannedTile, pacing: Performance["pacing"]): number {
	if (!from?.lattice || !to.lattice) return 0;
	if (from.lattice.z !== to.lattice.z) return pacing.secondsPerPlane;
	return from.lattice.y === to.lattice.y ? 0 : pacing.secondsPerRow;
}

export function secondsSince(clock: SimulationClock, beganMs: number): number {
	return Math.round(clock.monotonicMs() - beganMs) / 1000;
}

/** False when the writer died in the middle. */
async function writeTile(
	performance: Performance,
	tile: PlannedTile,
	index: number,
	durationMs: number,
): Promise<boolean> {
	const { clock, signal, pacing } = performance;
	const { halfWritten } = tile.faults;
	const growth = new Growth({ clock, signal, durationMs, pieces: pacing.pieces, halfWritten });
	try {
		await performance.write(index, growth);
		await growth.reach(1);
		return true;
	} catch (error) {
		if (error instanceof WriterDied) return false;
		throw error;
	}
}

async function listAsDone(
	{ onEvent }: Performance,
	list: ListWriter,
	tile: PlannedTile,
	isWritten: boolean,
): Promise<void> {
	const { truncatedListMs, shrunkListMs } = tile.faults;
	list.put(listed(tile, isWritten));
	if (truncatedListMs !== null) {
		onEvent({ event: "listDamaged", number: tile.number, how: "truncated", forMs: truncatedListMs });
		await list.writeTruncated(truncatedListMs);
	}
	if (shrunkListMs !== null) {
		onEvent({ event: "listDamaged", number: tile.number, how: "shrunk", forMs: shrunkListMs });
		await list.writeShrunk(shrunkListMs);
	}
	if (truncatedListMs === null && shrunkListMs === null) await list.write();
}

function isFullyWritten(tile: PlannedTile): boolean {
	return tile.faults.halfWritten?.forMs !== null;
}

function listed(tile: PlannedTile, isComplete: boolean) {
	return {
		id: tile.number,
		relativePath: tile.relativePath,
		isComplete,
		lattice: tile.lattice,
		stagePosition: tile.nominalPositionUm,
	};
}
