import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asAttemptId } from "@tilewright/contract/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeClusterJobs } from "../../../coordinator/src/database/cluster-job-store.ts";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { TerminalUser } from "./support/terminal-user.ts";

/* An operator at a shell looks after failures, held results, gates, workers, cluster jobs and definitions. */

let served: ServedCoordinator;
let user: TerminalUser;
let folder: string;
let project: TestProject;
let name: string;
let number = 0;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	folder = mkdtempSync(join(tmpdir(), "tilewright-cli-operating-"));
	const url = await served.listen();
	user = new TerminalUser(() => url, folder);
	await createDefinition(served, "Measure", undefined, {
		defaultOperations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
	});
	await served.coordinator.addWorker();
});
afterAll(async () => {
	const violations = await served.coordinator.violations();
	await served.stop();
	rmSync(folder, { recursive: true, force: true });
	expect(violations).toEqual([]);
});
beforeEach(async () => {
	user.answer = undefined;
	user.asked.length = 0;
	await served.coordinator.finish();
	number += 1;
	name = `Liver ${number}`;
	project = await createProject(served, { name, rootPath: `/data/liver-${number}` });
	await user.read("stages", "add", "Focus", "--project", name, "--definition", "Measure");
	await user.read("stages", "add", "Fuse", "--project", name, "--definition", "Measure", "--parent", "Focus");
});

const stage = (stageName = "Focus") => `${name}/${stageName}`;
const counts = () => served.coordinator.counts(project);
/** Measures for each of the tiles of a row; the stages below get their tasks, which stay running. */
async function measure(...focus: readonly number[]): Promise<void> {
	await served.coordinator.takeTiles(project, plane(focus.length, 1));
	const first = [...served.coordinator.assigned];
	await served.coordinator.finish(
		({ tile }) => ({ metrics: { focus: focus[tile?.lattice?.x ?? 0] ?? 0, cells: 12 } }),
		first,
	);
}

describe("failures", () => {
	beforeEach(async () => {
		await served.coordinator.takeTiles(project, plane(4, 1));
		await served.coordinator.finish(({ tile }) =>
			tile?.lattice?.x === 0
				? { outcome: "outOfMemory", exitCode: 137, logTail: "MemoryError in tile 12", outputSignature: null }
				: {
						outcome: "failed",
						exitCode: 1,
						problem: "It exited with code 1; expected is 0.",
						logTail: `reading\nValueError: tile 00${tile?.lattice?.x} has no overlap`,
						outputSignature: null,
					},
		);
		// Out of memory is tried again by itself, and fails again.
		await served.coordinator.settle();
	});

	it("are listed by what they have in common, and by place", async () => {
		expect(await user.read("failures", "list", name)).toMatch(
			/GROUP +STAGE +OUTCOME +FAILED +ATTEMPTS +LAST +ON +SIGNATURE\n +\d+ +Focus +failed +3 +3 .*test worker +ValueError: tile <n> has no overlap\n/,
		);
		const groups = await user.readJson("failures", "list", name, "--stage", stage(), "--since", "1h");
		expect(groups[0]).toMatchObject({ failedTasks: 3, attempts: 3, outcome: "FAILED", hosts: [{ host: "here" }] });
		expect(await user.readJson("failures", "list", name, "--since", "2999-01-01")).toEqual([]);
		expect(await user.read("failures", "places", name)).toMatch(
			/WORKER.*\ntest worker +here +4 .*\n\nMACHINE.*\nhere +1 +4\n/,
		);
	});

	it("are shown with their examples, their last words and their place in time", async () => {
		const text = await user.read("failures", "show", "no overlap", "--project", name);
		expect(text).toMatch(
			/^group \d+, Focus: failed\nsignature +ValueError: tile <n> has no overlap\nfailed now +3 tasks\n/,
		);
		expect(text).toMatch(/IN TEN MINUTES FROM +ATTEMPTS *\n.* 3 +█+\n/);
		expect(text).toMatch(/EXAMPLE +TASK +UNIT +WORKER +ENDED +PROBLEM\n/);
		expect(text).toMatch(/last words of the newest\n {2}reading\n {2}ValueError: tile 00\d has no overlap\n$/);
		const refused = await user.run("failures", "show", "no such words", "--project", name);
		expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
		expect(refused.stderr).toContain("see tilewright failures list");
	});

	it("are retried, skipped and taken out as a group, counted beforehand", async () => {
		const group = ["no overlap", "--project", name];
		expect(await user.readOne("failures", "retry", ...group, "--dry-run")).toMatchObject({
			selectedCount: 3,
			changedCount: 3,
		});
		const unasked = await user.run("failures", "skip", ...group);
		expect(unasked).toMatchObject({ exitCode: 5, stdout: "" });
		expect(unasked.stderr).toMatch(
			/3 of 3 tasks to skip as done\.\nSTAGE +STATE +TASKS +CHANGE\nFocus +failed +3 +3\n/,
		);
		user.answer = "y";
		expect(await user.read("failures", "exclude", ...group, "--reason", "dust")).toBe("3 of 3 tasks changed.\n");
		expect((await counts()).Focus).toMatchObject({ excluded: 3 });
	});
});

