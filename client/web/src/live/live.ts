import { type Api, createApi } from "../api/api.ts";
import type { GraphqlDocument } from "../api/document.ts";
import {
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
	type WorkerFragment,
} from "../api/generated/documents.ts";
import { keepLatest } from "./keep-latest.ts";
import { Line } from "./line.ts";
import { addEvent, replaceWorkers } from "./list-model.ts";
import { LiveReading } from "./live-reading.ts";
import { ProjectLive } from "./project-live.ts";

export type ListedProject = ReadProjectsResult["projects"][number];
export type SystemStatus = ReadSystemResult["system"] & { readonly clockOffsetMs: number };

const keptProjects = 8;
const keptDetails = 100;

/** The coordinator's own state is not pushed. */
const systemEveryMs = 5_000;
/** Of a detail of the page: it may depend on tasks that a change does not name. */
const detailMayHaveChangedMs = 3_000;
const detailHasChangedMs = 120;

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
	readonly #projects = new Map<string, ProjectLive>();
	readonly #paces = new Map<string, LiveReading<PaceFragment | null>>();
	readonly #events = new Map<string, LiveReading<readonly EventFragment[]>>();
	readonly #details = new Map<string, LiveReading<unknown>>();

	constructor(origin: string) {
		const api = createApi(origin);
		const line = new Line(`${origin.replace(/^http/, "ws")}/graphql`);
		this.api = api;
		this.line = line;
		this.projects = new LiveReading<readonly ListedProject[]>({
			line,
			minimumGapMs: 1_000,
			read: async () => (await api.query(ReadProjectsDocument, {})).projects,
			follow: (live) =>
				line.follow(
					FollowProjectsDocument,
					() => ({}),
					() => live.rereadWithin(0),
				),
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
			read: async () => {
				const askedMs = Date.now();
				const { system } = await api.query(ReadSystemDocument, {});
				const clockOffsetMs = Date.parse(system.now) - (askedMs + Date.now()) / 2;
				return { ...system, clockOffsetMs };
			},
			follow: (live) => {
				const timer = setInterval(() => live.rereadWithin(0), systemEveryMs);
				return () => clearInterval(timer);
			},
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

	/** An answer that concerns no single project: read again every `everyMs`, and soon after workers have changed. */
	watched<Result, Variables extends object>(
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
		everyMs: number,
	): LiveReading<Result> {
		const create = () =>
			new LiveReading<Result>({
				line: this.line,
				minimumGapMs: 500,
				read: () => this.api.query(document, variables),
				follow: (live) => {
					const stop = this.line.follow(
						FollowWorkersDocument,
						() => ({}),
						() => live.rereadWithin(everyMs / 4),
					);
					const timer = setInterval(() => live.rereadWithin(0), everyMs);
					return () => {
						stop();
						clearInterval(timer);
					};
				},
			});
		const key = `watched ${document} ${JSON.stringify(variables)}`;
		// The key contains the document, so that a reading found under it has the document's result.
		return keepLatest(this.#details, key, keptDetails, create as () => LiveReading<unknown>) as LiveReading<Result>;
	}

	/**
	 * A detail of a project (a tile, a task, a list): read again at once when a change names one of `touchedBy`, and a
	 * little later after any other change, because reasons and inputs may depend on it.
	 */
	detail<Result, Variables extends object>(
		projectId: string,
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
		touchedBy: { readonly tileId?: string; readonly taskId?: string; readonly stageId?: string } = {},
	): LiveReading<Result> {
		const key = `${projectId} ${document} ${JSON.stringify(variables)}`;
		const create = () =>
			new LiveReading<Result>({
				line: this.line,
				minimumGapMs: 300,
				isToldOfBeginnings: true,
				read: () => this.api.query(document, variables),
				follow: (live) =>
					this.project(projectId).onChange((change, hasLost) => {
						const isTouched = change.tasks.some(
							(task) =>
								(touchedBy.tileId !== undefined && task.tileId === touchedBy.tileId) ||
								(touchedBy.taskId !== undefined && task.taskId === touchedBy.taskId) ||
								(touchedBy.stageId !== undefined && task.stageId === touchedBy.stageId),
						);
						live.rereadWithin(isTouched || hasLost ? detailHasChangedMs : detailMayHaveChangedMs);
					}),
			});
		// The key contains the document, so that a reading found under it has the document's result.
		return keepLatest(this.#details, key, keptDetails, create as () => LiveReading<unknown>) as LiveReading<Result>;
	}
}
