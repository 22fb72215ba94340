import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "./support/until.ts";
import { type Work, WorkerBench } from "./support/worker-bench.ts";
import type { WorkerProcess } from "./support/worker-process.ts";

/** What a worker says of the script that made a result (docs/editing.md). */

let bench: WorkerBench;
let worker: WorkerProcess;
beforeEach(async () => {
	bench = await WorkerBench.open();
	bench.coordinator.localWorkUnits = 1;
	worker = await bench.startWorker();
	await bench.coordinator.untilSession();
});
afterEach(() => bench.close());

const scripts = (name: string) => join(bench.directory, "scripts", name);
const untilTold = (name: string) => `touch ${name}.up; while [ ! -e ${name}.go ]; do sleep 0.01; done`;
const isUp = (name: string) => () => existsSync(scripts(`${name}.up`));
const tell = (name: string) => writeFileSync(scripts(`${name}.go`), "");
const scriptOf = ({ attempt }: Work) => scripts(`${attempt.attemptId}.sh`);
const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const reportedBy = async ({ attempt }: Work) => (await bench.coordinator.result(attempt.attemptId)).programHash;

test("a script is told by its hash, also when it fails", async () => {
	const [good, bad] = [bench.work("exit 0"), bench.work("exit 3")];
	bench.assign(good, bad);
	expect(await reportedBy(good)).toBe(hashOf(scriptOf(good)));
	expect(await reportedBy(bad)).toBe(hashOf(scriptOf(bad)));
});

test("a script that is edited while it waits for its turn is the new one, while it runs the old one", async () => {
	const [first, second] = [bench.work(untilTold("a")), bench.work("exit 0")];
	bench.assign(first, second);
	await until("the first runs", isUp("a"));
	const before = hashOf(scriptOf(first));
	const edited = bench.script("edited", "#!/bin/sh\nexit 0 # edited\n");
	// As editors do: another file under the same name. A shell reads on in a file that is written over.
	for (const work of [first, second]) {
		copyFileSync(edited, `${scriptOf(work)}.new`);
		renameSync(`${scriptOf(work)}.new`, scriptOf(work));
	}
	tell("a");
	expect(await reportedBy(first)).toBe(before);
	expect(await reportedBy(second)).toBe(hashOf(edited));
});

test("the same script edited between two runs has two hashes, whatever its size", async () => {
	const work = bench.work("exit 0 # one");
	bench.assign(work);
	const before = await reportedBy(work);
	const again = bench.work("exit 0 # two", { definition: { program: { kind: "script", path: scriptOf(work) } } });
	writeFileSync(scriptOf(work), readFileSync(scriptOf(again)));
	bench.assign(again);
	expect(await reportedBy(again)).toBe(hashOf(scriptOf(again)));
	expect(await reportedBy(again)).not.toBe(before);
});

test("a worker that is killed and started again still knows what it had started", async () => {
	const work = bench.work(untilTold("a"));
	bench.assign(work);
	await until("it runs", isUp("a"));
	const before = hashOf(scriptOf(work));
	await worker.signal("SIGKILL");
	bench.script(`${work.attempt.attemptId}.new`, "#!/bin/sh\n");
	renameSync(scripts(`${work.attempt.attemptId}.new`), scriptOf(work));
	worker = await bench.startWorker();
	await bench.coordinator.untilSession(2);
	tell("a");
	expect(await reportedBy(work)).toBe(before);
});

test("nothing is said of programs that are no script, and of files that are too large", async () => {
	const none = bench.work("", { definition: { program: { kind: "none" } } });
	const large = bench.work("exit 0");
	truncateSync(scriptOf(large), 50_000_001);
	const interpreted = bench.work("", {
		definition: { program: { kind: "script", path: scriptOf(large), interpreter: "true" } },
	});
	bench.assign(none, interpreted);
	expect((await reportedBy(none)) ?? null).toBeNull();
	expect(await bench.coordinator.result(interpreted.attempt.attemptId)).toMatchObject({
		outcome: "succeeded",
		programHash: null,
	});
});