describe("gates", () => {
	it("are set by rules, shown, and taken away; nothing becomes stale", async () => {
		await measure(0.1, 0.3, 0.9);
		const set = await user.run(
			"gates",
			"set",
			stage(),
			"--reject",
			"focus < 0.2",
			"--hold",
			"focus < 0.4 && cells > 2",
		);
		expect(set.exitCode).toBe(0);
		expect(set.stderr).toContain("see tilewright gates rejudge");
		expect(await user.read("gates", "show", stage())).toMatch(
			/WHEN +THEN\nfocus < 0\.2 +reject\nfocus < 0\.4 && cells > 2 +hold\nreview +only what a rule holds back\n/,
		);
		expect(await user.readJson("tasks", "list", "--project", name, "--stale")).toEqual([]);
		// What show prints is what set reads.
		writeFileSync(join(folder, "gate.json"), await user.read("gates", "show", stage(), "--json"));
		await user.read("gates", "set", stage("Fuse"), "@gate.json", "--review");
		expect(await user.readOne("gates", "show", stage("Fuse"))).toMatchObject({
			review: true,
			rules: [{ when: "focus < 0.2" }, { when: "focus < 0.4 && cells > 2" }],
		});
		await user.read("gates", "set", stage("Fuse"), "--none");
		expect(await user.read("gates", "show", stage("Fuse"))).toContain("has no gate");
	});

	it("are checked without being set: the language by the server, the metrics by what was measured", async () => {
		await measure(0.1, 0.3);
		expect(
			await user.readOne("gates", "check", stage(), "--hold", 'fokus < 0.4 || metrics["cells"] < 3'),
		).toMatchObject({
			missing: ["fokus"],
			resultCount: 2,
			metrics: expect.arrayContaining(["focus", "cells"]),
		});
		expect(await user.read("gates", "check", stage(), "--hold", "focus < 0.4")).not.toContain("None of them");
		const wrong = await user.run("gates", "check", stage(), "--hold", "focus <");
		expect(wrong.exitCode).toBe(1);
		expect(wrong.stderr).toMatch(/Gate rule 1 cannot be used: “focus <”.*\[ARGUMENT_INVALID\]/);
		expect((await user.run("gates", "check", stage())).stderr).toContain("has no gate: give one to check");
		expect(await user.read("gates", "show", stage())).toContain("has no gate");
	});

	it("judge what is there once more when they are told to", async () => {
		await measure(0.1, 0.3, 0.9);
		await user.read("gates", "set", stage(), "--hold", "focus < 0.4");
		expect((await user.run("gates", "rejudge", stage())).exitCode).toBe(5);
		expect(await user.read("gates", "rejudge", stage(), "--dry-run")).toContain("3 finished results");
		expect(await user.read("gates", "rejudge", stage(), "--yes", "--reason", "a better rule")).toBe(
			"3 results judged, 2 of them otherwise than before.\n",
		);
		expect((await counts()).Focus).toEqual({ review: 2, succeeded: 1 });
	});
});

