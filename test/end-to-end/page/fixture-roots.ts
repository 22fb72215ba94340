import { GraphQLError } from "graphql";
import { fixtureStages } from "./fixture-acquisition.ts";
import { type FixtureAnswers, lastPage } from "./fixture-answers.ts";
import { Topic, Topics } from "./fixture-feed.ts";
import { logOf } from "./fixture-logs.ts";
import { fixturePace } from "./fixture-pace.ts";
import { stageOf, tileIdOf, unitOfTask } from "./fixture-words.ts";

/** The roots of query, mutation and subscription over the fixture's projects. */

export interface FixtureFeed {
	readonly projects: Topic<object>;
	readonly project: Topics<object>;
	readonly workers: Topic<object>;
	readonly events: Topic<object>;
	/** Kinds of things that have changed. */
	readonly kinds: Topic<object>;
}

export interface FixtureEvent {
	readonly id: string;
	readonly at: string;
	readonly severity: "INFO" | "WARNING" | "ERROR";
	readonly kind: string;
	readonly message: string;
	readonly fields: object;
	readonly project: null;
	readonly stage: null;
}

/** Of what can be asked for: what the page asks for. */
interface EventFilter {
	readonly severities?: readonly string[] | null;
	readonly kinds?: readonly string[] | null;
	readonly isOpen?: boolean | null;
}

/** Nobody acknowledges anything here. */
function isWanted({ severity, kind }: FixtureEvent, { severities, kinds, isOpen }: EventFilter): boolean {
	if (isOpen === true && severity === "INFO") return false;
	return (severities?.includes(severity) ?? true) && (kinds?.includes(kind) ?? true);
}

export interface FixtureState {
	readonly projects: readonly FixtureAnswers[];
	readonly feed: FixtureFeed;
	readonly events: FixtureEvent[];
	isCoordinatorActive: boolean;
	/** Lines a running program's log has when it is first looked at, and milliseconds between further ones. */
	readonly logLineEveryMs: number;
	/** After a mutation: tell everybody. */
	readonly announce: () => void;
	/** What a subscription to a project begins with; null when there is no such project. */
	readonly firstChange: (projectId: string) => object | null;
}

export function createFeed(): FixtureFeed {
	return {
		projects: new Topic(),
		project: new Topics(),
		workers: new Topic(),
		events: new Topic(),
		kinds: new Topic(),
	};
}

function notFound(what: string): GraphQLError {
	return new GraphQLError(`There is no ${what}.`, { extensions: { code: "NOT_FOUND" } });
}

