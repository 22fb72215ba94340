import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterSystem, impatientPilots, type TestScheduler } from "../../integration/worker/support/cluster-system.ts";
import { type MadeProject, tasksOf } from "../../support/graph-builder.ts";
import { SlurmCluster } from "../../support/slurm/slurm-cluster.ts";

/*
 * What every place a task can run at must do, from the coordinator to the program and back: a worker's own machine,
 * pilots, batches. Each has a test file of its own. The suite of the runners alone is task-runner-suite.ts.
 */

export interface Place {
	readonly name: string;
	/** Why it cannot be tried here, or null. */
	readonly problem: string | null;
	readonly isClusterJob: "0" | "1";
	readonly operations: object;
	/** Memory of a program is limited here at all. */
	readonly limitsMemory: boolean;
	/** SLURM, unless another scheduler is given. */
	start?(): Promise<PlaceSystem>;
}

/** A worker of `roomOf` with a cluster. */
export interface PlaceSystem {
	readonly scheduler: TestScheduler & { stop(): Promise<void> };
	readonly cluster: ClusterSystem;
}

/** What may run at once, here and there. */
export const roomOf = { localWorkUnits: 4, clusterWorkUnits: 8 };

async function startOnSlurm(): Promise<PlaceSystem> {
	const scheduler = await SlurmCluster.start();
	// Pilots stay from one test to the next.
	const pilot = { ...impatientPilots, idleSeconds: 60, workUnits: 8, cpus: 8 };
	return { scheduler, cluster: await ClusterSystem.start(scheduler, { ...roomOf, settings: { pilot } }) };
}

const noRetries = { retries: 0, backOffSeconds: 0 };
const retryRules = { failed: noRetries, outOfMemory: noRetries, timedOut: noRetries, invalidOutput: noRetries };

export function tryPlace(place: Place): void {
	describe(`a task at ${place.name}`, { timeout: 300_000 }, () => {
		if (place.problem === null) placeTests(place);
		else test.skip(`needs more: ${place.problem}`);
	});
}