describe("the review queue", () => {
	beforeEach(async () => {
		await user.read("gates", "set", stage(), "--hold", "focus < 0.4", "--flag", "focus < 0.6");
		await measure(0.1, 0.3, 0.5, 0.9);
	});

	it("says why each result is held, and is emptied by ids or by what results are like", async () => {
		const text = await user.read("review", "list", name);
		expect(text).toMatch(/TASK +STAGE +UNIT .*WHY +MEASURED/);
		expect(text).toMatch(/z0\/y0x0 .*focus < 0\.4 \(focus = 0\.1\): hold.*cells 12/);
		const held = await user.readJson<{ id: string; gate: object }>("review", "list", "--stage", stage());
		expect(held).toHaveLength(2);
		expect(held[0]?.gate).toMatchObject({
			action: "HOLD",
			rules: [{ when: "focus < 0.4", values: { focus: 0.1 } }, {}],
		});

		await user.read("review", "reject", held[0]?.id ?? "", "--project", name, "--reason", "bubble");
		expect(await user.read("tasks", "show", held[0]?.id ?? "")).toMatch(/decided +rejected by .*: bubble\n/);
		expect((await user.run("review", "approve", "--project", name, "--region", "x=1")).exitCode).toBe(5);
		expect(await user.read("review", "approve", "--project", name, "--region", "x=1", "--yes")).toBe(
			"1 of 1 tasks changed.\n",
		);
		expect(await user.run("review", "list", name)).toMatchObject({
			exitCode: 0,
			stdout: "",
			stderr: "Nothing waits for a person.\n",
		});
		expect((await counts()).Focus).toEqual({ succeeded: 3, rejected: 1 });
	});

	it("has the flagged beside it, and marks come and go", async () => {
		expect(await user.readJson("review", "list", name, "--flagged")).toHaveLength(3);
		expect(await user.readJson("tasks", "list", "--project", name, "--flagged")).toHaveLength(3);
		expect(await user.read("review", "unflag", "--project", name, "--yes")).toBe("3 of 3 tasks changed.\n");
		expect((await user.run("review", "list", name, "--flagged")).stderr).toBe("Nothing is flagged.\n");
		await user.read("tasks", "flag", "--stage", stage(), "--region", "x=3", "--reason", "look", "--yes");
		expect(await user.read("review", "list", name, "--flagged")).toMatch(/by .+: look\n$/);
		await user.read("tasks", "hold", "--stage", stage(), "--region", "x=3", "--yes");
		expect((await counts()).Focus).toMatchObject({ review: 3 });
	});
});

describe("the instrument", () => {
	it("is told something, and what became of it is shown", async () => {
		await measure(0.9);
		const nobody = await user.run("feedback", "send", "good", "--project", name);
		expect(nobody.exitCode).toBe(1);
		await user.read("gates", "set", stage(), "--hold", "focus < 0.1", "--subject", "scope.feedback");
		expect(
			await user.read("feedback", "send", "re-image", "--stage", stage(), "--tile", "y0x0", "-m", "a bubble"),
		).toMatch(/^Message \S+ \("re image"\) is on its way to scope\.feedback\.\n$/);
		expect(await user.readJson("feedback", "list", name, "--open")).toMatchObject([
			{ verdict: "RE_IMAGE", tileCount: 1, subject: "scope.feedback", text: "a bubble" },
		]);
		expect(await user.read("feedback", name)).toMatch(/re image +1 .*scope\.feedback +on its way +a bubble\n/);
		expect((await user.run("feedback", "send", "perhaps", "--project", name)).exitCode).toBe(2);
	});
});

