import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmbeddedBroker, startEmbeddedBroker } from "@tilewright/compose/embedded-broker/embedded-broker";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "./support/processes.ts";
import { until } from "./support/until.ts";
import { WorkerBench } from "./support/worker-bench.ts";

/** A bus of the test's own, which can be taken away. */
const token = "outage";
let broker: EmbeddedBroker;
let bench: WorkerBench;
beforeEach(async () => {
	broker = await startEmbeddedBroker({ token });
	bench = await WorkerBench.open(broker.url);
});
afterEach(async () => {
	await bench.close();
	await broker.stop();
});

const scripts = (name: string) => join(bench.directory, "scripts", name);
const untilTold = "echo $$ > up; while [ ! -e go ]; do sleep 0.01; done";
const pidOf = (name: string) => Number(readFileSync(scripts(name), "utf8"));
const runs = () => existsSync(scripts("up")) && pidOf("up") > 0;

async function comeBack(): Promise<void> {
	broker = await startEmbeddedBroker({ token, port: broker.port });
}

test("while the bus is away for less than the lease, programs run on, publish, and are reported afterwards", async () => {
	await bench.startWorker();
	await bench.coordinator.untilSession();
	const work = bench.work(`${untilTold}; echo x > "$TILEWRIGHT_OUTPUT_DIRECTORY/x"`);
	bench.assign(work);
	await until("it runs", runs);
	await broker.stop();
	writeFileSync(scripts("go"), "");
	await until("it is published", () => bench.publishedNames(work) !== null);
	await comeBack();
	expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	expect(bench.coordinator.sessions).toBe(1);
});

test("when the bus is away for longer, programs are stopped and a new session begins", async () => {
	bench.coordinator.leaseDurationMs = 2_000;
	await bench.startWorker();
	await bench.coordinator.untilSession();
	const work = bench.work(untilTold);
	bench.assign(work);
	await until("it runs", runs);
	await broker.stop();
	const pid = pidOf("up");
	await until("it is stopped", () => !isAlive(pid));
	await comeBack();
	await bench.coordinator.untilSession(2);
	expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "lost" });
	expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
});

test("a worker that starts before the bus says what it waits for, and then works", async () => {
	await broker.stop();
	await bench.startWorker();
	await until("it has said so", () => bench.log.includes("The worker waits for the message bus."));
	expect(bench.log).toContain("No NATS server answers at");
	await comeBack();
	await bench.coordinator.untilSession();
	expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
});
