// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what programs are given.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attemptLogFile, keptTaskFile } from "@tilewright/contract/attempt-paths";
import { taskFileSchema } from "@tilewright/contract/task-file";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "./support/processes.ts";
import { until } from "./support/until.ts";
import { WorkerBench } from "./support/worker-bench.ts";

let bench: WorkerBench;
beforeAll(async () => {
	bench = await WorkerBench.open();
	await bench.startWorker({ environment: { TILEWRIGHT_SECRET: "hidden", PGPASSWORD: "hidden", VISIBLE: "yes" } });
	await bench.coordinator.untilSession();
});
afterAll(() => bench.close());

describe("a program that succeeds", () => {
	test("is reported with its measurements, its metrics and what it made", async () => {
		const work = bench.work(
			`cd "$TILEWRIGHT_OUTPUT_DIRECTORY"; echo data > table.csv; echo '{"focus": 0.5}' > metrics.json
			echo '[{"path": "table.csv", "kind": "spots", "format": "csv"}]' > artifacts.json`,
		);
		const result = await bench.run(work);
		expect(result).toMatchObject({
			outcome: "succeeded",
			exitCode: 0,
			signal: null,
			problem: null,
			logTail: null,
			metrics: { focus: 0.5 },
			artifacts: [{ path: "table.csv", sizeBytes: 5, kind: "spots", format: "csv", shape: null }],
			outputSignature: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
		expect(result.runMs).toBeGreaterThan(0);
		expect(result.pendingMs).toBeGreaterThan(0);
		expect(bench.publishedNames(work)).toEqual([".tilewright.json", "artifacts.json", "metrics.json", "table.csv"]);
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
	});

	test("gets the standard arguments, then its own, and runs in its script's folder", async () => {
		const work = bench.work('pwd; for argument; do echo "<$argument>"; done; exit 1', {
			definition: { arguments: ["--z", "${Z}", "${Sigma} and ${unknown}", "${shared}"] },
			parameters: { sigma: 2.5 },
		});
		const result = await bench.run(work);
		const { attemptId } = work.attempt;
		const outputRoot = join(bench.outputPath, ".tilewright/attempts", String(attemptId), "output");
		expect(readFileSync(attemptLogFile(bench.outputPath, attemptId, "stdout"), "utf8").split("\n")).toEqual([
			join(bench.directory, "scripts"),
			`<${join(bench.directory, "input")}>`,
			`<${outputRoot}>`,
			`<a/b/${attemptId}>`,
			`<${attemptId}>`,
			"<--z>",
			"<3>",
			"<2.5 and unknown>",
			"<from project>",
			"",
		]);
		expect(result.command?.slice(1, 4)).toEqual([join(bench.directory, "input"), outputRoot, `a/b/${attemptId}`]);
	});

	test("finds a task file, and the worker's environment without its secrets", async () => {
		const work = bench.work(
			'cp "$TILEWRIGHT_TASK" "$TILEWRIGHT_OUTPUT_DIRECTORY/task.json"; env > "$TILEWRIGHT_OUTPUT_DIRECTORY/env"',
			{ definition: { environment: { OWN: "mine" } }, parameters: { sigma: 2 } },
		);
		await bench.run(work);
		const task = taskFileSchema.parse(JSON.parse(readFileSync(bench.published(work, "task.json"), "utf8")));
		expect(task).toMatchObject({
			attemptId: work.attempt.attemptId,
			unit: { rule: "each", key: work.attempt.unit.key },
			parameters: { sigma: 2 },
			previousResultDirectory: null,
			resources: { workUnits: 1, timeLimitSeconds: null, memoryMb: null },
		});
		const environment = readFileSync(bench.published(work, "env"), "utf8").split("\n");
		expect(environment).toContain("OWN=mine");
		expect(environment).toContain("VISIBLE=yes");
		expect(environment).toContain(`TILEWRIGHT_ATTEMPT_ID=${work.attempt.attemptId}`);
		expect(environment.filter((line) => line.includes("hidden") || line.startsWith("TILEWRIGHT_NATS"))).toEqual([]);
	});

	test("may be an old script that writes to output root and tile path", async () => {
		const work = bench.work('echo old > "$2/$3/result.txt"');
		expect(await bench.run(work)).toMatchObject({ outcome: "succeeded" });
		expect(readFileSync(bench.published(work, "result.txt"), "utf8")).toBe("old\n");
		expect(statSync(bench.published(work)).mode & 0o777).toBe(0o775);
	});

	test("may be one whose expected exit code is not 0", async () => {
		const definition = { expectedExitCode: 7 };
		expect(await bench.run(bench.work("exit 7", { definition }))).toMatchObject({ outcome: "succeeded", exitCode: 7 });
		expect(await bench.run(bench.work("exit 0", { definition }))).toMatchObject({
			outcome: "failed",
			exitCode: 0,
			problem: "It exited with code 0; expected is 7.",
		});
	});

	test("may be run by an interpreter, without being executable", async () => {
		const path = bench.script("plain.txt", 'echo "run by $0" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out"', 0o644);
		const work = bench.work("", { definition: { program: { kind: "script", path: "plain.txt", interpreter: "sh" } } });
		expect(await bench.run(work)).toMatchObject({ outcome: "succeeded" });
		expect(readFileSync(bench.published(work, "out"), "utf8")).toBe(`run by ${path}\n`);
	});

	test("finds the folder of the predecessor's log file when an argument names it", async () => {
		const work = bench.work('echo log > "$5.own.log"', { definition: { arguments: ["${LOG_FILE}"], logPrefix: "lf" } });
		expect(await bench.run(work)).toMatchObject({ outcome: "succeeded" });
		expect(readFileSync(bench.published(work, ".log", `lf-${work.attempt.attemptId}.own.log`), "utf8")).toBe("log\n");
	});

	test("gets its inputs also when there are too many for one message", async () => {
		const inputs = Array.from({ length: 5 }, (_, index) => ({
			stage: "before",
			isRoot: false,
			unitKey: String(index),
			index,
			tile: null,
			directory: `/in/${index}`,
			artifacts: [],
			metrics: {},
		}));
		const work = bench.work('cp "$TILEWRIGHT_TASK" "$TILEWRIGHT_OUTPUT_DIRECTORY/copy"', { attempt: { inputs: null } });
		bench.coordinator.inputs.set(work.attempt.attemptId, inputs);
		await bench.run(work);
		expect(JSON.parse(readFileSync(bench.published(work, "copy"), "utf8")).inputs).toEqual(inputs);
	});

	test("is announced when it runs for a while", async () => {
		const long = bench.work("sleep 0.2");
		const short = bench.work("true");
		await Promise.all([bench.run(long), bench.run(short)]);
		expect(bench.coordinator.started).toContain(long.attempt.attemptId);
		expect(bench.coordinator.started).not.toContain(short.attempt.attemptId);
	});
});

describe("a program that fails", () => {
	test("is reported with its exit code and the end of its log, and leaves log and task file", async () => {
		const work = bench.work("echo working; seq 1 100 >&2; exit 3");
		expect(await bench.run(work)).toMatchObject({
			outcome: "failed",
			exitCode: 3,
			problem: "It exited with code 3; expected is 0.",
			logTail: Array.from({ length: 20 }, (_, index) => index + 81).join("\n"),
			outputSignature: null,
		});
		const { attemptId } = work.attempt;
		expect(readFileSync(attemptLogFile(bench.outputPath, attemptId, "stdout"), "utf8")).toBe("working\n");
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
		expect(JSON.parse(readFileSync(keptTaskFile(bench.outputPath, attemptId), "utf8")).attemptId).toBe(attemptId);
		expect(bench.publishedNames(work)).toBeNull();
	});

	test("is reported with the signal that ended it", async () => {
		expect(await bench.run(bench.work("kill -ABRT $$"))).toMatchObject({
			outcome: "failed",
			exitCode: null,
			signal: "SIGABRT",
		});
	});

	test("by running too long is stopped, with everything it has started", async () => {
		const pids = join(bench.directory, "pids");
		const work = bench.work(
			`trap '' TERM; echo $$ >> ${pids}; (trap '' TERM; sh -c 'echo $$ >> ${pids}; exec sleep 300') &
			setsid sh -c 'trap "" TERM; echo $$ >> ${pids}; while :; do sleep 1; done' & while :; do sleep 1; done`,
			{ operations: { timeLimitSeconds: 0.5 } },
		);
		expect(await bench.run(work)).toMatchObject({
			outcome: "timedOut",
			problem: "It ran longer than its time limit of 0.5 s and was stopped.",
		});
		const numbers = readFileSync(pids, "utf8").trim().split("\n").map(Number);
		expect(numbers).toHaveLength(3);
		await until("all of them are gone", () => !numbers.some(isAlive));
	});

	test("by needing too much memory is stopped", async () => {
		const work = bench.work("a=x; while :; do a=$a$a; done", { operations: { memoryMb: 60 } });
		const result = await bench.run(work);
		expect(result.outcome).toBe("outOfMemory");
		expect(result.problem).toMatch(/^It was stopped for its memory limit of 60 MB: it used \d+ MB\.$/);
	});

	test("by filling its output quota is stopped", async () => {
		const script = 'cd "$TILEWRIGHT_OUTPUT_DIRECTORY"; while :; do head -c 1000000 /dev/zero >> big; sleep 0.02; done';
		const work = bench.work(script, { operations: { maximumOutputBytes: 4_000_000 } });
		const result = await bench.run(work);
		expect(result.outcome).toBe("invalidOutput");
		expect(result.problem).toMatch(
			/^It was stopped for its limit of 4000000 bytes of output: its output had grown to \d+ bytes\.$/,
		);
		expect(bench.publishedNames(work)).toBeNull();
	});

	test("by writing more than its quota in no time is found out at its end", async () => {
		const script = 'head -c 5000000 /dev/zero > "$TILEWRIGHT_OUTPUT_DIRECTORY/big"';
		const work = bench.work(script, { operations: { maximumOutputBytes: 4_000_000 } });
		expect(await bench.run(work)).toMatchObject({
			outcome: "invalidOutput",
			problem: "The outputs have 5000000 bytes; the stage allows 4000000.",
		});
	});

	test("while printing 200 MB neither fills the disk nor hinders others", async () => {
		const work = bench.work("yes | head -c 200000000; exit 1", { operations: { maximumLogBytes: 50_000 } });
		bench.assign(work);
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
		await bench.coordinator.result(work.attempt.attemptId);
		const log = attemptLogFile(bench.outputPath, work.attempt.attemptId, "stdout");
		expect(statSync(log).size).toBeLessThan(50_300);
		expect(readFileSync(log, "utf8")).toMatch(
			/At least [\d,]+ bytes after this were dropped: a log keeps 50,000 bytes\./,
		);
	});
});

describe("a program that cannot be started", () => {
	test("because it is not there is named with its full path", async () => {
		const definition = { program: { kind: "script", path: "tools/none.sh" } } as const;
		expect(await bench.run(bench.work("", { definition }))).toMatchObject({
			outcome: "couldNotStart",
			problem: `The program "${join(bench.directory, "scripts/tools/none.sh")}" does not exist on this worker. Put it there, or correct the task definition or the location of its task repository.`,
		});
	});

	test("because it is not executable is said to be so", async () => {
		const path = bench.script("not-executable.sh", "#!/bin/sh\n", 0o644);
		const definition = { program: { kind: "script", path } } as const;
		expect(await bench.run(bench.work("", { definition }))).toMatchObject({
			outcome: "couldNotStart",
			problem: `The program "${path}" is not executable. Run "chmod +x" on it, or give the task definition an interpreter.`,
		});
	});

	test("because its interpreter is missing is told apart from a missing script", async () => {
		const path = bench.script("odd.sh", "#!/no/such/interpreter\n");
		const own = await bench.run(bench.work("", { definition: { program: { kind: "script", path } } }));
		expect(own).toMatchObject({
			outcome: "couldNotStart",
			problem: `"${path}" could not be run: the interpreter named in its first line ("#!…") was not found on this worker.`,
		});
		const program = { kind: "script", path, interpreter: "no-such-python" } as const;
		expect((await bench.run(bench.work("", { definition: { program } }))).problem).toBe(
			'The interpreter "no-such-python" was not found on this worker. Install it there, add it to the worker\'s PATH, or name it by its full path.',
		);
	});

	test("because its output path is a file says what to check", async () => {
		const blocked = join(bench.directory, "blocked");
		writeFileSync(blocked, "");
		const work = bench.work("true");
		const recipe = { ...work.recipe, recipe: { ...work.recipe.recipe, outputPath: blocked } };
		const result = await bench.run({ ...work, recipe });
		expect(result.outcome).toBe("couldNotStart");
		expect(result.problem).toContain(`The attempt's files below "${blocked}" could not be created`);
	});

	test("because its unit would lie outside the output path is refused", async () => {
		const result = await bench.run(bench.work("true", { unit: { directory: "../elsewhere" } }));
		expect(result).toMatchObject({
			outcome: "couldNotStart",
			problem: "The unit's folder \"../elsewhere\" would lead out of the stage's output path.",
		});
		expect(existsSync(join(bench.directory, "elsewhere"))).toBe(false);
	});

	test("because this worker has no built-in stages says which setting is missing", async () => {
		const result = await bench.run(bench.work("", { definition: { program: { kind: "builtIn", name: "quality" } } }));
		expect(result).toMatchObject({
			outcome: "couldNotStart",
			problem: 'The built-in stage "quality" cannot run here: TILEWRIGHT_STAGES_DIR of this worker is not set.',
		});
	});
});