describe("metrics", () => {
	it("are a table, some of them or a summary", async () => {
		await measure(0.1, 0.3, 0.8);
		expect(await user.read("metrics", stage())).toMatch(
			/TASK +UNIT +LATTICE +STATE +cells +focus\n +\d+ +z0\/y0x0 +0, 0, 0 +succeeded +12 +0\.1\n/,
		);
		expect(await user.readJson("metrics", stage(), "--metric", "focus", "--region", "x=2")).toMatchObject([
			{ metrics: { focus: 0.8 }, tile: { lattice: { x: 2 } } },
		]);
		expect(await user.readJson("metrics", stage(), "--summary", "--metric", "focus")).toEqual([
			{ name: "focus", count: 3, minimum: 0.1, mean: expect.closeTo(0.4), median: 0.3, maximum: 0.8 },
		]);
		expect((await user.run("metrics", stage("Fuse"))).stderr).toBe("No result of this stage has measured anything.\n");
	});
});

describe("whether it keeps up", () => {
	it("is said by status in the coordinator's sentences", async () => {
		await measure(0.1, 0.3);
		const text = await user.read("status");
		expect(text).toMatch(new RegExp(`\\n${name}\\n {2}arrival +\\S.*\\n {2}processing +\\S`));
		const { projects } = await user.readOne<{ projects: { name: string; pace: { arrival: object } }[] }>("status");
		expect(projects.find((one) => one.name === name)?.pace.arrival).toMatchObject({ arrived: 2 });
	});
});

describe("workers", () => {
	const worker = "test worker";
	it("are put into quarantine and let out, shown and given capacities", async () => {
		await user.read("workers", "quarantine", worker, "--reason", "the disk clicks");
		expect(await user.read("workers", "show", worker)).toMatch(/quarantine +the disk clicks\n/);
		expect((await user.run("doctor")).stdout).toMatch(/test worker.*the disk clicks/);
		expect(await user.read("workers", "release", worker)).toContain("is given work again");
		expect(await user.read("workers", "quarantine", worker, "--host", "--reason", "dust")).toContain(
			"All workers of here",
		);
		await user.read("workers", "release", worker);
		expect((await user.run("workers", "quarantine", worker)).exitCode).toBe(2);
		await user.read("workers", "set", worker, "--capacity", "1.5", "--cluster-capacity", "3");
		expect(await user.readOne("workers", "show", worker)).toMatchObject({ localCapacity: 1.5, clusterCapacity: 3 });
		await user.read("workers", "set", worker, "--capacity", "default", "--cluster-capacity", "default");
		expect(await user.readOne("workers", "show", worker)).toMatchObject({ localCapacity: 1000, clusterCapacity: 0 });
		expect((await user.run("workers", "set", worker, "--capacity", "much")).exitCode).toBe(2);
	});

	it("are drained, or stopped at once after a look at what they run", async () => {
		await served.coordinator.takeTiles(project, plane(2, 1));
		const { workerId, assigned } = served.coordinator;
		served.workerReadings.set({
			workerId,
			heardAt: new Date(),
			leaseUntil: null,
			localLoad: 2,
			clusterLoad: 0,
			cpuPercent: 12,
			freeMemoryMb: 900,
			attemptIds: assigned.map(({ attemptId }) => asAttemptId(attemptId)),
		});
		expect(await user.read("workers", "show", worker)).toMatch(/ATTEMPT +TASK +STAGE +UNIT +FOR\n.* Focus +z0\/y0x0 /);
		await user.read("workers", "drain", worker);
		await user.read("workers", "resume", worker);
		const refused = await user.run("workers", "stop", worker);
		expect(refused.exitCode).toBe(5);
		expect(refused.stderr).toContain('Worker "test worker" runs 2 tasks, which are stopped and done elsewhere.');
		expect(await user.read("workers", "stop", worker, "--yes", "--reason", "a power cut")).toContain(
			"2 programs were stopped.",
		);
		served.coordinator.assigned.splice(0);
		served.workerReadings.remove(workerId);
		await user.read("workers", "resume", worker);
		await served.coordinator.settle();
	});

	it("show their jobs at the cluster, each with its script", async () => {
		const { workerId, database } = served.coordinator;
		const job = {
			key: "tw-12345678-b1",
			element: 3,
			kind: "batch" as const,
			scheduler: "slurm" as const,
			jobId: "4711",
			state: "pending" as const,
			words: "PENDING (Priority)",
			reason: "Priority",
			node: null,
			template: "default",
			cpus: 2,
			memoryMb: 4000,
			timeLimitSeconds: 3600,
			waitSeconds: 75,
			runSeconds: null,
			problem: null,
			isOver: false,
			attemptIds: [],
		};
		await database.transaction((transaction) =>
			storeClusterJobs(transaction, {
				workerId,
				jobs: [job, { ...job, element: 4, state: "completed", isOver: true, node: "node-7" }],
				submissions: [{ key: job.key, command: ["sbatch", "--array=1-4", "job 1.sh"], script: "#!/bin/sh\ntrue\n" }],
			} as Parameters<typeof storeClusterJobs>[1]),
		);
		expect(await user.read("workers", "jobs")).toMatch(
			/ID +JOB +KIND +WORKER +STATE +REASON +NODE +WAITED +RAN +WALLTIME +TEMPLATE\n *\S+ +4711_3 +batch +test worker +pending +Priority +1 min 15 s +– +1 h 00 min +default\n$/,
		);
		expect(await user.readJson("workers", "jobs", worker, "--all")).toHaveLength(2);
		expect(await user.read("workers", "job", "4711_3")).toMatch(/command +sbatch --array=1-4 'job 1\.sh'\n/);
		expect(await user.read("workers", "job", "4711_4", "--script")).toBe("#!/bin/sh\ntrue\n");
		expect((await user.run("workers", "job", "12")).exitCode).toBe(4);
	});
});