function placeTests(place: Place): void {
	let system: PlaceSystem | undefined;
	let cluster: ClusterSystem;
	let project: MadeProject;
	let stages = 0;

	beforeAll(async () => {
		system = await (place.start ?? startOnSlurm)();
		cluster = system.cluster;
		project = await cluster.project();
		await cluster.announce(project, 2);
	});
	afterAll(async () => {
		await system?.cluster.stop();
		await system?.scheduler.stop();
	});

	/** A stage for both tiles; `runs` is where programs may note things, by stage and tile. */
	async function stage(script: string, operations: object = {}, definition: object = {}) {
		stages += 1;
		const name = `stage-${stages}`;
		const text = `note=${cluster.whole.directory}/runs/${name}-$4\n${script}`;
		const wanted = { retryRules, ...place.operations, ...operations };
		const id = await cluster.stage(project, name, text, wanted, undefined, definition);
		return {
			id,
			note: (tile: number) => join(cluster.whole.directory, "runs", `${name}-tile-${tile}`),
			are: (state: string, count = 2) => cluster.untilCount(project, name, state, count),
			attempts: async () => (await tasksOf(cluster.whole.system, id)).map(({ latestAttempt }) => latestAttempt),
		};
	}

	const lines = (path: string) => readFileSync(path, "utf8").trim().split("\n");
	const patient = 'echo started >> "$note"; while [ ! -e "$note.go" ]; do sleep 0.1; done';

	// Those that leave each other alone: most of their time is waiting.
	test.concurrent("succeeds, with the predecessor's arguments", async () => {
		const made = await stage(
			`printf '%s\\n' "$3" "$4" "$5" "$6" > "$note"; echo made > "$2/$3/out.txt"`,
			{},
			{ arguments: [`\${is_cluster_job}`, "it's; $HOME"], outputs: [{ path: "out.txt" }] },
		);
		await made.are("succeeded");
		expect(lines(made.note(1))).toEqual(["tile-1", "tile-1", place.isClusterJob, "it's; $HOME"]);
	});

	test.concurrent("fails with its exit code", async () => {
		const made = await stage("exit 7");
		await made.are("failed");
		const [attempt] = await made.attempts();
		expect(attempt).toMatchObject({ outcome: "FAILED", problem: "It exited with code 7; expected is 0." });
	});

	test.concurrent("succeeds with an expected exit code that is not 0", async () => {
		const made = await stage("exit 3", {}, { expectedExitCode: 3 });
		await made.are("succeeded");
		// A shell would tell a signal in the same way.
		const high = await stage("exit 130", {}, { expectedExitCode: 130 });
		await high.are("succeeded");
	});

	test.concurrent("is stopped at its time limit", async () => {
		const made = await stage("sleep 60", { timeLimitSeconds: 1 });
		await made.are("failed");
		expect((await made.attempts())[0]).toMatchObject({ outcome: "TIMED_OUT" });
	});

	test.runIf(place.limitsMemory)("is stopped for its memory", { concurrent: true }, async () => {
		const made = await stage("a=x; while :; do a=$a$a; done", { memoryMb: 60 });
		await made.are("failed");
		expect((await made.attempts())[0]).toMatchObject({ outcome: "OUT_OF_MEMORY" });
	});

	test.concurrent("has not succeeded without its output", async () => {
		const made = await stage("exit 0", {}, { outputs: [{ path: "out.txt" }] });
		await made.are("failed");
		expect((await made.attempts())[0]).toMatchObject({ outcome: "INVALID_OUTPUT" });
	});

	test.concurrent("is cancelled while it runs, also when it ignores SIGTERM", async () => {
		const made = await stage(`trap '' TERM; echo $$ > "$note"; while :; do sleep 0.1; done`);
		await cluster.whole.system.until("both run", () => [0, 1].every((tile) => existsSync(made.note(tile))));
		await cancelAll(made.id);
		await made.are("cancelled");
		const pids = [0, 1].map((tile) => Number(lines(made.note(tile))[0]));
		await cluster.whole.system.until("both are gone", () => pids.every((pid) => !existsSync(`/proc/${pid}`)));
	});

	test("is cancelled while it waits, and never runs", async () => {
		// Each takes all the room there is.
		const made = await stage(patient, { workUnits: roomOf.localWorkUnits, clusterWorkUnits: roomOf.clusterWorkUnits });
		await cluster.whole.system.until("one runs", () => [0, 1].some((tile) => existsSync(made.note(tile))));
		await cancelAll(made.id);
		await made.are("cancelled");
		expect([0, 1].filter((tile) => existsSync(made.note(tile)))).toHaveLength(1);
	});

	test("survives the death of its worker: it is run again, or goes on", async () => {
		const made = await stage(patient);
		await cluster.whole.system.until("both run", () => [0, 1].every((tile) => existsSync(made.note(tile))));
		await cluster.whole.system.end("worker", "SIGKILL");
		await cluster.whole.system.startWorker();
		for (const tile of [0, 1]) writeFileSync(`${made.note(tile)}.go`, "");
		await made.are("succeeded");
		// Its process was adopted, or was no part of that worker at all.
		for (const tile of [0, 1]) expect(lines(made.note(tile))).toEqual(["started"]);
	});

	test("survives the death of the coordinator, and runs once", async () => {
		const made = await stage(patient);
		await cluster.whole.system.until("both run", () => [0, 1].every((tile) => existsSync(made.note(tile))));
		await cluster.whole.system.end("coordinator", "SIGKILL");
		for (const tile of [0, 1]) writeFileSync(`${made.note(tile)}.go`, "");
		await cluster.whole.system.startCoordinator();
		await made.are("succeeded");
		for (const tile of [0, 1]) expect(lines(made.note(tile))).toEqual(["started"]);
	});

	test("is one of a thousand tiny ones", { timeout: 1_200_000 }, async () => {
		const thousand = await cluster.project("a thousand");
		// As many at once as the scheduler gives: the fewer go through at a time, the longer it takes and the less it says.
		const operations = { ...place.operations, retryRules, workUnits: 0.5, clusterWorkUnits: 1 };
		const note = join(cluster.whole.directory, "runs", "tiny");
		const id = await cluster.stage(thousand, "tiny", `echo "$4" >> "${note}"`, operations);
		// After the stage, unlike the other tests: what is there before it may only use a part of the room.
		await cluster.announce(thousand, 1_000);
		await cluster.untilCount(thousand, "tiny", "succeeded", 1_000, 1_180_000);
		const ran = lines(note);
		expect([ran.length, new Set(ran).size]).toEqual([1_000, 1_000]);
		expect((await tasksOf(cluster.whole.system, id)).every(({ latestAttempt }) => latestAttempt?.number === 1)).toBe(
			true,
		);
	});

	test("leaves everything as it must be", async () => {
		expect(await cluster.whole.violations()).toEqual([]);
	});

	async function cancelAll(stageId: string): Promise<void> {
		const ids = (await tasksOf(cluster.whole.system, stageId)).map(({ id }) => id);
		await cluster.whole.system.graphql(
			"mutation ($input: TaskIdsInput!) { cancelTasks(input: $input) { changedCount } }",
			{
				input: { ids },
			},
		);
	}
}
