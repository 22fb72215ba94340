import { TilewrightError } from "@tilewright/contract/errors";
import type { FileHistory } from "../readiness-rules.ts";
import type { KnownTiles } from "../source-reader.ts";
import type { ParsedList } from "./list-parser.ts";
import type { ListedTile } from "./listed-tile.ts";

/** One tile of a list, and what its files were when last looked at. */
export interface TrackedTile {
	listed: ListedTile;
	/** False when the last list no longer had it; the tile is kept as it was. */
	isListed: boolean;
	/** The sink has not been told what the list says now. */
	isUntold: boolean;
	/** Content the sink has been told of; null while the tile is not complete. */
	takenSignature: string | null;
	/** The list has called the tile complete anew since: what is there now counts without settling. */
	isVouchedFor: boolean;
	/** Looks at files that differ from what was taken. */
	history: FileHistory | null;
	/** Why a tile that the list calls complete is not, and since when we know. */
	notYet: { readonly reason: string; readonly sinceMs: number } | null;
	/** Why the sink did not want it. */
	refusal: string | null;
}

export interface AcceptedList {
	/** Tiles whose entry changed, then new ones, each in the list's order. */
	readonly changed: readonly TrackedTile[];
	/** Tiles that were complete before this process began; their files are only compared with what they were. */
	readonly remembered: readonly TrackedTile[];
	readonly lostTiles: number;
	/** One of them, for messages. */
	readonly lostExample: string | null;
}

/** All tiles a list has ever named, as far as this process and the database remember. */
export class TrackedTiles {
	readonly #tiles = new Map<string, TrackedTile>();
	/** Known from before this process and not listed since. */
	readonly #known: Map<string, string | null>;
	readonly #maximumLostTiles: number;
	/** The last list lacked some tiles. */
	#hasUnlisted = false;
	#sweep: Iterator<TrackedTile> | null = null;

	constructor(known: KnownTiles, maximumLostTiles: number) {
		this.#known = new Map(known);
		this.#maximumLostTiles = maximumLostTiles;
	}

	/** Throws INPUT_SHRUNK, and changes nothing, when too many known tiles are missing. */
	accept(list: ParsedList, listName: string): AcceptedList {
		const news: ListedTile[] = [];
		const updates: { readonly tile: TrackedTile; readonly listed: ListedTile }[] = [];
		let listedAndKnown = 0;
		for (const listed of list.tiles.values()) {
			const tile = this.#tiles.get(listed.relativePath);
			if (tile === undefined) news.push(listed);
			else if (tile.listed !== listed) updates.push({ tile, listed });
			if (tile !== undefined || this.#known.has(listed.relativePath)) listedAndKnown += 1;
		}
		const knownTiles = this.#tiles.size + this.#known.size;
		const lostTiles = knownTiles - listedAndKnown;
		const lostExample = lostTiles === 0 ? null : this.#exampleOfLost(list);
		if (lostTiles > this.#maximumLostTiles) {
			throw new TilewrightError({
				code: "INPUT_SHRUNK",
				message: `${listName} has ${list.tiles.size} tiles and lacks ${lostTiles} of the ${knownTiles} known ones (for example "${lostExample}"); more than ${this.#maximumLostTiles} lost tiles are taken for a broken list. Nothing was changed. Restore the list, or raise "maximumLostTiles" of the source if the tiles are really gone.`,
				fields: { lostTiles, knownTiles, maximumLostTiles: this.#maximumLostTiles },
			});
		}
		if (lostTiles > 0 || this.#hasUnlisted) {
			for (const [path, tile] of this.#tiles) tile.isListed = list.tiles.has(path);
			this.#hasUnlisted = lostTiles > 0;
		}
		const changed: TrackedTile[] = [];
		const remembered: TrackedTile[] = [];
		for (const { tile, listed } of updates) {
			if (listed.isComplete && !tile.listed.isComplete) tile.isVouchedFor = true;
			tile.listed = listed;
			tile.isUntold = true;
			changed.push(tile);
		}
		for (const listed of news) {
			const tile = this.#add(listed);
			if (listed.isComplete && tile.takenSignature !== null) remembered.push(tile);
			else changed.push(tile);
		}
		return { changed, remembered, lostTiles, lostExample };
	}

	/** The entry last accepted for a path. */
	entryOf(relativePath: string): ListedTile | undefined {
		return this.#tiles.get(relativePath)?.listed;
	}

	*listedTiles(): Generator<ListedTile> {
		for (const tile of this.#tiles.values()) if (tile.isListed) yield tile.listed;
	}

	/** The next complete tiles in turn, at most `count`. */
	nextToSweep(count: number): TrackedTile[] {
		const chosen: TrackedTile[] = [];
		// Twice round the list at most, and no long walk over incomplete tiles.
		for (let steps = 0; steps < count * 20 && chosen.length < count; steps++) {
			this.#sweep ??= this.#tiles.values();
			const next = this.#sweep.next();
			if (next.done) {
				this.#sweep = null;
				break;
			}
			const tile = next.value;
			if (tile.isListed && tile.listed.isComplete && tile.takenSignature !== null) chosen.push(tile);
		}
		return chosen;
	}

	#add(listed: ListedTile): TrackedTile {
		const tile: TrackedTile = {
			listed,
			isListed: true,
			isUntold: true,
			takenSignature: this.#known.get(listed.relativePath) ?? null,
			isVouchedFor: false,
			history: null,
			notYet: null,
			refusal: null,
		};
		this.#known.delete(listed.relativePath);
		this.#tiles.set(listed.relativePath, tile);
		return tile;
	}

	#exampleOfLost(list: ParsedList): string | null {
		for (const paths of [this.#known.keys(), this.#tiles.keys()]) {
			for (const path of paths) if (!list.tiles.has(path)) return path;
		}
		return null;
	}
}