describe("definitions and repositories", () => {
	it("are changed, copied and put away; stages that are behind are upgraded", async () => {
		const own = `Blur ${number}`;
		await createDefinition(served, own);
		await user.read("stages", "add", "Blurred", "--project", name, "--definition", own);
		writeFileSync(
			join(folder, "blur.json"),
			JSON.stringify({ content: { program: { kind: "script", path: "/bin/true" }, arguments: ["--strong"] } }),
		);
		expect(await user.read("definitions", "update", own, "blur.json", "-m", "stronger")).toContain("has version 2");
		expect(await user.readJson("definitions", "versions", own, "--behind")).toMatchObject([
			{ stage: { name: "Blurred" }, version: 1, newestVersion: 2, isBehind: true },
		]);
		expect(await user.read("stages", "show", stage("Blurred"))).toMatch(
			/runs +Blur \d+, version 1 \(the newest is 2\)\n/,
		);
		await served.coordinator.takeTiles(project, plane(1, 1));
		expect(await user.read("definitions", "render", own, "--stage", stage("Blurred"), "--tile", "y0x0")).toMatch(
			/^\/bin\/true .*z0\/y0x0 .* --strong\n$/,
		);
		expect(await user.read("definitions", "upgrade", own, "--yes")).toContain("version");
		expect((await user.run("definitions", "versions", own, "--behind")).stderr).toBe(
			"No stage is behind its definition.\n",
		);
		expect(await user.read("stages", "versions", stage("Blurred"))).toMatch(/1 .* v1 .*\n +2 .* v2 /);
		expect((await user.run("definitions", "upgrade", own)).stderr).toContain("nothing is to be done");

		await user.read("definitions", "duplicate", own, "--name", `${own} too`);
		await user.read("definitions", "update", `${own} too`, "--description", "a copy");
		expect(await user.readOne("definitions", "show", `${own} too`)).toMatchObject({
			description: "a copy",
			version: 1,
		});
		await user.read("definitions", "archive", `${own} too`);
		expect(await user.read("definitions")).not.toContain(`${own} too`);
		expect((await user.run("definitions", "update", own)).exitCode).toBe(2);
	});

	it("lie in folders that are changed and put away", async () => {
		const own = `programs ${number}`;
		await user.read("repositories", "add", own, "programs");
		await user.read("repositories", "update", own, "--location", "others", "--description", "ours");
		expect(await user.read("repositories", "show", own)).toContain(`location  ${join(folder, "others")}`);
		await user.read("repositories", "archive", own);
		expect((await user.run("repositories", "show", own)).exitCode).toBe(4);
	});
});

