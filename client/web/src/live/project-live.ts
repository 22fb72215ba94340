import type { Api } from "../api/api.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { FollowProjectDocument, ReadProjectDocument } from "../api/generated/documents.ts";
import { keepLatest } from "./keep-latest.ts";
import { limited } from "./limited.ts";
import type { Line } from "./line.ts";
import { LiveReading } from "./live-reading.ts";
import {
	applyProjectChange,
	hasLostTasks,
	type LiveProject,
	type ProjectChange,
	taskCountIn,
} from "./live-store-model.ts";
import { type MetricTable, parseMetricTable } from "./metric-table-model.ts";
import {
	appendTiles,
	applyStateChanges,
	noTiles,
	parseStates,
	parseTiles,
	type TileColumns,
	type TileStates,
} from "./overview-model.ts";
import { applyTaskChanges, parseTaskTable, type TaskTable } from "./task-table-model.ts";

/** Rates, planes and the times of the sources are not pushed: looked at again this often while somebody watches. */
const rhythmMs = 15_000;
/** Changes kept for tables whose answer was on its way when they came. */
const keptChanges = 64;
/** Tables kept: the planes somebody steps through, for two stages. */
const keptTables = 12;
const tableGapMs = 500;
const overviewGapMs = 300;
/**
 * That there are new tasks is a reason to read a stage's states again, but of a large project not at once: as soon as
 * one of them moves it is named, and shown without that.
 */
const newTasksWithinMs = 5_000;
const soonMs = 150;
const manyTiles = 20_000;
const keptOverviews = 32;
const overviewReadsAtOnce = 2;
const metricsGapMs = 1_000;

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
	readonly tiles: LiveReading<TileColumns>;
	readonly #tables = new Map<string, LiveReading<TaskTable>>();
	readonly #tileStates = new Map<string, LiveReading<TileStates>>();
	readonly #metrics = new Map<string, LiveReading<MetricTable>>();
	readonly #changeListeners = new Set<ChangeListener>();
	readonly #limitOverview = limited(overviewReadsAtOnce);
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
		this.tiles = this.#createTiles();
	}

	/** The states of a stage's tasks in one plane; `z` null means all of them. */
	taskTable(stageId: string, z: number | null): LiveReading<TaskTable> {
		const key = `${stageId}/${z ?? ""}`;
		return keepLatest(this.#tables, key, keptTables, () => this.#createTable(stageId, z));
	}

	/** The state of every tile in a stage. `hasOneTask`: the stage works on each tile by itself. */
	tileStates(stageId: string, hasOneTask: boolean): LiveReading<TileStates> {
		const create = () => this.#createTileStates(stageId, hasOneTask);
		return keepLatest(this.#tileStates, `${stageId}/${hasOneTask}`, keptOverviews, create);
	}

	/** A metric of all results of a stage; without a name the first there is. */
	metrics(stageId: string, name: string | null): LiveReading<MetricTable> {
		const query = name === null ? "" : `?name=${encodeURIComponent(name)}`;
		const path = `/api/projects/${this.#id}/stages/${stageId}/metrics${query}`;
		const create = () =>
			new LiveReading<MetricTable>({
				line: this.#line,
				minimumGapMs: metricsGapMs,
				isToldOfBeginnings: true,
				read: async () => parseMetricTable(await this.#api.readJson(path)),
				follow: (live) =>
					this.onChange((change, hasLost) => {
						if (hasLost || change.stages.some((stage) => stage.stageId === stageId)) live.rereadWithin(0);
					}),
			});
		return keepLatest(this.#metrics, path, keptTables, create);
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

	#createTiles(): LiveReading<TileColumns> {
		let known = noTiles;
		return new LiveReading<TileColumns>({
			line: this.#line,
			minimumGapMs: tableGapMs,
			isToldOfBeginnings: true,
			read: async () => {
				const after = known.count === 0 ? "" : `?after=${known.ids[known.count - 1]}`;
				const path = `/api/projects/${this.#id}/tiles${after}`;
				known = appendTiles(known, parseTiles(await this.#limitOverview(() => this.#api.readOctets(path))));
				return known;
			},
			follow: (live) => {
				let tileCount = -1;
				return this.onChange((change, hasLost) => {
					// A tile may also have got another place: then nothing that is known can be kept.
					if (hasLost && tileCount >= 0) known = noTiles;
					if (hasLost || change.tileCount !== tileCount) live.rereadWithin(0);
					tileCount = change.tileCount;
				});
			},
		});
	}

	#createTileStates(stageId: string, hasOneTask: boolean): LiveReading<TileStates> {
		const path = `/api/projects/${this.#id}/stages/${stageId}/tile-states`;
		const apply = (states: TileStates, change: ProjectChange) => {
			const tiles = this.tiles.current();
			const columns = tiles.kind === "ready" ? tiles.value : noTiles;
			return applyStateChanges(states, columns, stageId, change.tasks, hasOneTask);
		};
		return new LiveReading<TileStates>({
			line: this.#line,
			minimumGapMs: overviewGapMs,
			isToldOfBeginnings: true,
			read: async () => {
				const read = parseStates(await this.#limitOverview(() => this.#api.readOctets(path)));
				const newer = this.#recentChanges.filter((change) => change.sequence > read.sequence);
				return newer.reduce((states, change) => apply(states, change).states, read);
			},
			follow: (live) => {
				let taskCount: number | null = null;
				let tileCount: number | null = null;
				return this.onChange((change, hasLost) => {
					const countNow = taskCountIn(change, stageId);
					const hasNew = countNow !== null && countNow !== taskCount;
					taskCount = countNow ?? taskCount;
					// A group may have got another member, which is no change of its task.
					const mayHaveGrown = !hasOneTask && change.tileCount !== tileCount;
					tileCount = change.tileCount;
					const reading = live.current();
					const isLarge = reading.kind === "ready" && reading.value.states.length > manyTiles;
					if (hasLost) live.rereadWithin(0);
					else if (hasNew || mayHaveGrown) live.rereadWithin(isLarge ? newTasksWithinMs : soonMs);
					live.change((states) => {
						const applied = apply(states, change);
						if (applied.isUncertain) live.rereadWithin(0);
						return applied.states;
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
