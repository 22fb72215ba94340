import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { tasksOf } from "../../support/graph-builder.ts";
import { slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { hasControlGroups } from "../../support/slurm/slurm-configuration.ts";
import type { ClusterSystem } from "./support/cluster-system.ts";
import { clusterTest } from "./support/cluster-test.ts";

const name =
	slurmProblem === null ? "a worker that proxies to SLURM" : `a worker that proxies to SLURM (${slurmProblem})`;
const batch = { placement: "cluster", cluster: { mode: "batch" } };

const test = clusterTest({ cpus: 32 });

describe.skipIf(slurmProblem !== null)(name, { timeout: 300_000, concurrent: true }, () => {
	/** A program that notes its start and waits for the file `go`. */
	const patient = (directory: string) =>
		`echo "$TILEWRIGHT_ATTEMPT_ID" >> "${directory}/runs/$4"; while [ ! -e "${directory}/go" ]; do sleep 0.1; done`;

	function letGo(cluster: ClusterSystem): void {
		writeFileSync(join(cluster.whole.directory, "go"), "");
	}

	test("runs old programs unchanged: the arguments are the same here and there but for one", async ({
		slurm,
		start,
	}) => {
		const cluster = await start(slurm, { localWorkUnits: 2 });
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		const note = `printf '%s\\n' "$@" > "${directory}/runs/$5-$4"; echo made > "$2/$3/result.txt"`;
		const definition = { arguments: ["", `\${is_cluster_job}`, `\${x}`, "a b;c"], outputs: [{ path: "result.txt" }] };
		const local = { ...definition, arguments: ["local", ...definition.arguments.slice(1)] };
		const there = { ...definition, arguments: ["cluster", ...definition.arguments.slice(1)] };
		await cluster.stage(project, "here", note, { placement: "local" }, undefined, local);
		await cluster.stage(project, "there", note, batch, undefined, there);
		await cluster.announce(project, 3);
		await cluster.untilCount(project, "here", "succeeded", 3);
		await cluster.untilCount(project, "there", "succeeded", 3);
		const of = (place: string) => cluster.run(`${place}-tile-1`).split("\n");
		const [inputRoot, , tilePath, tileName, ...rest] = of("local");
		expect([tilePath, tileName, ...rest]).toEqual(["tile-1", "tile-1", "local", "0", "", "a b;c", ""]);
		expect(of("cluster")[0]).toBe(inputRoot);
		expect(of("cluster").slice(2)).toEqual(["tile-1", "tile-1", "cluster", "1", "", "a b;c", ""]);
		expect(of("cluster")[1]).toMatch(/\/output$/);
		const { workers } = await system.graphql<{
			workers: {
				clusterJobs: { kind: string; state: string; jobId: string; submission: { script: string } | null }[];
			}[];
		}>(
			"{ workers { clusterJobs(onlyLive: false) { kind state jobId node submission { command script } attempts { id } } } }",
		);
		const [job] = workers.flatMap(({ clusterJobs }) => clusterJobs);
		expect(job).toMatchObject({ kind: "BATCH", node: slurm.nodeName });
		expect(job?.submission?.script).toContain("#!/bin/sh");
		await system.until("no job is shown as living", async () => {
			const live = await system.graphql<{ workers: { clusterJobs: object[] }[] }>("{ workers { clusterJobs { id } } }");
			return live.workers.every(({ clusterJobs }) => clusterJobs.length === 0);
		});
		expect(await cluster.whole.violations()).toEqual([]);
	});

	test("fills its own machine first, then the cluster", async ({ slurm, start }) => {
		const cluster = await start(slurm, { localWorkUnits: 1 });
		const { directory } = cluster.whole;
		const project = await cluster.project();
		const definition = { arguments: [`\${is_cluster_job}`] };
		const script = `echo "$5" > "${directory}/runs/$4"; while [ ! -e "${directory}/go" ]; do sleep 0.1; done`;
		await cluster.stage(project, "both", script, { cluster: { mode: "batch" } }, undefined, definition);
		await cluster.announce(project, 4);
		await cluster.whole.system.until("all have begun", () => cluster.runs().length === 4);
		const places = cluster.runs().map((run) => cluster.run(run).trim());
		expect(places.filter((place) => place === "0")).toHaveLength(1);
		letGo(cluster);
		await cluster.untilCount(project, "both", "succeeded", 4);
	});

	test("cancels one item that waits and one that runs", async ({ slurm, start }) => {
		const cluster = await start(slurm, { clusterWorkUnits: 1, settings: { batch: { fillSeconds: 0.1 } } });
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		const stage = await cluster.stage(project, "slow", patient(directory), batch);
		await cluster.announce(project, 3);
		await system.until("one has begun", () => cluster.runs().length === 1);
		const [running] = cluster.runs();
		const tasks = await tasksOf(system, stage);
		const waiting = tasks.find((task) => task.tile?.name !== running);
		const ids = [tasks.find((task) => task.tile?.name === running)?.id, waiting?.id];
		await system.graphql("mutation ($input: TaskIdsInput!) { cancelTasks(input: $input) { changedCount } }", {
			input: { ids },
		});
		await cluster.untilCount(project, "slow", "cancelled", 2);
		letGo(cluster);
		await cluster.untilCount(project, "slow", "succeeded", 1);
		expect(cluster.runs()).toHaveLength(2);
		expect(cluster.runs()).not.toContain(waiting?.tile?.name);
	});

	test("a worker that is killed comes back to its jobs, also after its lease has ended", async ({ slurm, start }) => {
		const cluster = await start(slurm);
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "slow", patient(directory), batch);
		await cluster.announce(project, 3);
		await system.until("two have begun", () => cluster.runs().length >= 2);
		await system.end("worker", "SIGKILL");
		await system.until("its session has ended", () => system.log("coordinator").includes("worker session ended"));
		letGo(cluster);
		await system.startWorker();
		await cluster.untilCount(project, "slow", "succeeded", 3);
		for (const run of cluster.runs()) expect(cluster.run(run).trim().split("\n"), run).toHaveLength(1);
		expect(await cluster.whole.violations()).toEqual([]);
	});

	test("a coordinator that is killed finds the jobs still going", async ({ slurm, start }) => {
		const cluster = await start(slurm);
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "slow", patient(directory), batch);
		await cluster.announce(project, 2);
		await system.until("both have begun", () => cluster.runs().length === 2);
		await system.end("coordinator", "SIGKILL");
		await system.startCoordinator();
		letGo(cluster);
		await cluster.untilCount(project, "slow", "succeeded", 2);
		for (const run of cluster.runs()) expect(cluster.run(run).trim().split("\n"), run).toHaveLength(1);
	});

	test.runIf(hasControlGroups)("tries again with more memory where that was short", async ({ slurm, start }) => {
		const cluster = await start(slurm);
		const project = await cluster.project();
		// Some 60 MB of text.
		const greedy = `a=$(head -c 60000000 /dev/zero | tr '\\0' x); echo "\${#a}" > "$2/$3/size.txt"`;
		const operations = {
			...batch,
			memoryMb: 40,
			escalation: { memoryFactor: 6, maximumMemoryMb: 400 },
			retryRules: { outOfMemory: { retries: 2, backOffSeconds: 0 } },
		};
		const stage = await cluster.stage(project, "greedy", greedy, operations, undefined, {
			outputs: [{ path: "size.txt" }],
		});
		await cluster.announce(project, 1);
		await cluster.untilCount(project, "greedy", "succeeded", 1);
		const [task] = await tasksOf(cluster.whole.system, stage);
		expect(task?.latestAttempt).toMatchObject({ number: 2, outcome: "SUCCEEDED" });
		const rows = await cluster.whole.database.query<{ outcome: string }>("select outcome from attempt order by id");
		expect(rows.map(({ outcome }) => outcome)).toEqual(["outOfMemory", "succeeded"]);
	});

	test("a missing output is no success, whatever the scheduler says", async ({ slurm, start }) => {
		const cluster = await start(slurm);
		const project = await cluster.project();
		const operations = { ...batch, retryRules: { invalidOutput: { retries: 0, backOffSeconds: 0 } } };
		const stage = await cluster.stage(project, "empty", "exit 0", operations, undefined, {
			outputs: [{ path: "result.txt" }],
		});
		await cluster.announce(project, 1);
		await cluster.untilCount(project, "empty", "failed", 1);
		const [task] = await tasksOf(cluster.whole.system, stage);
		expect(task?.latestAttempt).toMatchObject({ outcome: "INVALID_OUTPUT" });
	});

	test("an expected exit code that is not 0 is a success", async ({ slurm, start }) => {
		const cluster = await start(slurm);
		const project = await cluster.project();
		const operations = batch;
		await cluster.stage(project, "five", "echo out; exit 5", operations, undefined, { expectedExitCode: 5 });
		await cluster.announce(project, 2);
		await cluster.untilCount(project, "five", "succeeded", 2);
	});

	test("a drained cluster makes tasks wait, and says so", async ({ ownSlurm, start }) => {
		const cluster = await start(ownSlurm);
		const { system } = cluster.whole;
		const project = await cluster.project();
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=drain", "reason=test"]);
		await cluster.stage(project, "waiting", "exit 0", batch);
		await cluster.announce(project, 1);
		await system.until("the page shows why", async () => {
			const { workers } = await system.graphql<{ workers: { clusterJobs: { reason: string | null }[] }[] }>(
				"{ workers { clusterJobs { state words reason } } }",
			);
			return workers.some(({ clusterJobs }) =>
				clusterJobs.some(({ reason }) => /DRAINED|ReqNodeNotAvail/i.test(reason ?? "")),
			);
		});
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=resume"]);
		await cluster.untilCount(project, "waiting", "succeeded", 1);
		expect(existsSync(join(cluster.whole.directory, "cluster"))).toBe(true);
		expect(readFileSync(join(cluster.whole.directory, "worker.log"), "utf8")).toContain("Submitted to the cluster.");
	});
});
