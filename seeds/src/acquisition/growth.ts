import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { SimulationClock } from "./simulation-clock.ts";

/** Thrown by `Growth.reach` when the writer is to leave the file as it is, for good. */
export class WriterDied extends Error {}

export interface GrowthPlan {
	readonly clock: SimulationClock;
	readonly signal: AbortSignal;
	/** Time over which all files of the tile grow. */
	readonly durationMs: number;
	readonly pieces: number;
	readonly halfWritten: { readonly forMs: number | null } | null;
}

/** Tells a writer when it may write on, so that a tile's files grow over time as an instrument's do. */
export class Growth {
	readonly #plan: GrowthPlan;
	#beganMs: number;
	#hasStopped = false;

	constructor(plan: GrowthPlan) {
		this.#plan = plan;
		this.#beganMs = plan.clock.monotonicMs();
	}

	/** Number of pieces in which each file is to be written. */
	get pieces(): number {
		return this.#plan.pieces;
	}

	/**
	 * Resolves when this part (0 to 1) of the tile may be on disk. Rejects when the acquisition is stopped, and with
	 * `WriterDied` when it will never go on.
	 */
	async reach(part: number): Promise<void> {
		const { clock, signal, durationMs, halfWritten } = this.#plan;
		signal.throwIfAborted();
		if (halfWritten && !this.#hasStopped && part >= 0.5) {
			this.#hasStopped = true;
			if (halfWritten.forMs === null) throw new WriterDied("the writer stops in the middle of the file");
			await clock.sleep(halfWritten.forMs, signal);
			this.#beganMs += halfWritten.forMs;
		}
		const waitMs = this.#beganMs + part * durationMs - clock.monotonicMs();
		if (waitMs > 0) await clock.sleep(waitMs, signal);
	}
}

/** Writes bytes as they come, letting the file grow from `from` to `to` (parts of the tile, 0 to 1). */
export async function growFile(
	path: string,
	chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	sizeBytes: number,
	growth: Growth,
	part: { readonly from: number; readonly to: number },
): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	const file = await open(path, "w");
	try {
		const pieceBytes = Math.max(1, Math.ceil(sizeBytes / growth.pieces));
		let written = 0;
		for await (const chunk of chunks) {
			for (let at = 0; at < chunk.length; ) {
				// A piece ends at a multiple of its size, however the bytes come.
				const length = Math.min(chunk.length - at, pieceBytes - (written % pieceBytes));
				await growth.reach(part.from + (part.to - part.from) * Math.min(1, written / Math.max(1, sizeBytes)));
				await file.writeFile(chunk.subarray(at, at + length));
				at += length;
				written += length;
			}
		}
		await file.sync();
	} finally {
		await file.close();
	}
}
