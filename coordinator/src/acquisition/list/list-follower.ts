import { isTilewrightError, type TilewrightError } from "@tilewright/contract/errors";
import type { FileAccess } from "../file-access.ts";
import { type FileStamp, isSameStamp } from "../file-stamp-rules.ts";
import { type FoundList, readList } from "./list-file.ts";
import type { ListParser, ParsedList } from "./list-parser.ts";

/** A list rewritten in place is broken for a moment; it is called malformed when it still is at the next look. */
const secondChanceMs = 200;
const shortestRetryMs = 1000;
const longestRetryMs = 30_000;
/** Reading a long list over and over while it grows must leave time for other things. */
const restPerReading = 4;
/** A file system that keeps whole seconds may hide a second change; such a list is read once more. */
const coarseTimesConfirmedAfterMs = 3000;

export type ListReading =
	| { readonly kind: "unchanged" }
	| { readonly kind: "read"; readonly list: ParsedList }
	/** Being written, or perhaps only half written: look again soon. */
	| { readonly kind: "unsettled" }
	| { readonly kind: "malformed"; readonly error: TilewrightError };

/** Reads a list whenever it has changed, and again after a while when it could not be read. */
export class ListFollower {
	readonly #files: FileAccess;
	readonly #parser: ListParser;
	#path: string | null = null;
	#stamp: FileStamp | null = null;
	/** Readings in a row that failed. */
	#failures = 0;
	/** No reading before this, changed or not; and one after that, changed or not. */
	#restsUntilMs = 0;
	#readAgainAtMs: number | null = null;

	constructor(files: FileAccess, parser: ListParser) {
		this.#files = files;
		this.#parser = parser;
	}

	/** When the list wants to be looked at whatever its stamp says. */
	get nextReadingAtMs(): number | null {
		return this.#readAgainAtMs;
	}

	/** Throws the system's error when the list cannot be opened or read. */
	async follow(list: FoundList, nowMs: number): Promise<ListReading> {
		const isUnchanged = this.#path === list.path && this.#stamp !== null && isSameStamp(this.#stamp, list.stamp);
		const isAskedFor = this.#readAgainAtMs !== null && nowMs >= this.#readAgainAtMs;
		if (isUnchanged && !isAskedFor) return this.#failures === 1 ? { kind: "unsettled" } : { kind: "unchanged" };
		if (nowMs < this.#restsUntilMs) {
			this.#readAgainAtMs = this.#restsUntilMs;
			return { kind: "unsettled" };
		}
		if (!isUnchanged && this.#failures > 1) this.#failures = 1;
		const beganAt = performance.now();
		const { bytes, stamp, isTorn } = await readList(this.#files, list.path);
		this.#path = list.path;
		this.#stamp = stamp;
		// A second reading of what was read well only confirms it.
		const isConfirmation = isUnchanged && this.#failures === 0;
		const reading = isTorn ? this.#fail(nowMs, null) : await this.#parse(bytes, list, nowMs, isConfirmation);
		this.#restsUntilMs = nowMs + restPerReading * (performance.now() - beganAt);
		return reading;
	}

	async #parse(bytes: Uint8Array, list: FoundList, nowMs: number, isConfirmation: boolean): Promise<ListReading> {
		try {
			const parsed = await this.#parser.parse(bytes, list.name);
			const needsConfirmation = !isConfirmation && list.stamp.mtimeMs % 1000 === 0;
			this.#readAgainAtMs = needsConfirmation ? nowMs + coarseTimesConfirmedAfterMs : null;
			this.#failures = 0;
			return { kind: "read", list: parsed };
		} catch (error) {
			if (!isTilewrightError(error, "INPUT_MALFORMED")) throw error;
			return this.#fail(nowMs, error);
		}
	}

	#fail(nowMs: number, error: TilewrightError | null): ListReading {
		this.#failures += 1;
		const isHopeful = this.#failures === 1 || error === null;
		const pauseMs = isHopeful ? secondChanceMs : shortestRetryMs * 2 ** Math.min(this.#failures - 2, 10);
		this.#readAgainAtMs = nowMs + Math.min(pauseMs, longestRetryMs);
		return isHopeful ? { kind: "unsettled" } : { kind: "malformed", error };
	}
}
