import { type Api, createApi } from "../api/api.ts";
import type { GraphqlDocument } from "../api/document.ts";
import {
	type ChangedKind,
	type EventFragment,
	FollowEventsDocument,
	FollowPaceDocument,
	FollowProjectsDocument,
	FollowWorkersDocument,
	type PaceFragment,
	ReadEventsDocument,
	ReadPaceDocument,
	ReadProjectsDocument,
	type ReadProjectsResult,
	ReadSystemDocument,
	type ReadSystemResult,
	ReadWorkersDocument,
	type TaskState,
	type WorkerFragment,
} from "../api/generated/documents.ts";
import { CountedStates } from "./counted-states.ts";
import { keepLatest } from "./keep-latest.ts";
import { KindNews } from "./kind-news.ts";
import { Line } from "./line.ts";
import { addEvent, replaceWorkers } from "./list-model.ts";
import { LiveReading } from "./live-reading.ts";
import type { Opening } from "./opening.ts";
import { ProjectLive } from "./project-live.ts";

export type ListedProject = ReadProjectsResult["projects"][number];
export type SystemStatus = ReadSystemResult["system"] & { readonly clockOffsetMs: number };

const keptProjects = 8;
const keptDetails = 100;

/** What is pushed is read again this often all the same, should a message ever have been lost. */
const safetyEveryMs = 60_000;
/** How the projects get on, of all of them in one question. */
const verdictsEveryMs = 5_000;
/** Of a detail of the page: it may depend on tasks that a change does not name. */
const detailMayHaveChangedMs = 3_000;
const detailHasChangedMs = 120;
/** Of what a message has named: several that come together are one. */
const kindHasChangedMs = 50;

/**
 * The only place where what is pushed becomes what components read. Everything is created when first asked for and
 * lives as long as the page; what nobody looks at costs nothing.
 */
export class Live {
	readonly api: Api;
	readonly line: Line;
	readonly projects: LiveReading<readonly ListedProject[]>;
	readonly workers: LiveReading<readonly WorkerFragment[]>;
	readonly system: LiveReading<SystemStatus>;
	readonly #kinds: KindNews;
	readonly #projects = new Map<string, ProjectLive>();
	readonly #paces = new Map<string, LiveReading<PaceFragment | null>>();
	readonly #events = new Map<string, LiveReading<readonly EventFragment[]>>();
	readonly #details = new Map<string, LiveReading<unknown>>();

	/** `early`: answers that were asked for before the page's script was there. */
	constructor(origin: string, early: Opening | null = null) {
		const api = createApi(origin, early);
		const line = new Line(`${origin.replace(/^http/, "ws")}/graphql`);
		this.api = api;
		this.line = line;
		const kinds = new KindNews(line);
		this.#kinds = kinds;
		this.projects = new LiveReading<readonly ListedProject[]>({
			line,
			minimumGapMs: 1_000,
			read: async () => (await api.query(ReadProjectsDocument, {})).projects,
			follow: (live) => {
				const stop = line.follow(
					FollowProjectsDocument,
					() => ({}),
					() => live.rereadWithin(0),
				);
				// That nothing comes any more is news as well, and nobody pushes it.
				const timer = setInterval(() => live.rereadWithin(0), verdictsEveryMs);
				return () => {
					stop();
					clearInterval(timer);
				};
			},
		});
		this.workers = new LiveReading<readonly WorkerFragment[]>({
			line,
			read: async () => (await api.query(ReadWorkersDocument, {})).workers,
			follow: (live) =>
				line.follow(
					FollowWorkersDocument,
					() => ({}),
					({ workersChanged }) => live.change((workers) => replaceWorkers(workers, workersChanged)),
				),
		});
		this.system = new LiveReading<SystemStatus>({
			line,
			isToldOfBeginnings: true,
			read: async () => {
				const askedMs = Date.now();
				const { system } = await api.query(ReadSystemDocument, {});
				const clockOffsetMs = Date.parse(system.now) - (askedMs + Date.now()) / 2;
				return { ...system, clockOffsetMs };
			},
			follow: (live) => followKinds(kinds, ["SYSTEM"], live, safetyEveryMs),
		});
	}

