import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { TerminalUser } from "./support/terminal-user.ts";

/* An operator edits a graph, its tasks, tiles and project at a shell, while a worker has work. */

let served: ServedCoordinator;
let user: TerminalUser;
let folder: string;
let project: TestProject;
let name: string;
let number = 0;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	folder = mkdtempSync(join(tmpdir(), "tilewright-cli-editing-"));
	const url = await served.listen();
	user = new TerminalUser(() => url, folder);
	await createDefinition(served, "Filter", undefined, {
		defaultOperations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
	});
	await createDefinition(served, "Sharper");
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
	name = `Brain ${number}`;
	project = await createProject(served, { name, rootPath: `/data/brain-${number}` });
	await user.read("stages", "add", "A", "--project", name, "--definition", "Filter", "-m", "to begin");
	await user.read("stages", "add", "B", "--project", name, "--definition", "filter", "--parent", "A");
	await served.coordinator.takeTiles(project, plane(4, 1));
	await served.coordinator.finish();
});

const stage = (stageName: string) => `${name}/${stageName}`;
const counts = () => served.coordinator.counts(project);

describe("an edit of the graph", () => {
	it("is done without a question when it touches nothing that is there, and told beforehand", async () => {
		const { exitCode, stdout, stderr } = await user.run(
			"stages",
			"add",
			"C",
			"--project",
			name,
			"--definition",
			"Filter",
			"--parent",
			"B",
		);
		expect(exitCode).toBe(0);
		expect(stderr).toMatch(/^Added "C"; 4 tasks to add.*\nSTAGE +CHANGE +ADD +READY\nC +added +4 +4\n$/);
		expect(stdout).toMatch(/^Stage "C" \(\d+\) works on what "B" delivers\.\n$/);
		await served.coordinator.settle();
		expect((await counts()).C).toEqual({ running: 4 });
	});

	it("that touches what is there is not done when nobody can be asked", async () => {
		const refused = await user.run("stages", "change", stage("A"), "--parameters", '{"sigma": 2}');
		expect(refused.exitCode).toBe(5);
		expect(refused.stdout).toBe("");
		expect(refused.stderr).toContain('Changed parameters of "A": sigma 2 added; 4 results become stale');
		expect(refused.stderr).toContain("say --yes, or look first with --dry-run");
		expect(
			await user.readOne("stages", "change", stage("A"), "--parameters", '{"sigma": 2}', "--dry-run"),
		).toMatchObject({
			totals: { becomeStale: 4 },
		});
		expect(await user.read("graph", "history", name)).not.toContain("parameters");
	});

	it("is done or left as the person says who is asked", async () => {
		user.answer = "n";
		const change = [
			"stages",
			"change",
			stage("A"),
			"--parameters",
			'{"sigma": 2}',
			"--rerun",
			"stale",
			"-m",
			"sharper",
		];
		expect(await user.run(...change)).toMatchObject({ exitCode: 5, stdout: "" });
		user.answer = "yes";
		expect(await user.read(...change)).toMatch(
			/^Changed parameters of "A": sigma 2 added\. This is version 4 of the graph; 4 tasks run again\.\n$/,
		);
		expect(user.asked).toEqual(["Do it? [y/N] ", "Do it? [y/N] "]);
		await served.coordinator.finish();
		const history = await user.readJson<{ version: number; message: string }>("graph", "history", name);
		expect(history.at(-1)).toMatchObject({ version: 4, message: "sharper" });
		expect(await user.read("graph", "history", name)).toMatch(/4 .*changed parameters of "A": sigma 2 added +sharper/);
	});

	it("inserts, duplicates, removes, and is undone and restored", async () => {
		await user.read("stages", "insert", "N", "--before", stage("B"), "--definition", "Sharper", "--yes");
		expect(await user.read("graph", "show", name)).toMatch(/B +N +Filter +each +2 +4\n/);
		await user.read("stages", "duplicate", stage("A"), "--with-descendants", "--paused");
		expect((await user.readJson<{ name: string }>("stages", "list", name)).map((row) => row.name)).toEqual(
			expect.arrayContaining(["A copy", "N copy", "B copy"]),
		);
		await user.read("graph", "undo", name, "--yes");
		await user.read("stages", "remove", stage("A"), "--with-children", "-y", "--stop-running");
		expect(await user.readJson("stages", "list", name)).toHaveLength(1);
		expect(await user.read("graph", "restore", "3", "--project", name, "--yes")).toContain('Added "A", "B"');
		const names = (await user.readJson<{ name: string }>("stages", "list", name)).map((row) => row.name);
		expect(names).toEqual(["Acquisition", "A", "B"]);
		expect(await user.read("graph", "history", name)).toContain("(back to 3)");
		expect((await user.run("graph", "restore", "99", "--project", name)).exitCode).toBe(4);
	});

	it("is tried out first, compared, and promoted or dropped", async () => {
		await user.read("stages", "change", stage("A"), "--definition", "Sharper", "--canary", "2", "--yes");
		await served.coordinator.settle();
		await served.coordinator.finish({ metrics: { focus: 2 } });
		expect(await user.read("stages", "list", name)).toMatch(/A \(trial\).*trial/);
		expect(await user.read("stages", "compare", stage("A (trial)"))).toMatch(
			/2 units finished by both; the other stage is "A"\.\nMEASURED +N +AS IT IS +TRIAL +DIFFERENCE\nrunSeconds +2/,
		);
		await user.read("stages", "drop", stage("A (trial)"), "--yes");
		expect((await user.run("stages", "drop", stage("A"), "--yes")).exitCode).toBe(2);
		await user.read("stages", "change", stage("A"), "--definition", "Sharper", "--canary", "1", "--yes");
		await user.read("stages", "promote", stage("A (trial)"), "--accept-as-is", "--yes");
		expect(await user.read("graph", "show", name)).toMatch(/A +Acquisition +Sharper +each +2\n/);
	});

	it.each([
		[["stages", "change", "A"], "Say what to change"],
		[["stages", "change", "A", "--region", "x=1..b"], "Expected something like"],
		[["stages", "change", "A", "--definition-version", "old", "--project", "x"], "unknown option"],
		[["tasks", "retry"], "Say which tasks"],
		[["tasks", "priority", "high", "1"], "whole number"],
		[["projects", "edit", "x"], "Say what to change"],
	])("that says too little is not understood: %j", async (argumentList, words) => {
		const { exitCode, stderr } = await user.run(...argumentList);
		expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(words) });
	});
});

