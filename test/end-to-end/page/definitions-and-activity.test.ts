import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeProject, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * Somebody makes a script known and sees what it will be started with; later somebody looks who did that, and sees to
 * it that people are told.
 */

describe.skipIf(chromiumPath === undefined)("an administrator", () => {
	const posts: string[] = [];
	const channel = createServer((request, response) => {
		let body = "";
		request.on("data", (piece: Buffer) => {
			body += piece.toString("utf8");
		});
		request.on("end", () => {
			posts.push(JSON.parse(body).text);
			response.end("ok");
		});
	});
	let webhook: string;
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let page: Page;
	let scripts: string;

	const finalCommand = () => page.getByTestId("final-command");

	beforeAll(async () => {
		await new Promise<void>((resolve) => channel.listen(0, "127.0.0.1", resolve));
		// It listens on TCP, so that its address is an object.
		webhook = `http://127.0.0.1:${(channel.address() as AddressInfo).port}/hook`;
		browsed = await startBrowsedSystem();
		whole = browsed.whole;
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		scripts = join(directory, "scripts");
		mkdirSync(acquisition);
		mkdirSync(scripts);
		writeFileSync(
			join(scripts, "line-fix.sh"),
			'# Straightens the lines of a tile.\necho fixed > "$TILEWRIGHT_OUTPUT_DIRECTORY/fixed.txt"\n',
		);
		project = await makeProject(system, { name: "Cortex 12", rootPath: acquisition, parameters: { sigma: 1.5 } });
		await simulateAcquisition({
			folder: acquisition,
			lattice: { columns: 3, rows: 2, planes: 1, tile: { width: 64, height: 64 } },
			pacing: { secondsPerTile: 0.02 },
		});
		await system.until(
			"the tiles are there",
			async () => (await stageCounts(system, project.id)).Acquisition?.succeeded === 6,
			60_000,
		);
		opened = await openPage(browsed.browser, `${system.url}/definitions`);
		page = opened.page;
	}, 300_000);

	afterAll(async () => {
		await browsed?.stop();
		await new Promise((resolve) => channel.close(resolve));
	});

	it("makes a folder of programs known", async () => {
		await page.getByRole("button", { name: "New repository" }).click();
		await page.getByLabel("Repository name").fill("scripts");
		await page.getByLabel("Folder").fill(scripts);
		await page.getByRole("button", { name: "Add it" }).click();
		await page.getByRole("heading", { name: /^scripts/ }).waitFor();
	});

	it("writes a definition and sees the command it would start for a tile", async () => {
		await page.getByRole("button", { name: "New definition" }).click();
		const form = page.getByRole("form", { name: "New definition" });
		// What nobody has written yet is not wrong, and is told in words once somebody would send it.
		await form.getByText("The final command for this tile is shown here once the program is named.").waitFor();
		expect(await form.locator('[aria-invalid="true"]').count()).toBe(0);
		expect(await form.getByRole("alert").count()).toBe(0);
		await form.getByLabel("Program", { exact: true }).focus();
		await form.getByLabel("Interpreter").focus();
		await form.getByText("Which program is run is needed: its path.").waitFor();
		expect(await form.getByText("A name is needed.").count()).toBe(0);
		await form.getByRole("button", { name: "Create it" }).click();
		await form.getByText("A name is needed.").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
		// The cursor is in the first field that something is wrong with.
		await page.keyboard.type("Line fix");
		await form.getByText("A name is needed.").waitFor({ state: "detached" });
		// What a program is given has names of capitals.
		const words = (await page.locator("body").innerText()).replaceAll(/TILEWRIGHT_[A-Z_]+/g, "");
		expect(words).not.toMatch(/✖|Too small|[A-Z]{3,}_[A-Z]{3,}/);
		await form.getByLabel("Repository").selectOption({ label: "scripts" });
		await form.getByLabel("Program", { exact: true }).fill("line-fix.py");
		await form
			.getByTestId("missing-program")
			.getByText(/finds no program at .*line-fix\.py\. Put it there/)
			.waitFor();
		await form.getByLabel("Program", { exact: true }).fill("line-fix.sh");
		await form.getByTestId("missing-program").waitFor({ state: "detached" });
		await form.getByLabel("Interpreter").fill("sh");
		// It begins with what most programs want: a file to read, and a folder to write into.
		await finalCommand()
			.getByText(/^\/.*00001.*\.tif$/)
			.waitFor();
		await finalCommand()
			.getByText(/\/attempts\/0\/output\/.*00001$/)
			.waitFor();
		await form.getByRole("button", { name: "Remove argument 2" }).click();
		await form.getByLabel("Argument 1", { exact: true }).fill("--sigma=${sigma}");
		await form.getByRole("button", { name: "Add an argument" }).click();
		await form.getByLabel("Put a name into argument 2").selectOption("z");
		await finalCommand().getByText("--sigma=1.5", { exact: true }).waitFor();
		await finalCommand().getByText(join(scripts, "line-fix.sh"), { exact: true }).waitFor();
		await form.getByLabel("Argument 1", { exact: true }).fill("--sigma=${sigmaa}");
		await form.getByText(/Nothing is called \$\{sigmaa\}/).waitFor();
		await form.getByLabel("Argument 1", { exact: true }).fill("--sigma=${sigma}");
		await form.getByText("TILEWRIGHT_OUTPUT_DIRECTORY", { exact: true }).waitFor();
		await form.getByRole("button", { name: "Create it" }).click();
		await page.getByRole("form", { name: "Definition Line fix" }).waitFor();
		await page.getByTestId("made").getByText("“Line fix” is created. A stage can run it now.").waitFor();
		await page
			.getByTestId("program-text")
			.getByText(/Straightens the lines/)
			.waitFor();
		await screenshot(page, "definitions");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("gives it parameters, names them in arguments, and is warned of a program that is not there", async () => {
		await page.getByRole("button", { name: "New definition" }).click();
		const form = page.getByRole("form", { name: "New definition" });
		await form.getByLabel("Name", { exact: true }).fill("Ghost");
		await form.getByLabel("Repository").selectOption({ label: "scripts" });
		await form.getByLabel("Program", { exact: true }).fill("ghost.sh");
		await form.getByText("More: environment, declared outputs, schema of the parameters").click();
		const schema = form.getByLabel("Schema of the parameters (JSON Schema)");
		expect(await schema.inputValue()).toBe("");
		expect(JSON.parse((await schema.getAttribute("placeholder")) ?? "")).toMatchObject({ type: "object" });
		for (const [index, name] of ["scale", "width"].entries()) {
			await form.getByRole("button", { name: "Add a parameter" }).click();
			await form.getByLabel(`Name of parameter ${index + 1}`).fill(name);
		}
		await form.getByLabel("Default of parameter 1").fill("2");
		await form.getByLabel("What parameter 1 is for").fill("how much larger");
		expect(JSON.parse(await schema.inputValue())).toEqual({
			type: "object",
			properties: {
				scale: { type: "number", default: 2, description: "how much larger" },
				width: { type: "number" },
			},
		});
		for (const [index, name] of ["scale", "width"].entries()) {
			await form.getByRole("button", { name: "Add an argument" }).click();
			await form.getByLabel(`Put a name into argument ${index + 3}`).selectOption(name);
		}
		await finalCommand().getByText("2", { exact: true }).waitFor();
		await form.getByText("Each stage gives ${width} its value.").waitFor();
		expect(await form.getByText(/Nothing is called/).count()).toBe(0);
		await form.getByText("An example to copy").click();
		await screenshot(page, "definition-parameters");
		await form.getByRole("button", { name: "Create it" }).click();
		const made = page.getByTestId("made");
		await made.getByText(`The coordinator finds no program at ${join(scripts, "ghost.sh")}. Put it there`).waitFor();
		expect(await made.getByText("A stage can run it now.").count()).toBe(0);
		await screenshot(page, "definition-without-program");
		expect(await seriousViolations(page)).toEqual([]);
		await page.getByRole("link", { name: /^Line fix/ }).click();
		await page.getByRole("form", { name: "Definition Line fix" }).waitFor();
	});

	it("changes it, sees which stage is behind, and upgrades that after a preview", async () => {
		const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
		await whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
			input: {
				projectId: project.id,
				edits: [
					{
						addStage: {
							name: "Straighten",
							definitionId: id,
							parents: [{ name: "Acquisition" }],
							unitRule: { kind: "each" },
						},
					},
				],
			},
		});
		await eventually(async () => (await stageCounts(whole.system, project.id)).Straighten?.succeeded ?? 0).toBe(6);
		const stages = page.getByRole("region", { name: "Stages that run it" });
		await stages.getByText("the newest").waitFor();
		await page.getByLabel("Argument 2", { exact: true }).fill("--plane=${z}");
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await stages.getByText("1 version behind").waitFor();
		await stages.getByRole("button", { name: "Upgrade to 2" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("6 results become stale").waitFor();
		// A failure that passes is over by itself.
		let failures = 0;
		await page.route("**/graphql", async (route) => {
			if (failures > 0 || route.request().postDataJSON()?.operationName !== "PreviewEdit") return route.fallback();
			failures += 1;
			return route.abort("connectionreset");
		});
		await dialog.getByLabel("Run again what becomes stale").check();
		await dialog.getByText("6 tasks run again").waitFor();
		await page.unroute("**/graphql");
		expect(failures).toBe(1);
		// And so is a graph that somebody changes meanwhile, whether it is asked about before or after that is known here.
		for (const priority of [1, 2]) {
			await whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
				input: { projectId: project.id, edits: [{ changeStage: { stage: { name: "Straighten" }, priority } }] },
			});
			await dialog.getByLabel("Run again what becomes stale").uncheck();
			await dialog.getByText("6 tasks run again").waitFor({ state: "detached" });
			await dialog.getByText("6 results become stale").waitFor();
			await dialog.getByLabel("Run again what becomes stale").check();
			await dialog.getByText("6 tasks run again").waitFor();
		}
		await screenshot(page, "definitions-upgrade");
		await dialog.getByRole("button", { name: "Upgrade", exact: true }).click();
		await stages.getByText("the newest").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("misses a program in the palette of a graph, makes it known, and is back with it in the draft", async () => {
		await page.goto(`${whole.system.url}/projects/${project.id}?view=graph`);
		await page.getByLabel("A new stage goes").selectOption("below Straighten");
		await page.getByRole("link", { name: "New task definition" }).click();
		await page.getByRole("link", { name: "← Back to the graph of Cortex 12" }).waitFor();
		const form = page.getByRole("form", { name: "New definition" });
		await form.getByLabel("Name", { exact: true }).fill("Zebra stripes");
		await form.getByLabel("Program", { exact: true }).fill("/bin/true");
		await form.getByRole("button", { name: "Create it" }).click();
		await page.getByTestId("made").getByText("“Zebra stripes” is created. A stage can run it now.").waitFor();
		await screenshot(page, "definitions-made");
		expect(await seriousViolations(page)).toEqual([]);
		await page.getByTestId("made").getByRole("link", { name: "Add it to Cortex 12" }).click();
		// Where it goes is where a new stage would have gone before the definition was begun; that is said, and can be changed.
		const toBeAdded = page.getByRole("region", { name: "To be added" });
		await toBeAdded.getByRole("button", { name: "+ Add it below Straighten" }).waitFor();
		await screenshot(page, "graph-editor-ready");
		await page.getByLabel("A new stage goes").selectOption({ label: "below Acquisition" });
		await toBeAdded.getByRole("button", { name: "+ Add it below Acquisition" }).waitFor();
		await page.getByLabel("A new stage goes").selectOption({ label: "below Straighten" });
		await toBeAdded.getByRole("button", { name: "+ Add it below Straighten" }).click();
		await toBeAdded.waitFor({ state: "detached" });
		// It is in the draft; reading again adds no second.
		await page.getByTestId("edited-Zebra stripes").waitFor();
		await page.getByText("1 stage in this draft").waitFor();
		expect(await page.getByLabel("A new stage goes").locator("option:checked").innerText()).toBe("below Straighten");
		expect(new URL(page.url()).searchParams.get("definition")).toBeNull();
		await page.reload();
		await page.getByText("1 stage in this draft").waitFor();
		await page.getByRole("button", { name: "Discard the draft" }).click();
		await page.getByRole("link", { name: "Edit task definitions" }).click();
		await page.getByRole("link", { name: /^Zebra stripes/ }).click();
		await page.getByRole("form", { name: "Definition Zebra stripes" }).getByRole("button", { name: "Copy it" }).click();
		await page
			.getByTestId("made")
			.getByText(/^This is a copy of “Zebra stripes”/)
			.waitFor();
	});

	it("looks who did that, when and why", async () => {
		await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Activity" }).click();
		await page.getByRole("button", { name: "Audit" }).click();
		const row = page.getByRole("row", { name: /Upgraded to version 2 of its definition/ });
		await row.waitFor();
		await page.getByLabel("Find").fill("Line fix");
		await row.waitFor({ state: "detached" });
		await page.getByRole("button", { name: /^changed .*task definition "Line fix"/ }).click();
		await page
			.getByRole("table", { name: "Before and after" })
			.getByText(/--plane/)
			.waitFor();
		await screenshot(page, "activity-audit");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("acknowledges an alarm", async () => {
		await whole.database.query(
			"insert into event (project_id, severity, kind, message) values ($1, 'warning', 'diskLow', 'The disk is nearly full.')",
			[Number(project.id)],
		);
		await page.getByLabel("Find").fill("");
		await page.getByRole("button", { name: /^Alarms/ }).click();
		const alarms = page.getByRole("list", { name: "Open alarms" });
		const alarm = alarms.getByRole("listitem").filter({ hasText: "The disk is nearly full." });
		await alarm.waitFor();
		// Seen from every page of the site, and gone with the alarm.
		const badge = page.getByRole("navigation", { name: "Places" }).getByTestId("open-alarms");
		await badge.waitFor();
		const open = Number.parseInt(await badge.innerText(), 10);
		expect(open).toBe(await alarms.getByRole("listitem").count());
		await screenshot(page, "activity-alarms");
		expect(await seriousViolations(page)).toEqual([]);
		await alarm.getByRole("button", { name: "Acknowledge" }).click();
		await alarm.waitFor({ state: "detached" });
		const left = async () => ((await badge.count()) === 0 ? 0 : Number.parseInt(await badge.innerText(), 10));
		await eventually(left).toBe(open - 1);
		await page.getByRole("button", { name: "Events" }).click();
		await page
			.getByText(/seen by/)
			.first()
			.waitFor();
	});

	it("has people told in a channel, tries that out, and sees what became of it", async () => {
		await page.getByRole("button", { name: "Notifications" }).click();
		await page.getByText("Nobody is told yet").waitFor();
		await page.getByRole("button", { name: "Add a rule" }).click();
		const form = page.getByRole("form", { name: "New notification rule" });
		await form.getByLabel("Name").fill("Night shift");
		await form.getByLabel("Address of the webhook").fill(webhook);
		await form.getByLabel("Quiet from").fill("25:00");
		await form.getByText("A time of day, such as 22:00").waitFor();
		await form.getByLabel("Quiet from").fill("");
		await form.getByRole("button", { name: "Add the rule" }).click();
		const rules = page.getByRole("list", { name: "Notification rules" });
		await rules.getByText("Night shift").waitFor();
		await rules.getByRole("button", { name: "Send a test" }).click();
		const deliveries = page.getByRole("table", { name: "Deliveries" });
		await deliveries
			.getByText(/^delivered/)
			.first()
			.waitFor();
		expect(posts[0]).toContain("Night shift");
		await whole.database.query(
			"insert into event (project_id, severity, kind, message) values ($1, 'error', 'stagePaused', 'Straighten paused itself.')",
			[Number(project.id)],
		);
		await eventually(() => posts.some((post) => post.includes("Straighten paused itself."))).toBe(true);
		await deliveries
			.getByText(/Straighten paused itself/)
			.first()
			.waitFor();
		await screenshot(page, "activity-notifications");
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});
});
