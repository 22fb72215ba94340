import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
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
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * Somebody changes the graph of an acquisition that is there: 40 tiles in two planes of 5 x 4, written by a simulated
 * microscope and worked on by a real worker.
 */

const lattice = { columns: 5, rows: 4, planes: 2, tile: { width: 96, height: 96 } };

// Programs really run here, on a machine that may be busy with other tests.
describe.skipIf(chromiumPath === undefined)("somebody who changes the graph", { timeout: 180_000 }, () => {
	let browsed: BrowsedSystem;
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
	/** One that is quite straight has no height, and counts as hidden. */
	const line = (child: string, parent: string) => page.getByLabel(`${child} takes its inputs from ${parent}`);
	/** Once the graph stands still: it is fitted into its place again when it gets another shape. */
	const middleOfLine = async (parent: string, child: string) => {
		const boxes = async () => [await node(parent).boundingBox(), await node(child).boundingBox()] as const;
		let before = "";
		const isStill = async () => {
			const last = before;
			before = JSON.stringify(await boxes());
			return before === last;
		};
		await eventually(isStill).toBe(true);
		const [from, to] = await boxes();
		if (from === null || to === null) throw new Error(`${parent} and ${child} are not in sight`);
		return { x: (from.x + from.width + to.x) / 2, y: (from.y + from.height / 2 + to.y + to.height / 2) / 2 };
	};
	const succeeded = async (stage: string) => (await stageCounts(whole.system, project.id))[stage]?.succeeded ?? 0;
	const done = (stage: string, count: number) =>
		whole.system.until(`${stage} has run ${count} times`, async () => (await succeeded(stage)) === count, 150_000);
	const panel = (name: RegExp) =>
		page.getByRole("group", { name: "What to look at" }).getByRole("button", { name }).click();
	const reviewAndApply = async (why: string) => {
		await page.getByRole("button", { name: "Review and apply" }).click();
		await page.getByLabel("Why (for the history)").fill(why);
		await page.getByRole("button", { name: "Apply as one version" }).click();
		await applied().waitFor();
	};
	const applied = () => summary().getByText(/^Version \d+ is applied: /);
	/** What the changes say of one stage, below its name. */
	const changesOf = (name: string) =>
		page
			.getByRole("list", { name: "What changes" })
			.getByRole("listitem")
			.filter({ has: page.getByRole("heading", { name, exact: true }) });
	const editByAnother = (edits: readonly object[], message: string) =>
		whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
			input: { projectId: project.id, message, edits },
		});
	const onlyWords = async () =>
		expect(await page.locator("body").innerText()).not.toMatch(/[A-Z]{3,}_[A-Z]{3,}|✖|Too (big|small)/);

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: 3 });
		whole = browsed.whole;
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
		await makeDefinition(system, "deconvolve", {
			program: { kind: "script", path: "/bin/cp" },
			standardArguments: false,
			arguments: [`\${input_file}`, `\${parameters.iterations}`, `\${sigma}`, `\${adjacent_tile_name}`],
			parameterSchema: { type: "object", properties: { iterations: { type: "number" }, sigma: { type: "number" } } },
		});
		await simulateAcquisition({ folder: acquisition, lattice, pacing: { secondsPerTile: 0.02 } });
		await system.until("every tile is measured", async () => (await succeeded("Quality")) === 40, 120_000);
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}`);
		page = opened.page;
	}, 300_000);

	afterAll(() => browsed?.stop());

	it("is told where a new stage goes before it goes there: below what is selected, or between two", async () => {
		await page.getByRole("button", { name: "Graph", exact: true }).click();
		await node("Quality").waitFor();
		const preview = definition(/^preview/);
		await preview.getByText("+ below Acquisition").waitFor();
		await node("Quality").click();
		await preview.getByText("+ below Quality").waitFor();
		await page.getByLabel("A new stage goes").selectOption("between Acquisition and Quality");
		await preview.getByText("+ between Acquisition and Quality").waitFor();
		await screenshot(page, "graph-editor-place");
		await preview.click();
		const between = form()
			.getByRole("group", { name: "Put it in between" })
			.getByLabel("between Acquisition and Quality");
		await eventually(() => between.isChecked()).toBe(true);
		await line("Quality", "preview").waitFor({ state: "attached" });
		await line("Quality", "Acquisition").waitFor({ state: "detached" });
		// Nobody has chosen the new one as the place for the next.
		await preview.getByText("+ below Acquisition").waitFor();
		await form().getByText("Quality takes its inputs from preview.").waitFor();
		await between.uncheck();
		await line("Quality", "Acquisition").waitFor({ state: "attached" });
		await page.getByRole("button", { name: "Discard the draft" }).click();
		await node("preview").waitFor({ state: "detached" });
		// The same with the pointer: dropped on the line between the two.
		const middle = await middleOfLine("Acquisition", "Quality");
		await definition(/^shift/).hover();
		await page.mouse.down();
		await page.mouse.move(middle.x, middle.y, { steps: 8 });
		await page.mouse.up();
		await line("Quality", "shift").waitFor({ state: "attached" });
		await page.getByRole("button", { name: "Discard the draft" }).click();
		await page.getByRole("button", { name: "Step back" }).click();
		await node("shift").waitFor();
		await page.getByRole("button", { name: "Discard the draft" }).click();
		await node("shift").waitFor({ state: "detached" });
	});

	it("has the stage that is chosen in sight on a narrow screen, in words that can be read, and all of them when asked", async () => {
		await page.setViewportSize({ width: 820, height: 600 });
		const canvas = page.getByTestId("editor-canvas");
		await canvas.getByText(/^\d out of sight$/).waitFor();
		const seen = async (name: string) => {
			const [card, room] = [await node(name).boundingBox(), await canvas.boundingBox()];
			if (card === null || room === null) return "nothing";
			const isWhole = card.x >= room.x - 3 && card.x + card.width <= room.x + room.width + 3;
			const zoom = await node(name).evaluate((element: HTMLElement, { width }) => width / element.offsetWidth, card);
			return isWhole && zoom > 0.91 ? "all of it" : JSON.stringify({ card, room, zoom });
		};
		for (const name of ["Quality", "Acquisition"]) {
			await page.getByLabel(`Stage ${name}`, { exact: true }).press("Enter");
			await eventually(() => seen(name)).toBe("all of it");
		}
		await canvas.getByRole("button", { name: "Show the whole graph" }).click();
		await canvas.getByText(/out of sight$/).waitFor({ state: "detached" });
		await page.setViewportSize({ width: 1440, height: 900 });
	});

	it("drags a preview onto the acquisition, and sees what that would do before it is done", async () => {
		await definition(/^preview/).dragTo(node("Acquisition"));
		await node("preview").waitFor();
		await form().getByLabel("Name", { exact: true }).fill("Preview");
		await form().getByLabel("size").fill("64");
		await explanation().getByText("40 tasks; all 40 have their inputs").waitFor();
		expect(await succeeded("Preview")).toBe(0);
		await page.getByRole("button", { name: "Review and apply" }).click();
		await figures().getByText("40 tasks to add").waitFor();
		await figures().getByText(/free/).waitFor();
		await changesOf("Preview").getByText("runs preview on each tile, takes its inputs from “Acquisition”").waitFor();
		await changesOf("Preview").getByText("parameter size 256 (as the definition has it) → 64").waitFor();
		// Nothing there is changed: nothing is asked about its results.
		expect(await page.getByLabel("Run again at once").count()).toBe(0);
		expect(await page.getByLabel("Stop what runs in changed stages").count()).toBe(0);
		await screenshot(page, "graph-editor");
		expect(await seriousViolations(page)).toEqual([]);
		await reviewAndApply("small pictures for the review");
		await done("Preview", 40);
	});

	it("adds pairs of neighbours by keyboard, and is told how many there are and which tiles have none", async () => {
		await node("Acquisition").click();
		await definition(/^shift/).focus();
		await page.keyboard.press("Enter");
		await form().getByLabel("Works on").selectOption("neighbours");
		await explanation()
			.getByText(
				"pairs of neighbours (x+1): 32 pairs; 8 tiles have no neighbour at x+1 (yet); all 32 have their inputs",
			)
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
	});

	it("is told below the graph why it cannot be applied, how much more there is, and is led there", async () => {
		await form().getByLabel("maximumOverlap").fill("3");
		await summary().getByText("cannot be applied yet: maximumOverlap of “shift” can be at most 1.").waitFor();
		await form().getByLabel("Name", { exact: true }).fill("Preview");
		await summary()
			.getByText("There is a stage “Preview” already: each needs a name of its own. And 1 more.")
			.waitFor();
		await page.getByRole("button", { name: "Review and apply" }).click();
		const reasons = page.getByTestId("changes").getByRole("alert").getByRole("listitem");
		expect(await reasons.count()).toBe(2);
		await screenshot(page, "graph-editor-problems");
		await onlyWords();
		expect(await seriousViolations(page)).toEqual([]);
		const isHeld = (label: string) =>
			form()
				.getByLabel(label, { exact: true })
				.evaluate((field) => field === document.activeElement);
		await summary().getByRole("button", { name: "Show me where" }).click();
		await eventually(() => isHeld("Name")).toBe(true);
		await page.keyboard.press("Control+a");
		await page.keyboard.type("shift");
		await node("Quality").click();
		await summary().getByRole("button", { name: "Show me where" }).click();
		await eventually(() => isHeld("maximumOverlap")).toBe(true);
		await form().getByLabel("maximumOverlap").fill("0.3");
		await explanation()
			.getByText(/32 pairs/)
			.waitFor();
		await screenshot(page, "graph-editor-pairs");
	});

	it("is told when somebody else changed the graph meanwhile, and carries the draft over", async () => {
		await editByAnother([{ changeStage: { stage: { name: "Quality" }, priority: 5 } }], "looked too slow");
		const conflict = page.getByTestId("conflict");
		await conflict.getByText("Somebody else changed the graph meanwhile.").waitFor();
		await conflict.getByText(/looked too slow/).waitFor();
		await summary()
			.getByText(/cannot be applied yet: somebody else changed the graph meanwhile/)
			.waitFor();
		await summary().getByRole("button", { name: "Show me where" }).click();
		await eventually(() =>
			conflict
				.getByRole("button", { name: /Carry my changes over/ })
				.evaluate((button) => button === document.activeElement),
		).toBe(true);
		await onlyWords();
		await screenshot(page, "graph-editor-conflict");
		expect(await seriousViolations(page)).toEqual([]);
		await conflict.getByRole("button", { name: /Carry my changes over/ }).click();
		await conflict.waitFor({ state: "detached" });
		await reviewAndApply("pairs for the mosaic");
		await done("shift", 32);
	});

	it("is told of a parameter that would never reach the program", async () => {
		await definition(/^deconvolve/).click();
		await form()
			.getByTestId("unknown-names")
			.getByText(`name \${parameters.iterations}, which is no parameter of it`)
			.waitFor();
		await form().getByRole("button", { name: "do not add it" }).click();
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
		await page.getByRole("button", { name: "Review and apply" }).click();
		await changesOf("Quality").getByText("gate: focus < 0.0: flagged").waitFor();
		await changesOf("Quality").getByText("makes no result stale").waitFor();
		await reviewAndApply("");
	});

	it("takes back what was just applied in the place where that is said, and that again", async () => {
		const rules = async () => {
			const { project: read } = await whole.system.graphql<{
				project: { stages: { name: string; operations: { gate: { rules: unknown[] } | null } | null }[] };
			}>("query ($id: ID!) { project(id: $id) { stages { name operations } } }", { id: project.id });
			return read.stages.find(({ name }) => name === "Quality")?.operations?.gate?.rules.length ?? 0;
		};
		await summary().getByText('changed operations of "Quality": added a gate rule focus < 0.0 → flag').waitFor();
		for (const left of [0, 1]) {
			const what = left === 0 ? "removed the gate rule" : "added a gate rule";
			const before = (await applied().textContent()) ?? "";
			await summary()
				.getByRole("button", { name: /^Undo version \d+$/ })
				.click();
			await page
				.getByTestId("restore")
				.getByText(`What changes: changed operations of "Quality": ${what} focus < 0.0 → flag`)
				.waitFor();
			await page.getByTestId("restore").getByText("no task changes").waitFor();
			if (left === 0) await screenshot(page, "graph-editor-applied");
			await page.getByRole("button", { name: "Undo it" }).click();
			await eventually(() => applied().textContent()).not.toBe(before);
			expect(await rules()).toBe(left);
		}
	});

	it("reads which stages would wait for each other once another's edit is carried over", async () => {
		await node("Quality").click();
		await form().getByRole("group", { name: "Takes its inputs from" }).getByLabel("Preview", { exact: true }).check();
		await editByAnother([{ changeStage: { stage: { name: "Preview" }, parents: [{ name: "Quality" }] } }], "");
		await page.getByRole("button", { name: /Carry my changes over/ }).click();
		await summary()
			.getByText(/Stages would wait for each other: “Quality” takes its inputs from “Preview”, that from “Quality”\./)
			.waitFor();
		await onlyWords();
		await panel(/^Changes/);
		await summary().getByRole("button", { name: "Show me where" }).click();
		await form().getByRole("group", { name: "Takes its inputs from" }).getByLabel("Preview", { exact: true }).click();
		await eventually(() =>
			summary()
				.getByRole("button", { name: /^Undo version/ })
				.count(),
		).toBe(1);
		await summary()
			.getByRole("button", { name: /^Undo version/ })
			.click();
		await page.getByRole("button", { name: "Undo it" }).click();
		await applied().waitFor();
	});

	it("tries a change on three tiles, compares, and promotes it", async () => {
		await node("Preview").click();
		await form().getByLabel("size").fill("32");
		await explanation().waitFor();
		await form()
			.getByText(/40 results become stale/)
			.waitFor();
		// Offered in the stage's form, beside what applies the draft, and below the graph.
		await form().getByLabel("Try on a few tiles first").waitFor();
		await page.getByRole("button", { name: "Try on a few tiles first" }).click();
		const changes = page.getByTestId("changes");
		expect(await changes.getByLabel("Try on a few tiles first").isChecked()).toBe(true);
		await changes.getByLabel("Which tiles").selectOption("chosen");
		await changes.getByLabel("Positions").fill("0,0,0 1,0,0 99,0,0");
		await changes.getByText("There is no tile at 99,0,0.").waitFor();
		await changes.getByLabel("Positions").fill("0,0,0 1,0,0 2,0,0");
		await changes.getByText("3 tiles chosen.").waitFor();
		await figures().getByText("3 tasks to add").waitFor();
		await summary()
			.getByText(/1 stage in this draft, as a trial · 3 tasks to add/)
			.waitFor();
		await changesOf("Preview")
			.getByText(/^promoting it later makes the stage's results stale: up to 40 tasks to run again/)
			.waitFor();
		await changesOf("Preview").getByText("parameter size 64 → 32").waitFor();
		await changesOf("Preview").getByText("beside the stage as it is, on 3 chosen tiles").waitFor();
		await changesOf("Preview")
			.getByText(/^3 tasks run now; all others are set aside until it is promoted/)
			.waitFor();
		await screenshot(page, "graph-editor-trial-offer");
		await reviewAndApply("smaller pictures");
		await done("Preview (trial)", 3);
		await node("Preview (trial)").click();
		const trial = page.getByRole("region", { name: "Trial" });
		await trial.getByText("3 units finished in both; means").waitFor();
		await trial.getByRole("row", { name: /run time/ }).waitFor();
		await trial.getByText("37 set aside").waitFor();
		// Both pictures of each tile are in sight, and say which is which.
		for (const side of ["now", "trial"]) {
			await eventually(() => trial.getByRole("img", { name: new RegExp(`, ${side}$`) }).count()).toBe(3);
			const box = await trial
				.getByRole("img", { name: new RegExp(`, ${side}$`) })
				.first()
				.boundingBox();
			expect((box?.x ?? 2_000) + (box?.width ?? 0)).toBeLessThanOrEqual(1440);
		}
		await screenshot(page, "graph-editor-trial");
		await trial.getByRole("button", { name: "Promote" }).click();
		await figures().getByText("40 results become stale").waitFor();
		// Everything there is becomes stale: "everything" would be the same choice twice.
		expect(await page.getByLabel("Run again at once").locator("option").allTextContents()).toEqual([
			"nothing: results stay as they are",
			"what becomes stale",
		]);
		await page.getByLabel("Run again at once").selectOption("STALE");
		await figures().getByText("40 tasks run again").waitFor();
		await reviewAndApply("it looked good");
		expect(await applied().textContent()).toContain("; 40 tasks run again");
		await untilQuiet(whole.system, project.id);
		expect((await stageCounts(whole.system, project.id))["Preview (trial)"]).toBeUndefined();
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
		// As any other change: what becomes stale can run again at once.
		await history.getByLabel("Run again at once").selectOption("STALE");
		await history.getByText("40 tasks run again").waitFor();
		await screenshot(page, "graph-editor-undo");
		await history.getByRole("button", { name: "Undo", exact: true }).click();
		await applied().waitFor();
		expect(await applied().textContent()).toContain("; 40 tasks run again");
		await node("Preview (trial)").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});
});