export function fixtureRoots(state: FixtureState) {
	const { projects, feed } = state;
	const first = () => {
		const [project] = projects;
		if (project === undefined) throw notFound("project");
		return project;
	};
	const taskOf = (id: string) => {
		const { stageId, unit } = unitOfTask(Number(id));
		return first().task(stageId, unit);
	};
	const pausable = ({ id, isPaused }: { id: string; isPaused: boolean }) => ({ id, isPaused });

	const query = {
		projects: () => projects.map((project) => project.project()),
		project: ({ id }: { id: string }) => projects.find((project) => project.projectId === id)?.project() ?? null,
		tile: ({ id }: { id: string }) => first().tile(Number(id) - tileIdOf(0)),
		task: ({ id }: { id: string }) => taskOf(id),
		stage: ({ id }: { id: string }) => first().stage(stageOf(Number(id.slice(-1)))),
		workers: () => (projects.length === 0 ? [] : [first().worker()]),
		reviewQueue: () => first().tasks({ filter: { states: ["REVIEW"] }, first: 100 }),
		decidedTasks: () => ({ edges: [], pageInfo: lastPage, totalCount: 0 }),
		// Nobody has done anything yet.
		commands: () => ({ edges: [], pageInfo: lastPage }),
		events: ({ filter }: { filter?: EventFilter | null }) => ({
			edges: state.events
				.filter((event) => isWanted(event, filter ?? {}))
				.slice(-50)
				.reverse()
				.map((node, index) => ({ cursor: String(index), node })),
			pageInfo: lastPage,
		}),
		system: () => ({
			version: "0.1.0",
			instanceName: "fixture",
			now: new Date().toISOString(),
			databaseVersion: "fixture",
			bus: "fixture",
			busIsConnected: true,
			coordinator: {
				isActive: state.isCoordinatorActive,
				epoch: 3,
				holder: "fixture",
				activeSince: new Date(Date.now() - 3_600_000).toISOString(),
			},
			invariantViolations: [],
		}),
	};

	const mutation = {
		setProjectPaused: ({ input }: { input: { id: string; isPaused: boolean } }) => {
			const { id, isPaused } = pausable(input);
			const project = projects.find((entry) => entry.projectId === id);
			if (project === undefined) throw notFound(`project ${id}`);
			project.acquisition.isPaused = isPaused;
			state.announce();
			return { project: project.project() };
		},
		setStagePaused: ({ input }: { input: { id: string; isPaused: boolean } }) => {
			const { id, isPaused } = pausable(input);
			const stage = stageOf(Number(id.slice(-1)));
			const { pausedStages } = first().acquisition;
			if (isPaused) pausedStages.add(stage.id);
			else pausedStages.delete(stage.id);
			state.announce();
			return { stage: first().stage(stage) };
		},
		retryTasks: ({ input }: { input: { ids: readonly string[] } }) => changeTasks(input.ids, "retry"),
		cancelTasks: ({ input }: { input: { ids: readonly string[] } }) => changeTasks(input.ids, "cancel"),
	};

	function changeTasks(ids: readonly string[], how: "retry" | "cancel") {
		for (const id of ids) {
			const { stageId, unit } = unitOfTask(Number(id));
			first().acquisition[how](stageId, unit);
		}
		state.announce();
		return { tasks: ids.map(taskOf) };
	}

	const subscription = {
		projectChanged: ({ projectId }: { projectId: string }) => {
			const first = state.firstChange(projectId);
			if (first === null) throw notFound(`project ${projectId} to watch`);
			return feed.project.topic(projectId).follow([first]);
		},
		projectPaceChanged: ({ projectId }: { projectId: string }) => followPace(state, projectId),
		projectsChanged: () => feed.projects.follow(),
		workersChanged: () => feed.workers.follow(),
		changed: () => feed.kinds.follow([{ changed: [] }]),
		eventAdded: () => feed.events.follow(),
		attemptLog: ({ attemptId, fromByte }: { attemptId: string; fromByte: number }) =>
			followLog(state, Number(attemptId), fromByte),
	};
	return { query, mutation, subscription };
}

/** At once, and with every change of the project. */
async function* followPace({ projects, feed }: FixtureState, projectId: string) {
	const project = projects.find((entry) => entry.projectId === projectId);
	if (project === undefined) throw notFound(`project ${projectId} whose pace could be watched`);
	for await (const _ of feed.project.topic(projectId).follow([{}]))
		yield { projectPaceChanged: fixturePace(project.acquisition) };
}

/** A finished log comes whole; a running one grows line by line until the attempt ends. */
async function* followLog(state: FixtureState, attemptId: number, fromByte: number) {
	const { stageId, unit } = unitOfTask(Math.floor(attemptId / 16));
	const acquisition = state.projects[0]?.acquisition;
	if (acquisition === undefined || !fixtureStages.some((stage) => stage.id === stageId))
		throw notFound(`attempt ${attemptId}`);
	const isRunning = () => acquisition.running.some((entry) => entry.stageId === stageId && entry.unit === unit);
	let lines = isRunning() ? 12 : 40;
	let sent = fromByte;
	for (;;) {
		const isEnd = !isRunning();
		const whole = Buffer.from(logOf(acquisition, stageId, unit, isEnd ? 40 : lines));
		const upTo = isEnd ? whole.length : whole.lastIndexOf("\nprogress") + 1;
		const text = whole.subarray(sent, Math.max(sent, upTo)).toString();
		yield { attemptLog: { text, fromByte: sent, nextByte: Math.max(sent, upTo), isEnd } };
		if (isEnd) return;
		sent = Math.max(sent, upTo);
		lines++;
		await new Promise((resolve) => setTimeout(resolve, state.logLineEveryMs));
	}
}
