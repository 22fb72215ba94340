import { asAttemptId, asProjectId, asStageId, asTaskId, asWorkerId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { maximumTaskChanges, mergeChanges, type ProjectChange, type ProjectCounts } from "./change-feed.ts";
import { InMemoryChangeFeed } from "./in-memory-change-feed.ts";
import { batchIntervalMs } from "./project-watch.ts";

const projectId = asProjectId(1);
const stageId = asStageId(10);
const task = (id: number, state: TaskState = "succeeded") => ({
	taskId: asTaskId(id),
	stageId,
	tileId: null,
	state,
	attemptId: asAttemptId(id),
});
const countsWith = (succeeded: number): ProjectCounts => ({
	tileCount: 5,
	completeTileCount: 4,
	stages: [
		{ stageId, isPaused: false, counts: new Map([["succeeded", succeeded]]) },
		{ stageId: asStageId(11), isPaused: false, counts: new Map() },
	],
});

let succeeded = 0;
let readCounts = vi.fn(async () => countsWith(succeeded));
let feed: InMemoryChangeFeed;
let changes: ProjectChange[];
let unsubscribe: () => void;

beforeEach(() => {
	vi.useFakeTimers();
	succeeded = 0;
	readCounts = vi.fn(async () => countsWith(succeeded));
	feed = new InMemoryChangeFeed({
		readCounts: () => readCounts(),
		clock: { now: () => new Date(Date.now()), monotonicMs: () => Date.now() },
		logger: pino({ level: "silent" }),
	});
	changes = [];
	unsubscribe = feed.subscribe(projectId, (change) => changes.push(change));
});
afterEach(() => {
	feed.close();
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("watchers of a project", () => {
	it("hear of the first news at once, and of what follows in batches a fifth of a second apart", async () => {
		feed.publishProject({ projectId, tasks: [task(1)] });
		await pass(1);
		expect(changes).toHaveLength(1);
		for (let id = 2; id <= 20; id += 1) {
			feed.publishProject({ projectId, tasks: [task(id)] });
			await pass(10);
		}
		await pass(batchIntervalMs);
		expect(changes.length).toBeLessThanOrEqual(3);
		expect(changes.flatMap((change) => change.tasks.map(({ taskId }) => taskId))).toHaveLength(20);
	});

	it("hear the last state of a task that changed several times", async () => {
		feed.publishProject({ projectId, tasks: [task(1, "ready"), task(2, "ready")] });
		feed.publishProject({ projectId, tasks: [task(1, "running")] });
		await pass(1);
		expect(changes[0]?.tasks).toEqual([task(1, "running"), task(2, "ready")]);
	});

	it("are given the counts of those stages only that changed since they were told last", async () => {
		feed.publishProject({ projectId, tasks: [task(1)] });
		await pass(1);
		succeeded = 7;
		feed.publishProject({ projectId, tasks: [task(2)] });
		await pass(batchIntervalMs);
		expect(changes[0]?.stages).toHaveLength(2);
		expect(changes[1]?.stages).toEqual([{ stageId, isPaused: false, counts: new Map([["succeeded", 7]]) }]);
	});

	it("are told to read everything again when too many tasks changed", async () => {
		const many = Array.from({ length: maximumTaskChanges + 1 }, (_, id) => task(id));
		feed.publishProject({ projectId, tasks: many });
		await pass(1);
		expect(changes[0]).toMatchObject({ resetNeeded: true, tasks: [] });
	});

	it("are told to read everything again when the line was down", async () => {
		feed.publishReset();
		await pass(1);
		expect(changes).toMatchObject([{ resetNeeded: true }]);
	});

	it("see the sequence grow with every piece of news, also when several come at once", async () => {
		const before = feed.sequenceOf(projectId);
		feed.publishProject({ projectId });
		feed.publishProject({ projectId });
		await pass(1);
		expect(changes[0]?.sequence).toBe(before + 2);
	});

	it("hear nothing of other projects, and nothing after they have left", async () => {
		feed.publishProject({ projectId: asProjectId(2), tasks: [task(1)] });
		unsubscribe();
		feed.publishProject({ projectId, tasks: [task(2)] });
		await pass(1000);
		expect(changes).toEqual([]);
		expect(readCounts).not.toHaveBeenCalled();
	});

	it("share one reading of the counts, however many they are", async () => {
		feed.subscribe(projectId, () => {});
		feed.subscribe(projectId, () => {});
		feed.publishProject({ projectId, tasks: [task(1)] });
		await pass(1);
		expect(readCounts).toHaveBeenCalledTimes(1);
	});

	it("are told later, to read everything again, when the counts could not be read", async () => {
		readCounts.mockRejectedValueOnce(new Error("the database is restarting"));
		feed.publishProject({ projectId, tasks: [task(1)] });
		await pass(1);
		expect(changes).toEqual([]);
		await pass(5_000);
		expect(changes).toMatchObject([{ resetNeeded: true }]);
	});
});

describe("the feed", () => {
	it("gathers ids of workers and of projects", async () => {
		const workers: unknown[] = [];
		const projects: unknown[] = [];
		feed.subscribeToWorkers((ids) => workers.push(ids));
		feed.subscribeToProjects((ids) => projects.push(ids));
		feed.publishWorkers([asWorkerId("a")]);
		feed.publishWorkers([asWorkerId("b"), asWorkerId("a")]);
		feed.publishProject({ projectId });
		feed.publishProject({ projectId });
		await pass(batchIntervalMs);
		expect(workers).toEqual([["a", "b"]]);
		expect(projects).toEqual([[1]]);
	});

	it("counts what finished in the last minute", async () => {
		feed.publishProject({ projectId, tasks: [task(1), task(2, "failed"), task(3, "running")] });
		await pass(30_000);
		feed.publishProject({ projectId, tasks: [task(4)] });
		expect(feed.finishedLastMinute(stageId)).toBe(3);
		await pass(31_000);
		expect(feed.finishedLastMinute(stageId)).toBe(1);
	});
});

describe("changes that a slow client could not take in time", () => {
	const change = (parts: Partial<ProjectChange>): ProjectChange => ({
		...countsWith(0),
		projectId,
		sequence: 1,
		resetNeeded: false,
		stages: [],
		tasks: [],
		sourceIds: [],
		graphChanged: false,
		...parts,
	});

	it("become one, in which the later word counts", () => {
		const merged = mergeChanges(
			change({ tasks: [task(1, "ready"), task(2)], graphChanged: true, stages: countsWith(1).stages }),
			change({ tasks: [task(1, "running")], sequence: 5, stages: countsWith(2).stages.slice(0, 1) }),
		);
		expect(merged).toMatchObject({ sequence: 5, graphChanged: true, resetNeeded: false });
		expect(merged.tasks).toEqual([task(1, "running"), task(2)]);
		expect(merged.stages).toHaveLength(2);
		expect(merged.stages[0]?.counts.get("succeeded")).toBe(2);
	});

	it("name no tasks any more when they were too many", () => {
		const half = (from: number) => Array.from({ length: 300 }, (_, index) => task(from + index));
		expect(mergeChanges(change({ tasks: half(0) }), change({ tasks: half(300) }))).toMatchObject({
			resetNeeded: true,
			tasks: [],
		});
	});
});
