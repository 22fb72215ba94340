import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { waitUntil } from "@tilewright/compose/child-process/wait-until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

/** `npm start` as a stranger runs it, in a data directory of its own: the tests go through its life in order. */
const minutes = 60_000;
let directory = "";
const children: ChildProcess[] = [];

beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-start-"));
});
afterAll(async () => {
	for (const child of children) if (child.exitCode === null) child.kill("SIGTERM");
	await waitUntil(() => processesOf(directory).length === 0, { timeoutMs: 30_000 });
	rmSync(directory, { recursive: true, force: true });
});

interface Started {
	readonly child: ChildProcess;
	readonly stdout: () => string;
	readonly stderr: () => string;
	readonly exit: Promise<number | null>;
}

const start = (...args: string[]) => startWith(["scripts/start.mjs"], args);
/** Through npm itself: the process is npm's. */
const startByNpm = (...args: string[]) => startWith([npmProgram(), "start", "--"], args);

function startWith(program: readonly string[], args: readonly string[]): Started {
	const child = spawn(process.execPath, [...program, "--data-dir", directory, "--port", "0", ...args], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, TILEWRIGHT_NATS_SERVER: "installed", NO_COLOR: "1" },
	});
	children.push(child);
	const output = { stdout: "", stderr: "" };
	child.stdout?.on("data", (text) => {
		output.stdout += text;
	});
	child.stderr?.on("data", (text) => {
		output.stderr += text;
	});
	const exit = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
	return { child, stdout: () => output.stdout, stderr: () => output.stderr, exit };
}

/** npm of the node on PATH: `bin/npm` is a link to it. */
function npmProgram(): string {
	const found = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "npm"));
	const npm = process.env.npm_execpath ?? found.find((file) => existsSync(file));
	if (npm === undefined) throw new Error("There is no npm on PATH.");
	return realpathSync(npm);
}

/** Processes that have the data directory in their command line or environment. */
function processesOf(dataDirectory: string): string[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap((pid) => {
			try {
				const [commandLine, environment] = ["cmdline", "environ"].map((file) =>
					readFileSync(`/proc/${pid}/${file}`, "utf8"),
				);
				const isOurs = `${commandLine} ${environment}`.includes(dataDirectory);
				return isOurs ? [`${pid} ${commandLine?.replaceAll("\0", " ")}`] : [];
			} catch {
				return [];
			}
		});
}

/** The worker's spawner ends when the worker has gone, a moment after everything else. */
async function untilNothingRuns(started: Started): Promise<void> {
	let left: string[] = [];
	await waitUntil(
		() => {
			left = processesOf(directory);
			return left.length === 0;
		},
		{ timeoutMs: 5_000 },
	);
	expect(left, started.stderr().slice(-4_000)).toEqual([]);
}

const reportSchema = z.object({
	projects: z.array(
		z.object({
			name: z.string(),
			tiles: z.number(),
			stages: z.array(z.object({ name: z.string(), counts: z.record(z.string(), z.number()) })),
		}),
	),
	secondsToFirstFinishedTile: z.number().nullable(),
	secondsTotal: z.number(),
});

async function runUntilIdle(): Promise<z.infer<typeof reportSchema>> {
	const run = start("--until-idle", "--json", "--time-limit", "600");
	const code = await run.exit;
	expect(code, run.stderr().slice(-4_000)).toBe(0);
	// Nothing but the document.
	expect(run.stdout().trim().split("\n")).toHaveLength(1);
	return reportSchema.parse(JSON.parse(run.stdout()));
}

describe.skipIf(process.platform !== "linux")("npm start", () => {
	let first: z.infer<typeof reportSchema>;

	it("plays the demonstration to its end without a person", { timeout: 12 * minutes }, async () => {
		first = await runUntilIdle();
		const [project] = first.projects;
		expect(first.projects).toHaveLength(1);
		expect(project?.tiles).toBe(60);
		const counts = Object.fromEntries(project?.stages.map((stage) => [stage.name, stage.counts]) ?? []);
		// Two planes of 6 × 5 tiles: 25 + 24 pairs of neighbours in each.
		expect(counts).toEqual({
			Quality: { succeeded: 60 },
			Preview: { succeeded: 60 },
			Projection: { succeeded: 60 },
			Shift: { succeeded: 98 },
			Mosaic: { succeeded: 2 },
		});
		expect(first.secondsToFirstFinishedTile).toBeLessThan(first.secondsTotal);
		expect(processesOf(directory)).toEqual([]);
	});

	it("finds nothing to do when it is started again", { timeout: 5 * minutes }, async () => {
		const second = await runUntilIdle();
		expect(second.projects).toEqual(first.projects);
	});

	it("shows an address, is refused twice, and ends cleanly with Ctrl-C", { timeout: 5 * minutes }, async () => {
		const running = start();
		expect(await waitUntil(() => running.stdout().includes("http://"), { timeoutMs: minutes })).toBe(true);
		const url = /http:\/\/\S+/.exec(running.stdout())?.[0] ?? "";
		expect((await fetch(new URL("/healthz", url))).status).toBe(200);
		const page = await fetch(url);
		expect(page.headers.get("content-type")).toContain("text/html");

		const other = start();
		expect(await other.exit).toBe(1);
		expect(other.stderr()).toContain(`Another Tilewright (pid ${running.child.pid}`);

		running.child.kill("SIGINT");
		expect(await running.exit, running.stderr().slice(-4_000)).toBe(0);
		await untilNothingRuns(running);
		expect(existsSync(join(directory, "lock.json"))).toBe(false);
	});

	it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"] as const)(
		"ends cleanly when npm gets %s",
		{
			timeout: 5 * minutes,
		},
		async (signal) => {
			const running = startByNpm("--no-demonstration");
			expect(await waitUntil(() => running.stdout().includes("http://"), { timeoutMs: minutes })).toBe(true);
			running.child.kill(signal);
			// Its output ends when the last process that has it has gone.
			await running.exit;
			expect(processesOf(directory), running.stderr().slice(-4_000)).toEqual([]);
			expect(existsSync(join(directory, "lock.json"))).toBe(false);
		},
	);

	it("takes over what a killed run has left behind", { timeout: 5 * minutes }, async () => {
		const killed = start();
		expect(await waitUntil(() => killed.stdout().includes("http://"), { timeoutMs: minutes })).toBe(true);
		killed.child.kill("SIGKILL");
		await killed.exit;
		expect(processesOf(directory).length).toBeGreaterThan(0);
		const report = await runUntilIdle();
		expect(report.projects).toEqual(first.projects);
		expect(processesOf(directory)).toEqual([]);
	});
});

describe("npm start with options it cannot use", () => {
	it("names them and does nothing", async () => {
		const run = start("--prot", "1");
		expect(await run.exit).toBe(2);
		expect(run.stderr()).toContain("--prot");
		expect(run.stdout()).toBe("");
	});
});