describe("tasks", () => {
	it("are counted, asked about and changed by what they are like", async () => {
		await user.read("stages", "change", stage("B"), "--parameters", '{"sigma": 2}', "--yes");
		const stale = ["--stage", stage("B"), "--stale", "--region", "x=1.."];
		expect(await user.readJson("tasks", "list", ...stale)).toHaveLength(3);
		expect(await user.readOne("tasks", "accept", ...stale, "--dry-run")).toMatchObject({
			selectedCount: 3,
			changedCount: 3,
		});
		expect((await user.run("tasks", "accept", ...stale)).exitCode).toBe(5);
		expect(await user.read("tasks", "accept", ...stale, "--yes", "--reason", "looks the same")).toBe(
			"3 of 3 tasks changed.\n",
		);
		expect(await user.readJson("tasks", "list", "--project", name, "--stale")).toHaveLength(1);
		expect(await user.readJson("tasks", "list", "--stage", stage("B"), "--no-stale")).toHaveLength(3);
	});

	it("are retried, skipped, taken out and back, and get a priority", async () => {
		user.answer = "y";
		await user.read("tasks", "retry", "--stage", stage("B"), "--state", "succeeded", "--region", "x=0");
		await served.coordinator.settle();
		await served.coordinator.finish({ outcome: "failed", exitCode: 1 });
		expect((await counts()).B).toEqual({ succeeded: 3, failed: 1 });
		const { stderr } = await user.run("tasks", "skip", "--stage", stage("B"), "--state", "failed", "--reason", "dust");
		expect(stderr).toMatch(/1 of 1 tasks to skip as done\.\nSTAGE +STATE +TASKS +CHANGE\nB +failed +1 +1\n/);
		expect((await counts()).B).toEqual({ succeeded: 4 });
		const [skipped] = await user.readJson<{ id: string; reason: string }>(
			"tasks",
			"list",
			"--stage",
			stage("B"),
			"--region",
			"x=0",
		);
		expect(skipped?.reason).toMatch(/^skipped as done by .*: dust/);
		// Whoever names each task is not asked.
		user.asked.length = 0;
		await user.read("tasks", "exclude", skipped?.id ?? "", "--project", name, "-m", "bubbles");
		expect((await counts()).B).toEqual({ succeeded: 3, excluded: 1 });
		await user.read("tasks", "include", skipped?.id ?? "", "--project", name);
		await user.read("tasks", "priority", "5", skipped?.id ?? "", "--project", name);
		await user.read("tasks", "cancel", skipped?.id ?? "", "--project", name);
		expect(user.asked).toEqual([]);
	});
});

describe("tiles", () => {
	it("are withdrawn with a reason, and taken up again", async () => {
		const withdraw = ["tiles", "withdraw", "z0/y0x3", "--project", name, "--reason", "a bubble"];
		expect((await user.run(...withdraw)).exitCode).toBe(5);
		expect(await user.read(...withdraw, "--dry-run")).toContain("Withdrew 1 of 1 tiles; 2 tasks to retire.");
		expect(await user.read(...withdraw, "--yes")).toBe("1 of 1 tiles withdrawn.\n");
		expect((await counts()).A).toEqual({ succeeded: 3, excluded: 1 });
		expect(await user.read("tiles", "list", name, "--withdrawn")).toContain("withdrawn: a bubble");
		expect(await user.read("tiles", "restore", "y0x3", "--project", name)).toBe("1 of 1 tiles taken up again.\n");
		expect((await counts()).A).toEqual({ succeeded: 4 });
		expect(await user.readJson("tiles", "list", name, "--plane", "0")).toHaveLength(4);
	});

	it("are found by a part of their path or by their lattice position", async () => {
		const find = (text: string, ...more: readonly string[]) =>
			user.readJson("tiles", "find", text, "--project", name, ...more);
		expect(await find("Y0X3")).toMatchObject([{ relativePath: "z0/y0x3" }]);
		expect(await find("x=2 y=0")).toMatchObject([{ relativePath: "z0/y0x2" }]);
		expect(await find("y0", "-n", "2")).toHaveLength(2);
		expect(await find("nowhere")).toEqual([]);
	});
});

