import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, plane } from "../api/support/demonstration.ts";
import type { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { ShellOperator } from "./support/shell-operator.ts";
import type { TerminalUser } from "./support/terminal-user.ts";

/* An operator at a shell keeps the place in order: definitions, folders, sources, what is left behind, alarms. */

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
const measure = (...focus: readonly number[]) => operator.measure(...focus);

describe("definitions and repositories", () => {
	it("are changed, copied and put away; stages that are behind are upgraded", async () => {
		const own = "Blur";
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
		expect(await user.read("stages", "show", stage("Blurred"))).toMatch(/runs +Blur, version 1 \(the newest is 2\)\n/);
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
		const own = "programs";
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
