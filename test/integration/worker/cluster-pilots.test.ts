import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { impatientPilots } from "./support/cluster-system.ts";
import { clusterTest } from "./support/cluster-test.ts";

const name = slurmProblem === null ? "pilots on SLURM" : `pilots on SLURM (${slurmProblem})`;

const test = clusterTest();

describe.skipIf(slurmProblem !== null)(name, { timeout: 300_000, concurrent: true }, () => {
	test("are asked for when there is work, run it, and give their allocations back", async ({ slurm, start }) => {
		const cluster = await start(slurm, { settings: { pilot: impatientPilots } });
		const { whole } = cluster;
		const project = await cluster.project();
		const note = `echo "$5 $SLURM_JOB_NAME" > "${whole.directory}/runs/$4"`;
		await cluster.stage(project, "first", note, {}, undefined, { arguments: [`\${is_cluster_job}`] });
		await cluster.announce(project, 40);
		await cluster.untilCount(project, "first", "succeeded", 40);
		expect(cluster.runs()).toHaveLength(40);
		expect(cluster.run("tile-7")).toMatch(/^1 tw-[0-9a-f]{8}-p/);
		await whole.system.until("no allocation is left", async () => (await cluster.queued()).length === 0);
		expect(await whole.violations()).toEqual([]);
	});

	const pilot = { ...impatientPilots, idleSeconds: 3 };
	/** A program that notes its start and waits for the file `go`. */
	const patient = (directory: string) =>
		`echo started >> "${directory}/runs/$4"; while [ ! -e "${directory}/go" ]; do sleep 0.1; done`;

	test("finish what they have and take nothing new when the scheduler warns them", async ({ slurm, start }) => {
		const cluster = await start(slurm, { clusterWorkUnits: 1, settings: { pilot } });
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "slow", patient(directory), {});
		await cluster.announce(project, 2);
		await system.until("one has begun", () => cluster.runs().length === 1);
		const [first] = await cluster.queued("RUNNING");
		await slurm.run("scancel", ["--batch", "--signal=USR1", first?.id ?? ""]);
		await system.until(
			"it takes no more",
			() => cluster.pilotLogs().includes("The pilot takes no more work.") === true,
		);
		writeFileSync(join(directory, "go"), "");
		await cluster.untilCount(project, "slow", "succeeded", 2);
		// The second one was done by another pilot.
		const rows = await cluster.whole.database.query<{ worker_id: string; outcome: string }>(
			"select worker_id, outcome from attempt order by id",
		);
		expect(rows.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
		expect(new Set(rows.map(({ worker_id }) => worker_id)).size).toBe(2);
	});

	test("that an administrator cancels give their work back", async ({ slurm, start }) => {
		const cluster = await start(slurm, { clusterWorkUnits: 1, settings: { pilot } });
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "slow", patient(directory), {});
		await cluster.announce(project, 1);
		await system.until("it has begun", () => cluster.runs().length === 1);
		const [job] = await cluster.queued("RUNNING");
		await slurm.run("scancel", [job?.id ?? ""]);
		await system.until("its work is given back", async () => {
			const ended = await cluster.whole.database.query("select 1 from attempt where finished_at is not null");
			return (ended?.length ?? 0) > 0;
		});
		writeFileSync(join(directory, "go"), "");
		await cluster.untilCount(project, "slow", "succeeded", 1);
		const rows = await cluster.whole.database.query<{ outcome: string }>("select outcome from attempt order by id");
		expect(rows.map(({ outcome }) => outcome)).toEqual(["preempted", "succeeded"]);
		expect(system.log("worker")).toContain("No more pilots for a while.");
	});

	test("that vanish with their node lose their work to others", async ({ ownSlurm, start }) => {
		const cluster = await start(ownSlurm, { clusterWorkUnits: 1, settings: { pilot } });
		const { directory, system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "slow", patient(directory), {});
		await cluster.announce(project, 1);
		await system.until("it has begun", () => cluster.runs().length === 1);
		await ownSlurm.crashNode();
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=down", "reason=test"]);
		writeFileSync(join(directory, "go"), "");
		await ownSlurm.startNode();
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=resume"]);
		await cluster.untilCount(project, "slow", "succeeded", 1, 90_000);
		const rows = await cluster.whole.database.query<{ outcome: string }>("select outcome from attempt order by id");
		expect(rows.map(({ outcome }) => outcome)).toEqual(["lost", "succeeded"]);
		expect(await cluster.whole.violations()).toEqual([]);
	});

	test("are not asked for what nobody may run on a cluster, and waiting ones are given back", async ({
		ownSlurm,
		start,
	}) => {
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=drain", "reason=test"]);
		const cluster = await start(ownSlurm, { settings: { pilot } });
		const { system } = cluster.whole;
		const project = await cluster.project();
		await cluster.stage(project, "here", "exit 0", { placement: "local" });
		const stage = await cluster.stage(project, "there", "exit 0", { placement: "cluster" });
		await cluster.announce(project, 1);
		await system.until("a pilot waits", async () => (await cluster.queued("PENDING")).length === 1);
		await system.graphql("mutation ($input: SetPausedInput!) { setStagePaused(input: $input) { stage { id } } }", {
			input: { id: stage, isPaused: true },
		});
		await system.until("it is given back", async () => (await cluster.queued("PENDING")).length === 0);
		expect(await cluster.queued("RUNNING")).toEqual([]);
	});
});
