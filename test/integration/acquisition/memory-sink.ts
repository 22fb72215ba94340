import type { SourceId } from "@tilewright/contract/ids";
import type {
	AcquisitionSink,
	ImportedTiles,
	InputObservation,
	ObservedTile,
} from "../../../coordinator/src/acquisition/observed-tile.ts";

/** Keeps what the importer would write, in memory. */
export class MemorySink implements AcquisitionSink {
	readonly tiles = new Map<string, ObservedTile>();
	/** Every call, with the paths it brought. */
	readonly imports: { readonly sourceId: SourceId; readonly paths: readonly string[] }[] = [];
	readonly observations: InputObservation[] = [];
	reimaged = 0;
	/** Thrown by the next calls, as by a database that is away. */
	failure: Error | null = null;
	/** Path to sentence. */
	readonly refuses = new Map<string, string>();

	async importTiles(sourceId: SourceId, tiles: readonly ObservedTile[]): Promise<ImportedTiles> {
		if (this.failure) throw this.failure;
		if (tiles.length > 5000) throw new Error(`${tiles.length} tiles in one call`);
		this.imports.push({ sourceId, paths: tiles.map((tile) => tile.relativePath) });
		let added = 0;
		let completed = 0;
		let reimaged = 0;
		const refused: ImportedTiles["refused"][number][] = [];
		for (const tile of tiles) {
			const message = this.refuses.get(tile.relativePath);
			if (message !== undefined) {
				refused.push({ relativePath: tile.relativePath, code: "TILE_PATH_DUPLICATE", message });
				continue;
			}
			const before = this.tiles.get(tile.relativePath);
			if (!before) added += 1;
			if (tile.contentSignature !== null && before?.contentSignature == null) completed += 1;
			else if (tile.contentSignature !== null && before?.contentSignature !== tile.contentSignature) reimaged += 1;
			this.tiles.set(tile.relativePath, tile);
		}
		this.reimaged += reimaged;
		return { added, completed, reimaged, refused };
	}

	async recordInput(_sourceId: SourceId, observation: InputObservation): Promise<void> {
		if (this.failure) throw this.failure;
		this.observations.push(observation);
	}

	get complete(): string[] {
		return [...this.tiles.values()].filter((tile) => tile.isComplete).map((tile) => tile.relativePath);
	}

	/** What a restarted coordinator would find in the database. */
	get known(): Map<string, string | null> {
		return new Map([...this.tiles.values()].map((tile) => [tile.relativePath, tile.contentSignature]));
	}
}
