import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import {
	type MadeProject,
	makeDefinition,
	makeProject,
	makeStage,
	stageCounts,
	untilQuiet,
} from "../../support/graph-builder.ts";
import { startWholeSystem, type WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import {
	type BuiltPage,
	buildPage,
	chromiumPath,
	eventually,
	launchBrowser,
	type OpenedPage,
	openPage,
} from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * Somebody changes the graph of an acquisition that is there: 40 tiles in two planes of 5 x 4, written by a simulated
 * microscope and worked on by a real worker.
 */

const lattice = { columns: 5, rows: 4, planes: 2, tile: { width: 96, height: 96 } };

describe.skipIf(chromiumPath === undefined)("somebody who changes the graph", () => {
	let built: BuiltPage;
	let browser: Browser;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let page: Page;

	const form = () => page.getByTestId("stage-form");
	const explanation = () => page.getByTestId("unit-explanation");
	const figures = () => page.getByTestId("figures");
	const summary = () => page.getByTestId("draft-summary");
	const definition = (name: RegExp) =>
		page.getByRole("list", { name: "Task definitions" }).getByRole("button", { name });
	const node = (name: string) => page.getByTestId(`edited-${name}`);
	const succeeded = async (stage: string) => (await stageCounts(whole.system, project.id))[stage]?.succeeded ?? 0;
	const panel = (name: RegExp) =>
		page.getByRole("group", { name: "What to look at" }).getByRole("button", { name }).click();
	const reviewAndApply = async (why: string) => {
		await page.getByRole("button", { name: "Review and apply" }).click();
		await page.getByLabel("Why (for the history)").fill(why);
		await page.getByRole("button", { name: "Apply as one version" }).click();
		await summary()
			.getByText(/^Version \d+: /)
			.waitFor();
	};

	beforeAll(async () => {
		built = await buildPage();
		browser = await launchBrowser();
		whole = await startWholeSystem({ workUnits: 3, environment: { TILEWRIGHT_WEB_DIR: built.directory } });
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		mkdirSync(acquisition);
		project = await makeProject(system, { name: "Cortex 12", rootPath: acquisition });
		await makeStage(system, project, {
			name: "Quality",
			definitionId: await makeDefinition(system, "measure", {
				program: { kind: "builtIn", name: "quality" },
				standardArguments: false,
			}),
		});
		await simulateAcquisition({ folder: acquisition, lattice, pacing: { secondsPerTile: 0.02 } });
		await system.until("every tile is measured", async () => (await succeeded("Quality")) === 40, 120_000);
		opened = await openPage(browser, `${system.url}/projects/${project.id}`);
		page = opened.page;
	}, 300_000);

	afterAll(async () => {
		await opened?.close();
		await browser?.close();
		await whole?.stop();
		await built?.remove();
	});

	it("drags a preview onto the acquisition, and sees what that would do before it is done", async () => {
		await page.getByRole("button", { name: "Graph", exact: true }).click();
		await node("Quality").waitFor();
		await definition(/^preview/).dragTo(node("Acquisition"));
		await node("preview").waitFor();
		await form().getByLabel("Name", { exact: true }).fill("Preview");
		await form().getByLabel("size").fill("64");
		await explanation().getByText("40 tasks; all 40 can run at once").waitFor();
		expect(await succeeded("Preview")).toBe(0);
		await page.getByRole("button", { name: "Review and apply" }).click();
		await figures().getByText("40 tasks to add").waitFor();
		await figures().getByText(/free/).waitFor();
		await screenshot(page, "graph-editor");
		expect(await seriousViolations(page)).toEqual([]);
		await reviewAndApply("small pictures for the review");
		await eventually(() => succeeded("Preview")).toBe(40);
	});

	it("adds pairs of neighbours by keyboard, and is told how many there are and which tiles have none", async () => {
		await node("Acquisition").click();
		await definition(/^shift/).focus();
		await page.keyboard.press("Enter");
		await form().getByLabel("Works on").selectOption("neighbours");
		await explanation()
			.getByText("pairs of neighbours (x+1): 32 pairs; 8 tiles have no neighbour at x+1 (yet); all 32 can run at once")
			.waitFor();
		// A line drawn from one stage to the other is the same as the tick in the form; so is cutting it.
		const isParent = form().getByRole("group", { name: "Takes its inputs from" }).getByLabel("Quality");
		await node("Quality")
			.locator(".react-flow__handle-right")
			.dragTo(node("shift").locator(".react-flow__handle-left"));
		await eventually(() => isParent.isChecked()).toBe(true);
		await page.getByLabel("shift takes its inputs from Quality").focus();
		await page.keyboard.press("Enter");
		await page.keyboard.press("Delete");
		await eventually(() => isParent.isChecked()).toBe(false);
		await page.getByRole("button", { name: "Step back" }).click();
		await eventually(() => isParent.isChecked()).toBe(true);
		await form().getByLabel("maximumOverlap").fill("3");
		await page.getByRole("button", { name: "Review and apply" }).click();
		await page
			.getByTestId("changes")
			.getByRole("alert")
			.getByText(/maximumOverlap/)
			.waitFor();
		await panel(/^Stage$/);
		await form().getByLabel("maximumOverlap").fill("0.3");
		await explanation()
			.getByText(/32 pairs/)
			.waitFor();
		await screenshot(page, "graph-editor-pairs");
	});

	it("is told when somebody else changed the graph meanwhile, and carries the draft over", async () => {
		await whole.system.graphql(`mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }`, {
			input: {
				projectId: project.id,
				message: "looked too slow",
				edits: [{ changeStage: { stage: { name: "Quality" }, priority: 5 } }],
			},
		});
		const conflict = page.getByTestId("conflict");
		await conflict.getByText("Somebody else changed the graph meanwhile.").waitFor();
		await conflict.getByText(/looked too slow/).waitFor();
		await screenshot(page, "graph-editor-conflict");
		expect(await seriousViolations(page)).toEqual([]);
		await conflict.getByRole("button", { name: /Carry my changes over/ }).click();
		await conflict.waitFor({ state: "detached" });
		await reviewAndApply("pairs for the mosaic");
		await eventually(() => succeeded("shift")).toBe(32);
	});

	it("writes a gate, corrected while typing", async () => {
		await node("Quality").click();
		await form().getByText("Gate", { exact: true }).click();
		await form().getByRole("button", { name: "Add a rule" }).click();
		await form().getByLabel("Rule 1: when").fill("focus <");
		await form().getByRole("alert").waitFor();
		await form().getByLabel("Rule 1: when").fill("focus < 0.0");
		await form().getByRole("alert").waitFor({ state: "detached" });
		await form().getByLabel("then").selectOption("flag");
		await reviewAndApply("");
	});

	it("tries a change on three tiles, compares, and promotes it", async () => {
		await node("Preview").click();
		await form().getByLabel("size").fill("32");
		await explanation().waitFor();
		await form()
			.getByText(/40 results become stale/)
			.waitFor();
		await form().getByLabel("Try it on a few tiles first").check();
		await form().getByLabel("Which tiles").selectOption("chosen");
		await form().getByLabel("Positions").fill("0,0,0 1,0,0 99,0,0");
		await form().getByText("There is no tile at 99,0,0.").waitFor();
		await form().getByLabel("Positions").fill("0,0,0 1,0,0 2,0,0");
		await form().getByText("3 tiles chosen.").waitFor();
		await reviewAndApply("smaller pictures");
		await eventually(() => succeeded("Preview (canary)")).toBe(3);
		await node("Preview (canary)").click();
		const trial = page.getByRole("region", { name: "Tried out" });
		await trial.getByText("3 units finished in both; means").waitFor();
		await trial.getByRole("row", { name: /run time/ }).waitFor();
		await screenshot(page, "graph-editor-trial");
		await trial.getByRole("button", { name: "Promote" }).click();
		await page.getByRole("button", { name: "Review and apply" }).click();
		await figures().getByText("40 results become stale").waitFor();
		await page.getByLabel("Run again at once").selectOption("STALE");
		await figures().getByText("40 tasks run again").waitFor();
		await reviewAndApply("it looked good");
		await untilQuiet(whole.system, project.id);
		expect((await stageCounts(whole.system, project.id))["Preview (canary)"]).toBeUndefined();
	});

	it("undoes the last edit from the history, after seeing what that does", async () => {
		await panel(/^History$/);
		const history = page.getByRole("list", { name: "Versions of the graph" });
		await history.getByText("“it looked good”").waitFor();
		await screenshot(page, "graph-editor-history");
		await history.getByRole("button", { name: "undo it" }).click();
		await history
			.getByText(/results? become (stale|current)/)
			.first()
			.waitFor();
		await history.getByRole("button", { name: "Undo", exact: true }).click();
		await summary()
			.getByText(/^Version \d+: /)
			.waitFor();
		await node("Preview (canary)").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});
});
