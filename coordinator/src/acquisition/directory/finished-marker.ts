import type { FileAccess } from "../file-access.ts";

/**
 * The file by which an instrument says that nothing more will come. What had not been seen when it appeared is
 * looked for once more in every folder; what is still being written is waited for. Broken files and files whose
 * companions are missing hold the end back for the settle time only: they may stay so for ever.
 */
export class FinishedMarker {
	readonly #access: FileAccess;
	readonly #path: string;
	readonly #patienceMs: number;
	#seenAtMs: number | null = null;
	#wasFollowedByScan = false;

	constructor(access: FileAccess, path: string, patienceMs: number) {
		this.#access = access;
		this.#path = path;
		this.#patienceMs = patienceMs;
	}

	/** To be called before a scan: true when the scan has to list every folder. */
	async look(nowMs: number): Promise<boolean> {
		const isThere = (await this.#access.lookIfThere(this.#path).catch(() => null)) !== null;
		if (!isThere) {
			this.#seenAtMs = null;
			this.#wasFollowedByScan = false;
			return false;
		}
		this.#seenAtMs ??= nowMs;
		return !this.#wasFollowedByScan;
	}

	/** A scan of everything that began after the marker was seen has ended. */
	noteFullScan(): void {
		this.#wasFollowedByScan = this.#seenAtMs !== null;
	}

	isFinished(open: { readonly areSettling: boolean; readonly areHeldUp: boolean }, nowMs: number): boolean {
		if (this.#seenAtMs === null || !this.#wasFollowedByScan || open.areSettling) return false;
		return !open.areHeldUp || nowMs - this.#seenAtMs >= this.#patienceMs;
	}
}
