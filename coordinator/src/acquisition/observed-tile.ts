import type { SourceId } from "@tilewright/contract/ids";
import type { AttributeValue } from "@tilewright/contract/recipe";
import type { InputState } from "@tilewright/contract/states";

/** What a reader saw of one tile; the importer decides what that changes. */
export interface ObservedTile {
	/** The tile's identity: below the source's root, forward slashes, no `..`, not absolute. */
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly lattice: Vector | null;
	readonly step: Vector | null;
	/** Position of the first voxel in micrometres. */
	readonly position: Vector | null;
	readonly attributes: Readonly<Record<string, AttributeValue>>;
	/** Attributes that the lattice position was made from; all others must agree between neighbours. */
	readonly latticeAttributes: readonly string[];
	/** Image files below the source's root, with forward slashes. */
	readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
	/** Changes when the tile is imaged again; null while it is not complete. */
	readonly contentSignature: string | null;
	/** One sentence on why it is (not) complete. */
	readonly verdict: string;
}

export interface Vector {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

/** What a look at a source found besides tiles. */
export interface InputObservation {
	readonly inputState: InputState;
	/** null when all is well. */
	readonly problem: { readonly code: string; readonly message: string } | null;
	readonly checkedAt: Date;
	/** Null when this look did not find the input. */
	readonly seenAt: Date | null;
	readonly changedAt: Date | null;
	/** At most 200: files seen and not yet taken, with the reason. */
	readonly pendingFiles: readonly { readonly path: string; readonly verdict: string }[];
	readonly expectedTiles: number | null;
	/** The instrument said that nothing more will come. */
	readonly isFinished: boolean;
	/** Only where the input carries them. */
	readonly project: {
		readonly extents: Readonly<Record<string, number>> | null;
		readonly customParameters: Readonly<Record<string, unknown>> | null;
		readonly planeMarkers: {
			readonly x: readonly number[];
			readonly y: readonly number[];
			readonly z: readonly number[];
		} | null;
	} | null;
}

/** Where watchers put what they saw. Implemented by the importer; every call is one transaction. */
export interface AcquisitionSink {
	/** Adds new tiles and changes known ones; tiles that are not named stay as they are. At most 5,000 a call. */
	importTiles(sourceId: SourceId, tiles: readonly ObservedTile[]): Promise<ImportedTiles>;
	/** Writes nothing when nothing but the times changed and the last write is younger than a minute. */
	recordInput(sourceId: SourceId, observation: InputObservation): Promise<void>;
}

export interface ImportedTiles {
	readonly added: number;
	readonly completed: number;
	/** Complete before, and now with another content. */
	readonly reimaged: number;
	/** Tiles refused, with a sentence each (a path another source already delivers, for instance). */
	readonly refused: readonly { readonly relativePath: string; readonly code: string; readonly message: string }[];
}

/** One row of the source table, as watchers need it. */
export interface WatchedSource {
	readonly id: SourceId;
	readonly name: string;
	readonly kind: "list" | "directory" | "announced";
	readonly rootPath: string;
	readonly settings: unknown;
	readonly finishedAt: Date | null;
}
