import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { Shells } from "./support/shells.ts";
import { TerminalUser } from "./support/terminal-user.ts";

/* The program as it is installed: what scripts see of it, and what it draws on a terminal. */

let served: ServedCoordinator;
let url: string;
let user: TerminalUser;
let shells: Shells;
let project: TestProject;
let folder: string;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	url = await served.listen();
	folder = mkdtempSync(join(tmpdir(), "tilewright-cli-installed-"));
	user = new TerminalUser(() => url, folder);
	shells = new Shells(url);
	await createDefinition(served, "Measure");
	project = await createProject(served, { name: "Brain" });
	await user.read("stages", "add", "Quality", "--definition", "Measure");
	await served.coordinator.addWorker();
	await served.coordinator.takeTiles(project, plane(2, 1));
	await served.coordinator.finish();
});
afterAll(async () => {
	user.leave();
	await served.stop();
	rmSync(folder, { recursive: true, force: true });
	rmSync(shells.folder, { recursive: true, force: true });
});

describe("the exit code", () => {
	it.each([
		[0, [], ["projects"]],
		[1, ["[NAME_TAKEN]"], ["projects", "create", "Brain", "--root", "/somewhere"]],
		[2, ["Expected one of"], ["tasks", "list", "--state", "done"]],
		[2, ["unknown command"], ["nonsense"]],
		[3, ["No Tilewright server answers", "npm start"], ["--server", "http://127.0.0.1:9", "projects"]],
		[4, ["There is no project", "[NOT_FOUND]"], ["projects", "show", "Heart"]],
		[5, ["say --yes"], ["tasks", "retry", "--stage", "Quality", "--state", "succeeded"]],
	])("is %i, and stderr says %j", async (exitCode, words, argumentList) => {
		const said = await user.start(...argumentList).ended;
		expect(said.exitCode).toBe(exitCode);
		for (const word of words) expect(said.stderr).toContain(word);
		if (exitCode === 0) expect(said.stderr).toBe("");
		else expect(said.stdout).toBe("");
	});

	it("is 130 after Ctrl-C", async () => {
		const watch = user.start("watch", "--json");
		await served.coordinator.settle();
		await expect.poll(() => watch.lines.length, { timeout: 20_000 }).toBeGreaterThan(0);
		watch.interrupt();
		expect(await watch.ended).toMatchObject({ exitCode: 130, stderr: "" });
	});
});

describe("--json", () => {
	it.each([
		["status"],
		["projects"],
		["projects show Brain"],
		["sources"],
		["tiles"],
		["tiles show z0/y0x0"],
		["stages"],
		["stages show Quality"],
		["stages versions Quality"],
		["graph"],
		["graph history"],
		["tasks"],
		["failures"],
		["failures places"],
		["review"],
		["review --flagged"],
		["gates show Quality"],
		["feedback"],
		["metrics Quality"],
		["metrics Quality --summary"],
		["workers"],
		["workers jobs"],
		["definitions"],
		["definitions versions"],
		["repositories"],
		["events"],
		["audit"],
		["doctor"],
		["completion bash"],
	])("makes every line of `%s` one JSON value", async (line) => {
		const { exitCode, stdout } = await user.run(...line.split(" "), "--json");
		expect([0, 1]).toContain(exitCode);
		const lines = stdout.split("\n").slice(0, -1);
		expect(() => lines.map((text) => JSON.parse(text))).not.toThrow();
	});
});

describe.skipIf(!Shells.has("script"))("watch on a terminal", () => {
	it("draws a table that changes with what is pushed, and whether the project keeps up", async () => {
		const child = spawn("script", ["-qec", "stty cols 140 rows 40; tilewright watch Brain", "/dev/null"], {
			cwd: folder,
			env: shells.environment({ TERM: "xterm", NO_COLOR: "1" }),
			stdio: ["pipe", "pipe", "pipe"],
		});
		let shown = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			shown += text;
		});
		const ended = new Promise((done) => child.on("close", done));
		const screen = () => stripVTControlCharacters(shown).replaceAll("\r", "");
		try {
			await expect.poll(screen, { timeout: 30_000 }).toMatch(/Brain: 2 of 2 tiles complete\n/);
			await expect.poll(screen, { timeout: 30_000 }).toMatch(/arrival +\S.*\nprocessing +\S.*\n/);
			expect(screen()).toMatch(/STAGE +WAITING +READY +RUNNING +DONE +FAILED|STAGE .*DONE/);
			await served.coordinator.takeTiles(project, plane(3, 1, 1));
			await expect.poll(screen, { timeout: 30_000 }).toMatch(/Brain: 5 of 5 tiles complete\n/);
			await served.coordinator.finish();
			await expect.poll(screen, { timeout: 30_000 }).toMatch(/Quality +█+ +· +· +· +5 /);
		} finally {
			child.stdin.write("\u0003");
			await ended;
		}
		// The cursor is given back.
		expect(shown).toContain("\u001b[?25h");
	});
});
