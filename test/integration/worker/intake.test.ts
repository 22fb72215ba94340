import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "./support/until.ts";
import { WorkerBench } from "./support/worker-bench.ts";

let bench: WorkerBench;
beforeEach(async () => {
	bench = await WorkerBench.open();
});
afterEach(() => bench.close());

/** A program that runs until the file is there. */
const untilTold = (name: string) => `touch ${name}.up; while [ ! -e ${name}.go ]; do sleep 0.01; done`;
const isUp = (name: string) => () => existsSync(join(bench.directory, "scripts", `${name}.up`));
const tell = (name: string) => writeFileSync(join(bench.directory, "scripts", `${name}.go`), "");

async function start(workUnits: number): Promise<void> {
	await bench.startWorker({ workUnits });
	await bench.coordinator.untilSession();
}

test("5,000 programs of kind none succeed without a process and without a file", async () => {
	await start(1);
	const sample = bench.work("", { definition: { program: { kind: "none" } } });
	const works = Array.from({ length: 5_000 }, (_, index) => ({
		...sample,
		attempt: { ...sample.attempt, attemptId: 1_000_000 + index },
	}));
	for (let begin = 0; begin < works.length; begin += 500) bench.assign(...works.slice(begin, begin + 500));
	await until("all have succeeded", () => bench.coordinator.accepted.size === 5_000);
	expect(new Set(bench.coordinator.deliveries).size).toBe(5_000);
	expect([...bench.coordinator.accepted.values()].every(({ outcome }) => outcome === "succeeded")).toBe(true);
	expect(existsSync(bench.outputPath)).toBe(false);
});

test("an assignment that arrives twice is run once", async () => {
	await start(2);
	const work = bench.work("echo run >> times; sleep 0.1");
	bench.assign(work);
	bench.assign(work);
	await bench.coordinator.result(work.attempt.attemptId);
	bench.assign(work);
	await bench.run(bench.work("true"));
	expect(readFileSync(join(bench.directory, "scripts", "times"), "utf8")).toBe("run\n");
	expect(new Set(bench.coordinator.deliveries).size).toBe(2);
});

test("assignments of another session and of a replaced coordinator are not obeyed", async () => {
	await start(2);
	bench.coordinator.epoch = 5;
	const current = bench.work("true");
	expect(await bench.run(current)).toMatchObject({ outcome: "succeeded" });
	const foreign = bench.work("touch foreign");
	const stale = bench.work("touch stale");
	bench.coordinator.assignTo(crypto.randomUUID(), [foreign.attempt], [foreign.recipe]);
	bench.coordinator.assign([stale.attempt], [stale.recipe], 4);
	await bench.run(bench.work("true"));
	await until(
		"both were told of",
		() => bench.log.includes("another session") && bench.log.includes("replaced coordinator"),
	);
	expect(["foreign", "stale"].filter((name) => existsSync(join(bench.directory, "scripts", name)))).toEqual([]);
});

test("a message that cannot be understood is refused in the log and stops nothing", async () => {
	await start(1);
	// As a newer coordinator might send it.
	const odd = { ...bench.work("true").attempt, unit: "not a unit" };
	bench.coordinator.assign([odd as never], []);
	expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	expect(bench.log).toContain("A message was refused.");
});

test("an attempt whose recipe is not known is given back with a reason", async () => {
	await start(1);
	const work = bench.work("true");
	bench.coordinator.assign([work.attempt], []);
	expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({
		outcome: "couldNotStart",
		problem: `The recipe of stage version ${work.attempt.stageVersionId} did not reach this worker.`,
	});
});