describe("sources", () => {
	it("are told of tiles, changed and left alone", async () => {
		writeFileSync(join(folder, "tiles.json"), JSON.stringify([{ relativePath: "late/001", isComplete: true }]));
		const [source] = await user.readJson<{ id: string }>("sources", "list", name);
		expect(await user.read("sources", "announce", source?.id ?? "", "tiles.json")).toBe(
			"Tiles: 1 new, 1 complete now, 0 imaged again, 0 refused.\n",
		);
		expect(await user.read("tiles", "show", "late/001", "--project", name)).toMatch(
			/^late\/001 \(tile \d+\): complete\n(?:.*\n)*TASK +STAGE +STATE +SINCE +WHY\n(?:.*\n)*.*Focus +running /,
		);
		expect((await user.run("tiles", "show", "id:999999", "--project", name)).exitCode).toBe(4);
		await user.read("sources", "update", source?.id ?? "", "--name", "Scope");
		expect(await user.read("sources", "list", name)).toContain("Scope");
		expect((await user.run("sources", "update", `${name}/Scope`)).exitCode).toBe(2);
		await user.read("sources", "archive", `${name}/Scope`);
		expect(await user.readJson("sources", "list", name)).toEqual([]);
	});
});

describe("what a removed stage left behind", () => {
	it("is deleted when somebody says its name once more", async () => {
		await measure(0.5);
		await user.read("stages", "remove", stage("Fuse"), "--yes", "--stop-running");
		served.coordinator.assigned.splice(0);
		const remove = ["stages", "delete-outputs", "Fuse", "--project", name];
		expect(await user.read("stages", "removed", name)).toMatch(/ID +STAGE +REMOVED +RESULTS +SIZE/);
		expect(await user.readJson("stages", "removed", name)).toMatchObject([{ stage: { name: "Fuse" } }]);
		expect(await user.read(...remove, "--dry-run")).toContain("is deleted for good");
		const unsaid = await user.run(...remove);
		expect(unsaid).toMatchObject({ exitCode: 2, stdout: "" });
		expect(unsaid.stderr).toContain('with --name "Fuse"');
		user.answer = "fuse";
		expect((await user.run(...remove)).stderr).toContain('"fuse" is not "Fuse"');
		user.answer = "Fuse";
		expect(await user.read(...remove)).toContain('results of "Fuse" are deleted');
		expect((await user.run("stages", "delete-outputs", "Focus", "--project", name)).exitCode).toBe(4);
	});
});

