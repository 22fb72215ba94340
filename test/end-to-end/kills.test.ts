import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
	type MadeProject,
	makeDefinition,
	makeProject,
	makeStage,
	stageCounts,
	untilQuiet,
} from "../support/graph-builder.ts";
import { createTestBus } from "../support/services.ts";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/*
 * kill −9 in the middle of a run: nothing lost, nothing accepted twice, nothing stuck. The programs are real; each
 * notes every run of it in a file of its own, so that what really ran is known without asking us.
 */

const tiles = 24;

/** A system in the middle of two stages of work. */
interface Run {
	readonly whole: WholeSystem;
	readonly project: MadeProject;
	/** The stage after the first one. */
	readonly second: string;
}

async function beginRun(whole: WholeSystem): Promise<Run> {
	const { system, directory } = whole;
	const scripts = join(directory, "scripts");
	const runs = join(directory, "runs");
	mkdirSync(scripts);
	mkdirSync(runs);
	// Arguments as old scripts expect them: input root, output root, tile relative path, tile name.
	const script = join(scripts, "slow-copy.sh");
	writeFileSync(
		script,
		`#!/bin/sh\nset -e\nsleep 0.4\necho "$TILEWRIGHT_ATTEMPT_ID" > "${runs}/$4.$TILEWRIGHT_ATTEMPT_ID"\necho "made from $3" > "$2/$3/result.txt"\n`,
	);
	chmodSync(script, 0o755);
	const project = await makeProject(system, {
		name: "kills",
		rootPath: join(directory, "acquisition"),
		source: { kind: "ANNOUNCED" },
	});
	const definitionId = await makeDefinition(system, "slow copy", {
		program: { kind: "script", path: script },
		outputs: [{ path: "result.txt" }],
	});
	const first = await makeStage(system, project, { name: "first", definitionId });
	const second = await makeStage(system, project, { name: "second", definitionId, parentIds: [first] });
	await system.graphql("mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }", {
		input: {
			sourceId: project.sourceId,
			tiles: Array.from({ length: tiles }, (_, index) => ({ relativePath: `tile-${index}`, isComplete: true })),
		},
	});
	await system.until(
		"a third has run",
		async () => ((await stageCounts(system, project.id)).first?.succeeded ?? 0) >= tiles / 3,
	);
	return { whole, project, second };
}

async function expectEverythingDoneOnce({ whole, project, second }: Run): Promise<void> {
	const { system, database, directory } = whole;
	const counts = await untilQuiet(system, project.id);
	expect(counts).toEqual({
		Acquisition: { succeeded: tiles },
		first: { succeeded: tiles },
		second: { succeeded: tiles },
	});
	const accepted = await database.query<{ task_id: number; count: number }>(
		`select task_id, count(*)::int as count from attempt where outcome = 'succeeded' and project_id = $1
		group by task_id having count(*) <> 1`,
		[Number(project.id)],
	);
	expect(accepted).toEqual([]);
	expect(await whole.violations()).toEqual([]);
	const { stage } = await system.graphql<{ stage: { outputPath: string } }>(
		"query ($id: ID!) { stage(id: $id) { outputPath } }",
		{ id: second },
	);
	for (let index = 0; index < tiles; index += 1) {
		const result = readFileSync(join(stage.outputPath, `tile-${index}`, "result.txt"), "utf8");
		expect(result).toBe(`made from tile-${index}\n`);
	}
	expect(readdirSync(join(directory, "runs")).length).toBeGreaterThanOrEqual(2 * tiles);
}

/** A worker is given up after the lease, in seconds. */
function withLease(leaseSeconds: number) {
	return test.extend("run", async ({ onTestFinished }) => {
		const whole = await startWholeSystem({ leaseSeconds, workUnits: 4, busUrl: await createTestBus() });
		onTestFinished(() => whole.stop());
		return beginRun(whole);
	});
}

const it = withLease(10);
/** Where a process comes back before it, however busy the machine is. */
const itComesBack = withLease(60);

// Each has a system of its own, and mostly waits for leases and programs.
describe("kill -9", { concurrent: true, timeout: 240_000 }, () => {
	it("a coordinator that is killed is started again and goes on where it was", async ({ run }) => {
		await run.whole.system.end("coordinator", "SIGKILL");
		await run.whole.system.startCoordinator();
		await expectEverythingDoneOnce(run);
		// Nothing was lost with the coordinator: what the worker ran meanwhile was taken, so nothing ran twice.
		expect(readdirSync(join(run.whole.directory, "runs"))).toHaveLength(2 * tiles);
	});

	itComesBack(
		"a worker that is killed is started again and goes on with the programs that still run",
		async ({ run }) => {
			await run.whole.system.end("worker", "SIGKILL");
			await run.whole.system.startWorker();
			await expectEverythingDoneOnce(run);
			expect(readdirSync(join(run.whole.directory, "runs"))).toHaveLength(2 * tiles);
		},
	);

	it("a worker that is gone for good is replaced by another one", async ({ run }) => {
		await run.whole.system.end("worker", "SIGKILL");
		await run.whole.system.startWorker("another worker");
		await expectEverythingDoneOnce(run);
	});

	it("a standby takes over when the active coordinator is killed", async ({ run }) => {
		await run.whole.system.startCoordinator("standby");
		await run.whole.system.end("coordinator", "SIGKILL");
		// On a busy machine all may have been done before it was killed: then nothing else waits for the standby.
		await run.whole.system.until("the standby is active", async () => {
			const { system } = await run.whole.system.graphql<{
				system: { coordinator: { isActive: boolean; epoch: number } };
			}>("{ system { coordinator { isActive epoch } } }");
			return system.coordinator.isActive && system.coordinator.epoch === 2;
		});
		await expectEverythingDoneOnce(run);
	});

	it("coordinator and worker killed together go on together", async ({ run }) => {
		await Promise.all([run.whole.system.end("coordinator", "SIGKILL"), run.whole.system.end("worker", "SIGKILL")]);
		await run.whole.system.startCoordinator();
		await run.whole.system.startWorker();
		await expectEverythingDoneOnce(run);
	});
});
