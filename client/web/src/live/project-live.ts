import type { Api } from "../api/api.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { FollowProjectDocument, ReadProjectDocument } from "../api/generated/documents.ts";
import { keepLatest } from "./keep-latest.ts";
import type { Line } from "./line.ts";
import { LiveReading } from "./live-reading.ts";
import {
	applyProjectChange,
	hasLostTasks,
	type LiveProject,
	type ProjectChange,
	taskCountIn,
} from "./live-store-model.ts";
import { applyTaskChanges, parseTaskTable, type TaskTable } from "./task-table-model.ts";

/** Rates, planes and the times of the sources are not pushed: looked at again this often while somebody watches. */
const rhythmMs = 15_000;
/** Changes kept for tables whose answer was on its way when they came. */
const keptChanges = 64;
/** Tables kept: the planes somebody steps through, for two stages. */
const keptTables = 12;
const tableGapMs = 500;

export type ChangeListener = (change: ProjectChange, hasLost: boolean) => void;

/**
 * One project, kept up to date by one subscription: its counts, sources and graph (`project`), the states of the
 * tasks of the stages and planes being looked at (`taskTable`), and the news for details (`onChange`).
 */
export class ProjectLive {
	readonly project: LiveReading<LiveProject>;
	readonly #id: string;
	readonly #api: Api;
	readonly #line: Line;
	readonly #tables = new Map<string, LiveReading<TaskTable>>();
	readonly #changeListeners = new Set<ChangeListener>();
	#recentChanges: ProjectChange[] = [];
	#lastSequence: number | null = null;

	constructor(id: string, api: Api, line: Line) {
		this.#id = id;
		this.#api = api;
		this.#line = line;
		this.project = new LiveReading<LiveProject>({
			line,
			minimumGapMs: 400,
			isToldOfBeginnings: true,
			read: () => this.#readProject(),
			follow: () => this.#follow(),
		});
	}

	/** The states of a stage's tasks in one plane; `z` null means all of them. */
	taskTable(stageId: string, z: number | null): LiveReading<TaskTable> {
		const key = `${stageId}/${z ?? ""}`;
		return keepLatest(this.#tables, key, keptTables, () => this.#createTable(stageId, z));
	}

	/** Called with every pushed change, after the project's own state has taken it. */
	onChange(listener: ChangeListener): () => void {
		this.#changeListeners.add(listener);
		return () => this.#changeListeners.delete(listener);
	}

	async #readProject(): Promise<LiveProject> {
		const { project } = await this.#api.query(ReadProjectDocument, { id: this.#id });
		if (project === null)
			throw new ApiProblem("NOT_FOUND", `There is no project ${this.#id}. It may have been removed.`);
		return project;
	}

	#createTable(stageId: string, z: number | null): LiveReading<TaskTable> {
		const query = z === null ? "" : `?z=${z}`;
		const path = `/api/projects/${this.#id}/stages/${stageId}/task-states${query}`;
		return new LiveReading<TaskTable>({
			line: this.#line,
			minimumGapMs: tableGapMs,
			isToldOfBeginnings: true,
			read: async () => {
				const read = parseTaskTable(await this.#api.readJson(path));
				const newer = this.#recentChanges.filter((change) => change.sequence > read.sequence);
				return newer.reduce((table, change) => applyTaskChanges(table, change.sequence, change.tasks).table, read);
			},
			follow: (live) => {
				let taskCount: number | null = null;
				return this.onChange((change, hasLost) => {
					const countNow = taskCountIn(change, stageId);
					if (hasLost || (countNow !== null && countNow !== taskCount)) live.rereadWithin(0);
					taskCount = countNow ?? taskCount;
					live.change((table) => {
						const applied = applyTaskChanges(table, change.sequence, change.tasks);
						if (applied.hasUnknown) live.rereadWithin(0);
						return applied.table;
					});
				});
			},
		});
	}

	#follow(): () => void {
		let timesUp = this.#line.current().timesUp;
		const stop = this.#line.follow(
			FollowProjectDocument,
			() => ({ id: this.#id }),
			(result) => {
				const up = this.#line.current().timesUp;
				// Everything is read again when the line comes back; the sequence starts anew with it.
				if (up !== timesUp) this.#lastSequence = null;
				timesUp = up;
				this.#take(result.projectChanged);
			},
		);
		const rhythm = setInterval(() => {
			if (!document.hidden) this.project.rereadWithin(0);
		}, rhythmMs);
		return () => {
			stop();
			clearInterval(rhythm);
			this.#lastSequence = null;
			this.#recentChanges = [];
		};
	}

	#take(change: ProjectChange): void {
		const lastSequence = this.#lastSequence;
		const hasLost = hasLostTasks(change, lastSequence);
		this.#lastSequence = change.sequence;
		// After a takeover sequences may begin anew; what was kept of the old count would never be newer again.
		if (lastSequence !== null && change.sequence < lastSequence) this.#recentChanges = [];
		this.#recentChanges = [...this.#recentChanges, change].slice(-keptChanges);
		// Asked for here and not below, where nothing happens before the first read has succeeded.
		if (hasLost) this.project.rereadWithin(0);
		this.project.change((project) => {
			const applied = applyProjectChange(project, change, lastSequence);
			if (applied.rereadWithinMs !== null) this.project.rereadWithin(applied.rereadWithinMs);
			return applied.project;
		});
		for (const listener of this.#changeListeners) listener(change, hasLost);
	}
}