	project(id: string): ProjectLive {
		return keepLatest(this.#projects, id, keptProjects, () => new ProjectLive(id, this.api, this.line));
	}

	/** Whether a project keeps up, as the coordinator says; null for an archived project. */
	pace(projectId: string): LiveReading<PaceFragment | null> {
		const { api, line } = this;
		return keepLatest(
			this.#paces,
			projectId,
			keptProjects,
			() =>
				new LiveReading<PaceFragment | null>({
					line,
					read: async () => (await api.query(ReadPaceDocument, { id: projectId })).project?.pace ?? null,
					follow: (live) =>
						line.follow(
							FollowPaceDocument,
							() => ({ id: projectId }),
							({ projectPaceChanged }) => live.change(() => projectPaceChanged),
						),
				}),
		);
	}

	/** The latest 50 events of a project, newest first. */
	events(projectId: string): LiveReading<readonly EventFragment[]> {
		const { api, line } = this;
		return keepLatest(
			this.#events,
			projectId,
			keptProjects,
			() =>
				new LiveReading<readonly EventFragment[]>({
					line,
					read: async () => {
						const { events } = await api.query(ReadEventsDocument, { projectId });
						return events.edges.reduceRight<readonly EventFragment[]>((list, edge) => addEvent(list, edge.node), []);
					},
					follow: (live) =>
						line.follow(
							FollowEventsDocument,
							() => ({ projectId }),
							({ eventAdded }) => live.change((list) => addEvent(list, eventAdded)),
						),
				}),
		);
	}

	/** An answer that belongs to no project's graph: read again as soon as something of these kinds has changed, and every `everyMs`. */
	watched<Result, Variables extends object>(
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
		kinds: readonly ChangedKind[],
		everyMs = safetyEveryMs,
	): LiveReading<Result> {
		const create = () =>
			new LiveReading<Result>({
				line: this.line,
				minimumGapMs: 500,
				isToldOfBeginnings: true,
				read: () => this.api.query(document, variables),
				follow: (live) => followKinds(this.#kinds, kinds, live, everyMs),
			});
		const key = `watched ${document} ${JSON.stringify(variables)}`;
		// The key contains the document, so that a reading found under it has the document's result.
		return keepLatest(this.#details, key, keptDetails, create as () => LiveReading<unknown>) as LiveReading<Result>;
	}

	/**
	 * A detail of a project (a tile, a task, a list): read again at once when a change names one of `touchedBy` or is one
	 * of the graph, and a little later after any other change, because reasons and inputs may depend on it.
	 */
	detail<Result, Variables extends object>(
		projectId: string,
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
		touchedBy: {
			readonly tileId?: string;
			readonly taskId?: string;
			readonly stageId?: string;
			/** A task arrived at one of these, or left it: then its stage's counts have changed as well. */
			readonly states?: readonly TaskState[];
		} = {},
	): LiveReading<Result> {
		const key = `${projectId} ${document} ${JSON.stringify(variables)}`;
		const create = () =>
			new LiveReading<Result>({
				line: this.line,
				minimumGapMs: 300,
				isToldOfBeginnings: true,
				read: () => this.api.query(document, variables),
				follow: (live) => {
					const counted = new CountedStates(touchedBy.states ?? []);
					return this.project(projectId).onChange((change, hasLost) => {
						const hasMoved = counted.take(change);
						const isTouched = change.tasks.some(
							(task) =>
								(touchedBy.tileId !== undefined && task.tileId === touchedBy.tileId) ||
								(touchedBy.taskId !== undefined && task.taskId === touchedBy.taskId) ||
								(touchedBy.stageId !== undefined && task.stageId === touchedBy.stageId),
						);
						const isAtOnce = isTouched || hasMoved || hasLost || change.graphChanged;
						live.rereadWithin(isAtOnce ? detailHasChangedMs : detailMayHaveChangedMs);
					});
				},
			});
		// The key contains the document, so that a reading found under it has the document's result.
		return keepLatest(this.#details, key, keptDetails, create as () => LiveReading<unknown>) as LiveReading<Result>;
	}
}

function followKinds<Value>(
	news: KindNews,
	kinds: readonly ChangedKind[],
	live: LiveReading<Value>,
	everyMs: number,
): () => void {
	const stop = news.follow(kinds, () => live.rereadWithin(kindHasChangedMs));
	const timer = setInterval(() => live.rereadWithin(0), everyMs);
	return () => {
		stop();
		clearInterval(timer);
	};
}
