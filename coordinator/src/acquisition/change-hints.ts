import { type FSWatcher, watch } from "node:fs";

/**
 * Asks the operating system to speak of changes in some folders. Only ever a hint to look sooner: events are lost
 * under load without a word, and network shares send none for what other machines write.
 */
export class ChangeHints {
	readonly #onHint: (path: string) => void;
	readonly #watchers = new Map<string, FSWatcher>();
	/** Folders that cannot be watched (no watches left, not supported there): not tried again. */
	readonly #hopeless = new Set<string>();
	#isClosed = false;

	constructor(onHint: (path: string) => void) {
		this.#onHint = onHint;
	}

	/** Watches these folders and no others. Of a folder newly watched a hint is given: what came before was not seen. */
	watchOnly(folders: Iterable<string>): void {
		if (this.#isClosed) return;
		const wanted = new Set(folders);
		for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#stop(folder);
		for (const folder of wanted) {
			if (this.#watchers.has(folder) || this.#hopeless.has(folder)) continue;
			if (this.#start(folder)) this.#onHint(folder);
		}
	}

	close(): void {
		this.#isClosed = true;
		for (const folder of [...this.#watchers.keys()]) this.#stop(folder);
	}

	#start(folder: string): boolean {
		try {
			const watcher = watch(folder, { persistent: false });
			watcher.on("change", (_kind, name) => {
				this.#onHint(typeof name === "string" ? `${folder}/${name}` : folder);
			});
			watcher.on("error", () => this.#stop(folder));
			this.#watchers.set(folder, watcher);
			return true;
		} catch (error) {
			// A folder that is not there may come; all else will not get better.
			const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
			if (!isAbsent) this.#hopeless.add(folder);
			return false;
		}
	}

	#stop(folder: string): void {
		this.#watchers.get(folder)?.close();
		this.#watchers.delete(folder);
	}
}
