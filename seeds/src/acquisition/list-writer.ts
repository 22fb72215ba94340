import { open } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "./replace-file.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import { dashboard, type ListedTile, type ListSettings, pipelineInput } from "./tile-list.ts";

export const listFileNames = { pipeline: "pipeline-input.json", dashboard: "dashboard.json" } as const;

/** Time for which a list that is rewritten in place is empty or half there. */
const inPlaceGapMs = 50;

export interface ListWriterOptions {
	readonly folder: string;
	readonly format: keyof typeof listFileNames;
	readonly settings: ListSettings;
	readonly isRewrittenInPlace: boolean;
	readonly clock: SimulationClock;
	readonly signal: AbortSignal;
}

/** Keeps the acquisition's list of tiles: one entry for each path, in the order in which they were first listed. */
export class ListWriter {
	readonly #options: ListWriterOptions;
	readonly #tiles = new Map<string, ListedTile>();
	readonly #path: string;
	#isFinished = false;

	constructor(options: ListWriterOptions) {
		this.#options = options;
		this.#path = join(options.folder, listFileNames[options.format]);
	}

	/** Changes the list in memory; `write` shows it. */
	put(tile: ListedTile): void {
		this.#tiles.set(tile.relativePath, tile);
	}

	finish(): void {
		this.#isFinished = true;
	}

	/** Replaces the list: by rename, or in place when the instrument is one of the careless kind. */
	async write(): Promise<void> {
		const text = this.#textOf([...this.#tiles.values()]);
		if (this.#options.isRewrittenInPlace) await this.#rewriteInPieces(text, inPlaceGapMs);
		else await replaceFile(this.#path, text);
	}

	/** The list ends in the middle of a tile for a while, then is whole. */
	async writeTruncated(forMs: number): Promise<void> {
		await this.#rewriteInPieces(this.#textOf([...this.#tiles.values()]), forMs);
	}

	/** The list is well formed but has lost the later half of its tiles for a while, then is whole. */
	async writeShrunk(forMs: number): Promise<void> {
		const tiles = [...this.#tiles.values()];
		await replaceFile(this.#path, this.#textOf(tiles.slice(0, Math.floor(tiles.length / 2))));
		// Stopped meanwhile or not, the list that is left is whole.
		await this.#wait(forMs).finally(() => this.write());
	}

	#textOf(tiles: readonly ListedTile[]): string {
		const build = this.#options.format === "pipeline" ? pipelineInput : dashboard;
		return build(tiles, this.#options.settings, this.#isFinished);
	}

	async #rewriteInPieces(text: string, gapMs: number): Promise<void> {
		const bytes = Buffer.from(text);
		const middle = Math.floor(bytes.length / 2);
		const file = await open(this.#path, "w");
		try {
			await file.writeFile(bytes.subarray(0, middle));
			// Stopped in the gap or not, the list that is left is whole.
			await this.#wait(gapMs).finally(() => file.writeFile(bytes.subarray(middle)));
		} finally {
			await file.close();
		}
	}

	async #wait(ms: number): Promise<void> {
		await this.#options.clock.sleep(ms, this.#options.signal);
	}
}
