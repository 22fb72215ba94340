import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { LocalRunner } from "../../worker/src/execution/local-runner.ts";
import { killSpawner } from "../../worker/src/execution/spawner-connection.ts";
import { isAlive } from "../integration/worker/support/processes.ts";
import { until } from "../integration/worker/support/until.ts";
import { builtWorker } from "../integration/worker/support/worker-build.ts";
import { ProgramFolder } from "../support/program-folder.ts";
import { tryTaskRunner } from "./support/task-runner-suite.ts";

async function openRunner(directory: string, workerId: string): Promise<LocalRunner> {
	return LocalRunner.open({
		directory: join(directory, "spawner"),
		program: (await builtWorker()).spawner,
		workerId,
		environment: { PATH: process.env.PATH ?? "", INHERITED: "yes" },
		logger: pino({ level: "silent" }),
		idleSeconds: 1,
	});
}

tryTaskRunner({
	name: "local runner",
	watchesItself: true,
	group: null,
	problem: null,
	isConcurrent: false,
	open: openRunner,
	clear: (directory) => killSpawner(join(directory, "spawner")),
});

describe("the local runner's spawner", () => {
	test("when killed, takes its programs with it and is replaced", async ({ onTestFinished }) => {
		const folder = new ProgramFolder();
		const runner = await openRunner(folder.directory, randomUUID());
		onTestFinished(async () => {
			await runner.close();
			folder.remove();
		});
		runner.renewLease({ stopInMs: 60_000, killInMs: 60_000 });
		const order = folder.order("setsid sh -c 'echo $$ > other; exec sleep 300' & echo $$ > pid; wait");
		const numbers = () =>
			["pid", "other"].map((name) => join(order.workingDirectory, name)).map((path) => readIfThere(path));
		const lost = runner.start(order);
		await until("both run", () => numbers().every((number) => number !== ""));
		killSpawner(join(folder.directory, "spawner"));
		expect(await lost.exited).toMatchObject({ stopped: { reason: "lost" } });
		await until("both are gone", () => !numbers().some((number) => isAlive(Number(number))));
		expect(await runner.start(folder.order("exit 7")).exited).toMatchObject({ exitCode: 7 });
	});
});

function readIfThere(path: string): string {
	return existsSync(path) ? readFileSync(path, "utf8") : "";
}
