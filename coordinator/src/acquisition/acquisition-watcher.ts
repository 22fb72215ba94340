import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { SourceId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import { AnnouncedReader } from "./announced/announced-reader.ts";
import { checkSourceSettings } from "./checked-source-settings.ts";
import { DirectoryReader } from "./directory/directory-reader.ts";
import { ListReader } from "./list/list-reader.ts";
import type { AcquisitionSink, WatchedSource } from "./observed-tile.ts";
import type { KnownTiles, SourceReader } from "./source-reader.ts";
import { SourceRunner } from "./source-runner.ts";

const reloadEveryMs = 10_000;
/** Bells come in bursts, one with every import. */
const shortestReloadPauseMs = 250;

export interface AcquisitionWatcherOptions {
	readonly listSources: () => Promise<readonly WatchedSource[]>;
	/** Asked once per source that begins to be watched. */
	readonly knownTiles: (sourceId: SourceId) => Promise<KnownTiles>;
	readonly sink: AcquisitionSink;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** Keeps one runner per source, each on its own: what one source does is nothing to the others. */
export class AcquisitionWatcher {
	readonly #options: AcquisitionWatcherOptions;
	readonly #runners = new Map<SourceId, { readonly fingerprint: string; readonly runner: SourceRunner }>();
	#timer: NodeJS.Timeout | null = null;
	#reloading: Promise<void> = Promise.resolve();
	#isStopped = true;
	#reloadedAt = Number.NEGATIVE_INFINITY;
	#isReloadAsked = false;

	constructor(options: AcquisitionWatcherOptions) {
		this.#options = options;
	}

	async start(): Promise<void> {
		if (!this.#isStopped) return;
		this.#isStopped = false;
		await this.#reload();
		this.#timer = setInterval(() => this.reload(), reloadEveryMs);
	}

	/** The bell: sources may have been added, changed or archived. */
	reload(): void {
		if (this.#isStopped || this.#isReloadAsked) return;
		this.#isReloadAsked = true;
		const pauseMs = Math.max(0, this.#reloadedAt + shortestReloadPauseMs - performance.now());
		this.#reloading = this.#reloading.then(async () => {
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
			this.#isReloadAsked = false;
			if (!this.#isStopped) await this.#reload();
		});
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
		await this.#reloading;
		const runners = [...this.#runners.values()];
		this.#runners.clear();
		await Promise.all(runners.map(({ runner }) => runner.stop()));
	}

	async #reload(): Promise<void> {
		const { listSources, logger } = this.#options;
		this.#reloadedAt = performance.now();
		try {
			const sources = await listSources();
			const wanted = new Map(sources.map((source) => [source.id, source]));
			const ended = [...this.#runners].filter(([id, { fingerprint }]) => {
				const source = wanted.get(id);
				return source === undefined || fingerprintOf(source) !== fingerprint;
			});
			for (const [id] of ended) this.#runners.delete(id);
			// Before new ones begin, so that no source is ever read twice at once.
			await Promise.all(ended.map(([, { runner }]) => runner.stop()));
			for (const source of sources) {
				if (!this.#runners.has(source.id)) this.#begin(source);
			}
		} catch (error) {
			logger.warn({ error: describeError(error) }, "the list of sources could not be read; those known go on");
		}
	}

	#begin(source: WatchedSource): void {
		const { sink, clock, logger } = this.#options;
		const openReader = (guarded: AcquisitionSink) => this.#openReader(source, guarded);
		const runner = new SourceRunner({ source, openReader, sink, clock, logger });
		this.#runners.set(source.id, { fingerprint: fingerprintOf(source), runner });
		runner.start();
		logger.info({ source: source.name, kind: source.kind, root: source.rootPath }, "watching a source");
	}

	/** Throws what is wrong with the settings; the runner reports it. */
	async #openReader(source: WatchedSource, sink: AcquisitionSink): Promise<SourceReader> {
		const { clock, logger, knownTiles } = this.#options;
		const checked = checkSourceSettings(source.kind, source.settings);
		switch (checked.kind) {
			case "list": {
				const known = await knownTiles(source.id);
				return new ListReader({ source, settings: checked.settings, known, sink, clock, logger });
			}
			case "directory": {
				const known = await knownTiles(source.id);
				return new DirectoryReader({ source, settings: checked.settings, known, sink, clock, logger });
			}
			case "announced":
				return new AnnouncedReader(source, clock);
		}
	}
}

function fingerprintOf({ name, kind, rootPath, settings }: WatchedSource): string {
	return JSON.stringify([name, kind, rootPath, settings]);
}
