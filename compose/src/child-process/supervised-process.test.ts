import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { endLeftoverProcess, recordProcess } from "./leftover-process.ts";
import { identifyProcess } from "./process-identity.ts";
import { runBriefly } from "./run-briefly.ts";
import { type ProcessDeath, SupervisedProcess } from "./supervised-process.ts";
import { waitUntil } from "./wait-until.ts";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const soon = { timeoutMs: 10_000 };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function supervise(
	script: string,
	options: { onDied?: (death: ProcessDeath) => boolean; stopTimeoutMs?: number } = {},
): { supervised: SupervisedProcess; lines: string[]; pids: number[] } {
	const lines: string[] = [];
	const pids: number[] = [];
	const supervised = new SupervisedProcess({
		name: "test program",
		program: process.execPath,
		args: ["-e", script],
		environment: () => process.env,
		logger: quiet,
		onLine: (line) => lines.push(line),
		onStarted: (pid) => pids.push(pid),
		stopTimeoutMs: 5_000,
		...options,
	});
	cleanups.push(() => supervised.stop());
	return { supervised, lines, pids };
}

describe("a supervised process", () => {
	it("is started again when it dies, and not after stop", async () => {
		const deaths: string[] = [];
		const { supervised, pids } = supervise("setInterval(() => {}, 1000)", {
			onDied: ({ reason }) => deaths.push(reason) > 0,
		});
		supervised.start();
		expect(await waitUntil(() => pids.length === 1, soon)).toBe(true);
		process.kill(pids[0] ?? 0, "SIGKILL");
		expect(await waitUntil(() => pids.length === 2, soon)).toBe(true);
		await supervised.stop();
		await supervised.stop();
		expect(deaths).toEqual(["signal SIGKILL"]);
		expect(pids.map(identifyProcess)).toEqual([undefined, undefined]);
	});

	it("passes on what it says, also the last words", async () => {
		const { supervised, lines } = supervise("console.log('one'); console.error('two'); process.exit(3)", {
			onDied: () => false,
		});
		supervised.start();
		expect(await waitUntil(() => lines.length === 2, soon)).toBe(true);
		expect([...lines].sort()).toEqual(["one", "two"]);
		expect([...supervised.lastLines].sort()).toEqual(["one", "two"]);
	});

	it("tells why it cannot be started", async () => {
		const reasons: string[] = [];
		const supervised = new SupervisedProcess({
			name: "missing",
			program: "/nonexistent/program",
			args: [],
			environment: () => ({}),
			logger: quiet,
			onLine: () => {},
			onDied: ({ reason }) => reasons.push(reason) < 0,
			stopTimeoutMs: 1_000,
		});
		supervised.start();
		expect(await waitUntil(() => reasons.length === 1, soon)).toBe(true);
		expect(reasons[0]).toContain("ENOENT");
		await supervised.stop();
	});

	it("is killed when it ignores the request to end", async () => {
		const { supervised, lines, pids } = supervise(
			"process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')",
			{ stopTimeoutMs: 100 },
		);
		supervised.start();
		expect(await waitUntil(() => lines.includes("ready"), soon)).toBe(true);
		await supervised.stop();
		expect(identifyProcess(pids[0] ?? 0)).toBeUndefined();
	});

	it("that an earlier run left behind is ended, but not a stranger with its number", async () => {
		const directory = mkdtempSync(join(tmpdir(), "tilewright-leftover-"));
		cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
		const file = join(directory, "program.json");
		const { supervised, pids } = supervise("setInterval(() => {}, 1000)", { onDied: () => false });
		supervised.start();
		expect(await waitUntil(() => pids.length === 1, soon)).toBe(true);
		const [pid = 0] = pids;
		recordProcess(file, pid);
		await endLeftoverProcess(file, { name: "program", timeoutMs: 5_000, logger: quiet });
		expect(identifyProcess(pid)).toBeUndefined();
		// Our own number with another start time: would end this very test if the number alone counted.
		writeFileSync(file, JSON.stringify({ pid: process.pid, identity: "somebody else" }));
		await endLeftoverProcess(file, { name: "program", timeoutMs: 100, logger: quiet });
	});
});

describe("a brief run", () => {
	it("gives what the program said and how it ended", async () => {
		const run = await runBriefly(
			process.execPath,
			["-e", "console.log('out'); console.error('err'); process.exit(2)"],
			{
				timeoutMs: 10_000,
			},
		);
		expect(run).toEqual({ exitCode: 2, stdout: "out\n", stderr: "err", succeeded: false });
	});

	it("ends with everything it started when its time is over", async () => {
		const startedAt = performance.now();
		const run = await runBriefly("sh", ["-c", "sleep 60 & sleep 60"], { timeoutMs: 100 });
		expect(run.exitCode).toBeNull();
		expect(run.stderr).toContain("stopped after 100 ms");
		expect(performance.now() - startedAt).toBeLessThan(10_000);
	});

	it("says why it could not start", async () => {
		const run = await runBriefly("/nonexistent/program", [], { timeoutMs: 1_000 });
		expect(run.succeeded).toBe(false);
		expect(run.stderr).toContain("ENOENT");
	});
});
