import type { WatchedFile } from "./watched-file.ts";

/**
 * Files that are not, or not again, taken, by what they wait for. There may be a hundred thousand when a source is
 * pointed at an acquisition that is over; no look walks through all of them.
 */
export class PendingFiles {
	/** The next to settle first: all settle equally long, and a file that changes goes to the end. */
	readonly settling = new Map<string, WatchedFile>();
	/** Whole, but for a sentinel, a manifest or companions. */
	readonly held = new Map<string, WatchedFile>();
	/** Opened and found broken, or empty. */
	readonly broken = new Map<string, WatchedFile>();
	readonly ready = new Map<string, WatchedFile>();
	readonly #turns = {
		settling: new Rotation(this.settling),
		held: new Rotation(this.held),
		broken: new Rotation(this.broken),
	};

	get size(): number {
		return this.settling.size + this.held.size + this.broken.size + this.ready.size;
	}

	/** Null when nothing is settling. */
	get nextDueAtMs(): number | null {
		const [next] = this.settling.values();
		const verdict = next?.pending?.verdict;
		return verdict?.kind === "settling" ? verdict.dueAtMs : null;
	}

	/** Puts a file where its verdict says, at the end unless it was there with the same verdict before. */
	put(file: WatchedFile, before: WatchedFile["pending"]): void {
		const { pending } = file;
		if (pending === null) {
			this.remove(file);
			return;
		}
		const place = this.#placeOf(pending.verdict.kind);
		const isSameChange = before?.history.unchangedSinceMs === pending.history.unchangedSinceMs;
		if (place.has(file.path) && isSameChange) return;
		this.remove(file);
		place.set(file.path, file);
	}

	remove(file: WatchedFile): void {
		for (const place of [this.settling, this.held, this.broken, this.ready]) place.delete(file.path);
	}

	/** Settling files whose time has come, at most `count`, and whether there are more. */
	due(nowMs: number, count: number): { readonly files: WatchedFile[]; readonly hasMore: boolean } {
		const files: WatchedFile[] = [];
		for (const file of this.settling.values()) {
			const verdict = file.pending?.verdict;
			if (verdict?.kind !== "settling" || verdict.dueAtMs > nowMs) break;
			if (files.length === count) return { files, hasMore: true };
			files.push(file);
		}
		return { files, hasMore: false };
	}

	/** At most `count` of one kind, others each time. */
	someInTurn(kind: "settling" | "held" | "broken", count: number): WatchedFile[] {
		return this.#turns[kind].next(count);
	}

	#placeOf(kind: NonNullable<WatchedFile["pending"]>["verdict"]["kind"]): Map<string, WatchedFile> {
		switch (kind) {
			case "settling":
				return this.settling;
			case "waiting":
			case "unchecked":
				return this.held;
			case "unsound":
			case "empty":
				return this.broken;
			case "ready":
				return this.ready;
		}
	}
}

class Rotation {
	readonly #files: ReadonlyMap<string, WatchedFile>;
	#iterator: Iterator<WatchedFile> | null = null;

	constructor(files: ReadonlyMap<string, WatchedFile>) {
		this.#files = files;
	}

	next(count: number): WatchedFile[] {
		const chosen: WatchedFile[] = [];
		const wanted = Math.min(count, this.#files.size);
		while (chosen.length < wanted) {
			this.#iterator ??= this.#files.values();
			const step = this.#iterator.next();
			if (step.done) this.#iterator = null;
			else chosen.push(step.value);
		}
		return chosen;
	}
}
