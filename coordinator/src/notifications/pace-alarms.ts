import { describeError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { endAlarms, endSelfPauseAlarms, endWorkerAlarms, storeEvents } from "../database/event-store.ts";
import type { PaceKeeper } from "../status/pace/pace-keeper.ts";
import {
	overKinds,
	type PaceAspect,
	type PaceKind,
	paceAspects,
	paceEvents,
	type ToldPace,
} from "./pace-alarm-rules.ts";

/*
 * Makes events of what the page shows as alarms of the pace — the next tile is overdue, a disk fills up, nothing gets on,
 * everything is done —, so that people who do not watch are told, and ends those that hold no more. What was told is read from the events when a
 * coordinator takes over, so that it is not told twice.
 */

const lookEveryMs = 15_000;
/** Rates must have settled before anything is said of them. */
const firstLookAfterMs = 5_000;

/** What is left over is told anew each time: the last one counts. */
const nothingElse = { noneFailed: false, noneInReview: false };

export class PaceAlarms {
	readonly #database: Database;
	readonly #logger: Logger;
	readonly #pace: PaceKeeper;
	readonly #told = new Map<ProjectId, ToldPace>();
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<void> | undefined;
	#isStopped = false;

	constructor(options: { readonly database: Database; readonly pace: PaceKeeper; readonly logger: Logger }) {
		this.#database = options.database;
		this.#logger = options.logger;
		this.#pace = options.pace;
	}

	start(): void {
		this.#plan(firstLookAfterMs);
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		clearTimeout(this.#timer);
		await this.#looking;
	}

	#plan(afterMs: number): void {
		if (this.#isStopped) return;
		this.#timer = setTimeout(() => {
			this.#looking = this.#look()
				.catch((error) => {
					this.#logger.warn({ error: describeError(error) }, "the pace could not be looked at; tried again");
				})
				.finally(() => this.#plan(lookEveryMs));
		}, afterMs);
	}

	async #look(): Promise<void> {
		await endSelfPauseAlarms(this.#database);
		await endWorkerAlarms(this.#database);
		const projects = await this.#database.query<{ id: ProjectId; isPaused: boolean }>(
			`select id, is_paused as "isPaused" from project where archived_at is null order by id`,
			[],
		);
		for (const { id, isPaused } of projects) {
			if (this.#isStopped) return;
			const pace = await this.#pace.paceOf(id);
			if (pace === null) continue;
			await endAlarms(this.#database, {
				projectId: id,
				kinds: overKinds(pace),
				noneFailed: pace.processing.failed === 0,
				noneInReview: pace.processing.inReview === 0,
			});
			// Whoever paused a project knows that nothing gets on.
			if (isPaused) continue;
			const known = this.#told.get(id);
			const { told, events } = paceEvents(pace, known ?? (await this.#readTold(id)), known === undefined);
			this.#told.set(id, told);
			if (events.length === 0) continue;
			const isLeftTold = events.some(({ kind }) => kind === "projectDone");
			await endAlarms(this.#database, { projectId: id, kinds: isLeftTold ? ["projectDone"] : [], ...nothingElse });
			await storeEvents(
				this.#database,
				events.map((event) => ({ ...event, projectId: id, stageId: null })),
			);
		}
	}

	async #readTold(id: ProjectId): Promise<ToldPace> {
		const rows = await this.#database.query<{ kind: PaceKind }>(
			"select kind from event where project_id = $1 and kind = any($2) order by id desc limit 100",
			[id, Object.values(paceAspects).flat()],
		);
		const told: Partial<Record<PaceAspect, PaceKind>> = {};
		for (const { kind } of rows) {
			for (const [aspect, kinds] of Object.entries(paceAspects) as [PaceAspect, readonly PaceKind[]][]) {
				if (kinds.includes(kind)) told[aspect] ??= kind;
			}
		}
		return told;
	}
}
