import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { plane } from "../api/support/demonstration.ts";
import type { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { ShellOperator } from "./support/shell-operator.ts";
import type { TerminalUser } from "./support/terminal-user.ts";

/* An operator at a shell judges what came out: failures, gates, held results, metrics. */

const operator = new ShellOperator();
let served: ServedCoordinator;
let user: TerminalUser;
let folder: string;
let project: TestProject;
let name: string;

beforeAll(() => operator.start());
afterAll(async () => expect(await operator.stop()).toEqual([]));
beforeEach(async () => {
	await operator.beginProject();
	({ served, user, folder, project, name } = operator);
});

const stage = (stageName = "Focus") => `${name}/${stageName}`;
const counts = () => served.coordinator.counts(project);
const measure = (...focus: readonly number[]) => operator.measure(...focus);

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