describe("work units", () => {
	test("may be fractions, and no more run at once than fit", async () => {
		await start(1);
		const works = ["a", "b", "c"].map((name) => bench.work(untilTold(name), { operations: { workUnits: 0.5 } }));
		bench.assign(...works);
		await until("two run", () => isUp("a")() && isUp("b")());
		tell("a");
		await until("the third runs", isUp("c"));
		tell("b");
		tell("c");
		for (const work of works) await bench.coordinator.result(work.attempt.attemptId);
	});

	test("keep a light program behind a heavy one that came first", async () => {
		await start(2);
		bench.assign(bench.work(untilTold("one")));
		await until("it runs", isUp("one"));
		const heavy = bench.work(untilTold("heavy"), { operations: { workUnits: 2 } });
		const light = bench.work("test -e heavy.up");
		bench.assign(heavy, light);
		tell("one");
		await until("the heavy one runs", isUp("heavy"));
		tell("heavy");
		expect(await bench.coordinator.result(light.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});

	test("may be changed while programs run: what runs goes on, what waits fits the new capacity or is given back", async () => {
		bench.coordinator.leaseDurationMs = 1_000;
		await start(2);
		bench.coordinator.leaseDurationMs = 10_000;
		const running = bench.work(untilTold("running"), { operations: { workUnits: 2 } });
		const heavy = bench.work("true", { operations: { workUnits: 2 } });
		const light = bench.work("true");
		bench.assign(running);
		await until("it runs", isUp("running"));
		bench.assign(heavy, light);
		bench.coordinator.localWorkUnits = 1;
		expect(await bench.coordinator.result(heavy.attempt.attemptId)).toMatchObject({
			outcome: "preempted",
			problem: "The worker's capacity was lowered to 1 work units while it waited; it needs 2.",
		});
		tell("running");
		expect(await bench.coordinator.result(running.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
		expect(await bench.coordinator.result(light.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});

	test("beyond the whole worker are refused with the numbers", async () => {
		await start(2);
		expect(await bench.run(bench.work("true", { operations: { workUnits: 18 } }))).toMatchObject({
			outcome: "couldNotStart",
			problem:
				"It needs 18 work units and this worker offers 2. Raise the worker's capacity or lower the stage's work units.",
		});
	});
});

describe("cancelling", () => {
	test("takes a waiting attempt out of the queue", async () => {
		await start(1);
		const running = bench.work(untilTold("running"));
		const waiting = bench.work("touch ran");
		bench.assign(running, waiting);
		await until("it runs", isUp("running"));
		bench.coordinator.cancel(waiting.attempt.attemptId);
		expect(await bench.coordinator.result(waiting.attempt.attemptId)).toMatchObject({
			outcome: "cancelled",
			problem: "It was cancelled before its program was started.",
		});
		tell("running");
		await bench.coordinator.result(running.attempt.attemptId);
		expect(existsSync(join(bench.directory, "scripts", "ran"))).toBe(false);
	});

	test("stops a running program, whose outputs are dropped", async () => {
		await start(1);
		const work = bench.work(`echo x > "$TILEWRIGHT_OUTPUT_DIRECTORY/x"; trap 'exit 0' TERM; ${untilTold("running")}`);
		bench.assign(work);
		await until("it runs", isUp("running"));
		bench.coordinator.cancel(work.attempt.attemptId, 999_999_999);
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "cancelled" });
		expect(bench.publishedNames(work)).toBeNull();
	});
});

describe("at its start", () => {
	test("a worker refuses a data directory that another one uses", async () => {
		await start(1);
		const second = await bench.startWorker();
		expect(await second.ended).toMatchObject({ code: 1 });
		expect(second.log).toContain(
			`CONFIGURATION_INVALID: The worker's data directory "${bench.dataDirectory}" cannot be used: another worker is using it.`,
		);
	});

	test("a worker names everything that is wrong with its configuration", async () => {
		const environment = {
			TILEWRIGHT_NATS_URL: "",
			TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: "many",
			TILEWRIGHT_WORKER_SHUTDOWN: "never",
		};
		const worker = await bench.startWorker({ environment });
		expect(await worker.ended).toMatchObject({ code: 1 });
		expect(worker.log).toContain("CONFIGURATION_INVALID");
		expect(worker.log).toContain("TILEWRIGHT_NATS_URL is not set: expected nats://host:4222");
		expect(worker.log).toContain('TILEWRIGHT_WORKER_LOCAL_WORK_UNITS is "many": expected a number');
		expect(worker.log).toContain('TILEWRIGHT_WORKER_SHUTDOWN is "never"');
	});

	test("a worker waits for a coordinator that is not there yet", async () => {
		bench.coordinator.answersHello = false;
		await bench.startWorker();
		await until("it has said so", () => bench.log.includes("The coordinator does not answer"));
		bench.coordinator.answersHello = true;
		await bench.coordinator.untilSession();
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	});
});
