import type { WatchedFolder } from "./watched-folder.ts";

const recentFolders = 128;
/** Of the folders nothing has happened in lately. */
const othersPerSecond = 15;

/**
 * Which folders a scan looks at: always those that changed last, of the others a few in turn. An instrument with a
 * folder for every tile makes a hundred thousand of them, and writes in the last few.
 */
export class FolderTurns {
	readonly #all: ReadonlyMap<string, WatchedFolder>;
	/** Changed last at the end. */
	readonly #recent = new Set<WatchedFolder>();
	#turn: Iterator<WatchedFolder> | null = null;
	#choseAtMs: number | null = null;

	constructor(all: ReadonlyMap<string, WatchedFolder>) {
		this.#all = all;
	}

	touch(folder: WatchedFolder): void {
		this.#recent.delete(folder);
		this.#recent.add(folder);
		if (this.#recent.size <= recentFolders) return;
		const [oldest] = this.#recent;
		if (oldest) this.#recent.delete(oldest);
	}

	forget(folder: WatchedFolder): void {
		this.#recent.delete(folder);
	}

	/** The root, and those that changed last: at most `count`. */
	recent(count: number): string[] {
		const others = [...this.#recent].filter((folder) => folder.path !== "").slice(-(count - 1));
		return ["", ...others.map((folder) => folder.path)];
	}

	choose(nowMs: number): Set<WatchedFolder> {
		const chosen = new Set(this.#recent);
		const root = this.#all.get("");
		if (root) chosen.add(root);
		const elapsedMs = this.#choseAtMs === null ? 0 : Math.min(nowMs - this.#choseAtMs, 10_000);
		this.#choseAtMs = nowMs;
		const count = Math.ceil((othersPerSecond * elapsedMs) / 1000);
		for (let taken = 0; taken < count; taken++) {
			this.#turn ??= this.#all.values();
			const next = this.#turn.next();
			if (next.done) {
				this.#turn = null;
				break;
			}
			chosen.add(next.value);
		}
		return chosen;
	}
}
