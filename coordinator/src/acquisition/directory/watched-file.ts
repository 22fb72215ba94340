import type { FileHistory, FileVerdict, ImageCheck } from "../readiness-rules.ts";
import type { ImageFacts } from "./image-facts.ts";

/** A file (or a folder that counts as one) whose path fits the pattern. */
export interface WatchedFile {
	/** Below the source's root, forward slashes. */
	readonly path: string;
	readonly isFolder: boolean;
	/** In the order of discovery. */
	readonly serial: number;
	/** It was there once and is not now; what was taken of it is kept. */
	isGone: boolean;
	/** Content the sink has, or had before this process began; null while nothing was taken. */
	takenSignature: string | null;
	/** The sink has not been told of it by this process. */
	isUntold: boolean;
	/** What our looks saw while the file is not, or not again, taken. */
	pending: PendingState | null;
	/** Why the sink did not want it. */
	refusal: string | null;
	/** Why it has no lattice position although the settings ask for one. */
	placeProblem: string | null;
}

export interface PendingState {
	readonly history: FileHistory;
	readonly companions: ReadonlyMap<string, FileHistory>;
	/** Of the content with the history's stamp. */
	readonly check: ImageCheck;
	readonly facts: ImageFacts | null;
	readonly verdict: FileVerdict;
}

export function newWatchedFile(path: string, isFolder: boolean, serial: number): WatchedFile {
	return {
		path,
		isFolder,
		serial,
		isGone: false,
		takenSignature: null,
		isUntold: true,
		pending: null,
		refusal: null,
		placeProblem: null,
	};
}
