import type { Clock } from "@tilewright/contract/clock";
import { FileAccess, whyNotAFolder } from "../file-access.ts";
import { describeUnreadableRoot, InputReport } from "../input-report.ts";
import type { WatchedSource } from "../observed-tile.ts";
import type { Look, SourceReader } from "../source-reader.ts";

const lookEveryMs = 30_000;

/** Tiles come through the API; all there is to see is whether the folder they are said to be in can be reached. */
export class AnnouncedReader implements SourceReader {
	readonly #source: WatchedSource;
	readonly #clock: Clock;
	readonly #access = new FileAccess();
	readonly foldersToWatch: readonly string[] = [];

	constructor(source: WatchedSource, clock: Clock) {
		this.#source = source;
		this.#clock = clock;
	}

	get silentForMs(): number {
		return this.#access.silentForMs;
	}

	close(): void {
		this.#access.close();
	}

	async look(): Promise<Look> {
		const reason = await whyNotAFolder(this.#access, this.#source.rootPath);
		const report = new InputReport();
		if (reason !== null) {
			report.addProblem("INPUT_LOCATION_UNREADABLE", describeUnreadableRoot(this.#source.rootPath, reason));
		}
		const now = this.#clock.now();
		return {
			observation: {
				inputState: reason === null ? "announced" : "badLocation",
				problem: report.problem,
				checkedAt: now,
				seenAt: reason === null ? now : null,
				changedAt: null,
				pendingFiles: [],
				expectedTiles: null,
				isFinished: false,
				project: null,
			},
			digest: report.digest,
			nextLookInMs: lookEveryMs,
		};
	}
}