describe("alarms", () => {
	it("are open until somebody has seen them", async () => {
		await user.read("workers", "quarantine", "test worker", "--reason", "smoke");
		await user.read("workers", "release", "test worker");
		await served.coordinator.settle();
		const open = await user.readJson<{ id: string; message: string }>("alarms", "--limit", "200");
		expect(open.length).toBeGreaterThan(0);
		expect(await user.read("alarms", "-n", "1")).toMatch(/ALARM +WHEN +SEVERITY +WHERE +WHAT\n.*(?:warning|error)/);
		expect((await user.run("alarms", "acknowledge")).exitCode).toBe(2);
		expect(await user.read("alarms", "acknowledge", open[0]?.id ?? "")).toBe("1 alarm acknowledged.\n");
		expect(await user.readOne("alarms", "acknowledge", "--all", "-m", "seen")).toEqual({
			changedCount: open.length - 1,
		});
		expect((await user.run("alarms")).stderr).toBe("No alarm is open.\n");
	});

	it("are found among the events by stage, severity, kind, time and words", async () => {
		const stageId = (await user.readOne<{ id: string }>("stages", "show", stage())).id;
		await served.coordinator.database.query(
			`insert into event (project_id, stage_id, severity, kind, message, at) values
				($1, $2, 'error', 'fromTest', 'The lamp is dim.', now()), ($1, null, 'warning', 'fromTest', 'The door is open.', now()),
				($1, $2, 'info', 'fromTest', 'Long ago.', now() - interval '3 days')`,
			[project.projectId, Number(stageId)],
		);
		const found = async (...options: string[]) =>
			(await user.readJson<{ message: string }>("events", "--kind", "fromTest", ...options)).map(
				({ message }) => message,
			);
		expect(await found()).toHaveLength(3);
		expect(await found("--stage", stage())).toEqual(["The lamp is dim.", "Long ago."]);
		expect(await found("--severity", "warning,error", "--since", "1d")).toEqual([
			"The lamp is dim.",
			"The door is open.",
		]);
		expect(await found("--text", "DOOR")).toEqual(["The door is open."]);
		expect((await user.run("events", "--kind", "neverHappens")).stderr).toBe("Nothing of the kind has happened.\n");
	});

	it("are told by rules, which are made, changed, tried, paused and removed", async () => {
		expect((await user.run("notifications", "rules")).stderr).toBe("Nobody is told of anything.\n");
		const hook = ["--webhook", "http://127.0.0.1:9/hook"];
		expect((await user.run("notifications", "create", "night shift")).stderr).toContain(
			"--email <addresses> or --webhook",
		);
		expect((await user.run("notifications", "create", "both", ...hook, "--email", "a@lab.org")).exitCode).toBe(2);
		const made = [
			"--severity",
			"error",
			"--kind",
			"tileOverdue,stagePaused",
			"--project",
			name,
			"--quiet",
			"22:00-06:30",
		];
		expect(await user.read("notifications", "create", "night shift", ...hook, ...made)).toMatch(
			/^Rule "night shift" \(\d+\) tells http:\/\/127\.0\.0\.1:9\/hook of tileOverdue, stagePaused, in .+, at once, not 22:00-06:30 \(UTC\) except errors\.\n$/,
		);
		expect((await user.run("notifications", "update", "night shift")).exitCode).toBe(2);
		const changes = ["--all-kinds", "--all-projects", "--no-quiet", "--digest", "15", "--severity", "warning,error"];
		expect(await user.readOne("notifications", "update", "night shift", ...changes)).toMatchObject({
			eventKinds: null,
			projects: null,
			quietFrom: null,
			digestMinutes: 15,
			severities: ["WARNING", "ERROR"],
			webhook: "http://127.0.0.1:9/hook",
		});
		expect(await user.read("notifications", "rules")).toMatch(/night shift +active +http:\/\/127\.0\.0\.1:9\/hook/);
		expect(await user.read("notifications", "test", "night shift")).toContain("is on its way");
		expect(await user.readJson("notifications")).toMatchObject([{ isTest: true, rule: { name: "night shift" } }]);
		await user.read("notifications", "pause", "Night Shift");
		expect(await user.read("notifications", "rules")).toMatch(/night shift +paused/);
		await user.read("notifications", "resume", "night shift");
		expect((await user.run("notifications", "test", "nobody")).exitCode).toBe(4);
		expect(await user.read("notifications", "remove", "night shift")).toContain("is removed");
		expect((await user.run("notifications", "rules")).stderr).toBe("Nobody is told of anything.\n");
	});
});

describe("tasks that wait with old limits", () => {
	it("are put back into the queue", async () => {
		await served.coordinator.takeTiles(project, plane(2, 1));
		expect(await user.read("tasks", "requeue", "--stage", stage(), "--yes")).toBe("2 of 2 tasks changed.\n");
		served.coordinator.assigned.splice(0, 2);
	});
});