describe("a project", () => {
	it("is edited and duplicated", async () => {
		const narrow = ["projects", "edit", name, "--region", "x=..1", "--skip-planes", "x=0", "--priority", "3"];
		expect(await user.read(...narrow, "--dry-run")).toContain("Changed region, skipped planes; 6 tasks to retire.");
		expect((await user.run(...narrow)).exitCode).toBe(5);
		expect((await counts()).A).toEqual({ succeeded: 4 });
		expect(await user.read(...narrow, "--yes")).toContain("3 tiles come or go");
		expect(await user.read("projects", "show", name)).toMatch(/region +x=\.\.1\nskipped planes +x=0\n/);
		await user.read("projects", "edit", name, "--whole-region", "--skip-planes", "as-marked");
		expect(await user.read("projects", "duplicate", name, "--name", `Copy ${number}`, "--paused")).toContain(
			`its results go to /data/brain-${number}-results-2`,
		);
		expect(await user.read("projects")).toMatch(new RegExp(`Copy ${number} +paused`));
	});

	it("is exported, compared, applied and imported as a file", async () => {
		const path = join(folder, `${number}.yaml`);
		await user.read("projects", "export", name, path);
		expect(readFileSync(path, "utf8")).toBe(await user.read("export", name));
		expect(await user.run("projects", "diff", path)).toMatchObject({
			exitCode: 0,
			stdout: `Project "${name}" equals the file.\n`,
		});
		writeFileSync(
			path,
			readFileSync(path, "utf8").replace(
				/- name: B\n/,
				"- name: Bee\n    renamedFrom: B\n    parameters: {sigma: 4}\n",
			),
		);
		const { exitCode, stdout } = await user.run("diff", path);
		expect(exitCode).toBe(1);
		expect(stdout).toContain('  renames stage "B" to "Bee"\n  changes parameters of stage "Bee"\n');
		expect((await user.run("projects", "apply", path)).exitCode).toBe(5);
		expect(await user.read("projects", "apply", path, "--yes", "-m", "as agreed")).toContain("its graph has version 4");
		expect((await counts()).Bee).toEqual({ succeeded: 4 });
		expect(
			await user.read("projects", "import", path, "--name", `Other ${number}`, "--root", "other", "--paused"),
		).toContain(`watches ${join(folder, "other")}`);
		writeFileSync(path, readFileSync(path, "utf8").replace(`name: ${name}`, `name: "New: ${number}"`));
		expect((await user.run("projects", "diff", path)).exitCode).toBe(2);
		expect(await user.read("projects", "apply", path, "--yes")).toContain(`Project "New: ${number}"`);
		writeFileSync(path, "tilewright: 1\nproject: {name: A}\n");
		const { stderr } = await user.run("projects", "apply", path, "--yes");
		expect(stderr).toMatch(/line 2, column 10, project\.rootPath.*\[ARGUMENT_INVALID\]/);
	});

	it("stops what runs when it is paused at once, as stages and workers do", async () => {
		await served.coordinator.takeTiles(project, plane(2, 1, 7));
		expect(await user.read("projects", "pause", name, "--stop-running", "--reason", "the lamp")).toContain(
			"2 programs were stopped",
		);
		expect(await user.read("projects", "show", name)).toMatch(/state +paused: the lamp/);
		served.coordinator.assigned.splice(0);
		await user.read("projects", "resume", name);
	});
});

describe("the audit", () => {
	it("is asked by project, kind, person, time and text", async () => {
		await user.read("stages", "change", stage("A"), "--priority", "2", "-m", "urgent");
		const all = await user.read("audit", "--project", name);
		expect(all).toMatch(
			/created project "Brain.*\n.*added "A" +to begin\n.*added "B".*\n.*changed priority of "A": 0 → 2 +urgent\n$/,
		);
		expect(
			await user.readJson("audit", "--project", name, "--kind", "editGraph", "--text", "URGENT", "--since", "1h"),
		).toMatchObject([{ kind: "editGraph", message: "urgent", summary: 'changed priority of "A": 0 → 2' }]);
		expect(await user.readJson("audit", "--actor", "nobody")).toEqual([]);
		expect(await user.readJson("audit", "--until", "2020-01-01")).toEqual([]);
	});
});
