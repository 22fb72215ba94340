import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * A project whose acquisition has ended, with 80 tiles done by one stage. Somebody adds another stage of the same program,
 * wants to know when that will be done, and changes what the first one makes.
 */

const lattice = { columns: 10, rows: 8, planes: 1, tile: { width: 64, height: 64 } };
const slots = 2;
const tiles = 80;
const longName = "Deconvolution with the measured point spread function of objective 2";

interface Processing {
	readonly secondsLeft: number | null;
	readonly isEstimate: boolean;
	readonly isMeasuring: boolean;
}

describe.skipIf(chromiumPath === undefined)("somebody who wants to know when it is done", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let definitionId: string;
	/** Once this file is there the programs take no time. */
	let hurry: string;
	let opened: OpenedPage;
	let page: Page;

	const counts = async (stage: string) => (await stageCounts(whole.system, project.id))[stage] ?? {};
	const strip = () => page.getByTestId("pace-processing");

	/** What is said of the end once the stage is known to have something to do; null before. */
	async function processing(stage: string): Promise<Processing | null> {
		const answer = await whole.system.graphql<{
			project: { pace: { processing: Processing; stages: { name: string; backlog: number }[] } };
		}>(
			"query ($id: ID!) { project(id: $id) { pace { processing { secondsLeft isEstimate isMeasuring } stages { name backlog } } } }",
			{ id: project.id },
		);
		const { pace } = answer.project;
		return pace.stages.some(({ name, backlog }) => name === stage && backlog > 0) ? pace.processing : null;
	}

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: slots });
		whole = browsed.whole;
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		mkdirSync(acquisition);
		const script = join(directory, "deconvolve.sh");
		hurry = join(directory, "hurry");
		writeFileSync(
			script,
			`#!/bin/sh\n[ -e "${hurry}" ] || sleep 1\necho "$4" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"\n`,
		);
		chmodSync(script, 0o755);
		project = await makeProject(system, { name: "Cortex 12", rootPath: acquisition });
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}`);
		page = opened.page;
		definitionId = await makeDefinition(system, "deconvolve", { program: { kind: "script", path: script } });
	}, 240_000);

	afterAll(() => browsed?.stop());

	it("sees that the source is looked at and what it still waits for, and no warning once the list is there", async () => {
		const source = page.getByTestId("pace-sources");
		await source.getByText("looks every 2 s").waitFor();
		const warning = page.getByRole("listitem").filter({ hasText: "There is no pipeline-input.json" });
		await warning.getByRole("img", { name: "warning", exact: true }).waitFor();
		await simulateAcquisition({
			folder: join(whole.directory, "acquisition"),
			lattice,
			pacing: { secondsPerTile: 0.01 },
		});
		await page.getByText("is in order again").waitFor();
		await warning.getByRole("img", { name: "warning, over" }).waitFor();
		await warning.getByText("over since").waitFor();
		expect(await page.getByText("something is wrong with it").count()).toBe(0);
		const open = await whole.system.graphql<{ events: { totalCount: number | null; edges: unknown[] } }>(
			'query ($id: ID!) { events(projectId: $id, first: 10, filter: { isOpen: true, kinds: ["sourceProblem"] }) { edges { node { id } } } }',
			{ id: project.id },
		);
		expect(open.events.edges).toEqual([]);
	}, 60_000);

	it("reads the whole name of a stage, also where it holds the others up", async () => {
		await makeStage(whole.system, project, { name: longName, definitionId });
		await strip()
			.getByRole("button", { name: `bottleneck: all 2 work units are busy, mostly with "${longName}"` })
			.waitFor();
		const node = page.getByTestId(`stage-${longName}`);
		await node.getByText("bottleneck").waitFor();
		await page.getByRole("group", { name: `Stage ${longName}, the bottleneck` }).waitFor();
		const isCut = (locator: ReturnType<Page["getByText"]>) =>
			locator.evaluate((element) => element.scrollWidth > element.clientWidth + 1);
		expect(await isCut(strip().getByRole("button", { name: /^bottleneck/ }))).toBe(false);
		await screenshot(page, "pace-bottleneck");
		expect(await seriousViolations(page)).toEqual([]);
	}, 60_000);

	it("finds the same rate in the strip, the graph and the stage's facts, with what it is over", async () => {
		await page.getByTestId(`stage-${longName}`).click();
		const facts = page.getByTestId("stage-pace");
		await facts.getByText(/over \d.* in which it could work/).waitFor();
		// All three are of one answer; it may be renewed between two looks.
		await eventually(async () => {
			const [inFacts, inNode, inStrip] = await page.evaluate((name) => {
				const rateIn = (text: string | null | undefined) => /[\d.]+\/min/.exec(text ?? "")?.[0] ?? "";
				const bottleneck = document.querySelector('[data-testid="pace-processing"] button')?.getAttribute("title");
				return [
					rateIn(document.querySelector('[data-testid="stage-pace"]')?.textContent),
					rateIn(document.querySelector(`[data-testid="stage-${name}"] [data-testid="stage-rate"]`)?.textContent),
					rateIn(bottleneck),
				];
			}, longName);
			return inFacts !== "" && inFacts === inNode && inFacts === inStrip;
		}).toBe(true);
		await whole.system.until(
			"the first stage is done",
			async () => (await counts(longName)).succeeded === tiles,
			120_000,
		);
	}, 150_000);

	it("is told when a stage that was just added will be done, and that this is an estimate", async () => {
		const addedAt = performance.now();
		await makeStage(whole.system, project, { name: "Segment", definitionId });
		let first: Processing | null = null;
		await whole.system.until("the end is estimated", async () => {
			first = await processing("Segment");
			return typeof first?.secondsLeft === "number";
		});
		const saidAfter = (performance.now() - addedAt) / 1000;
		const said = first as Processing | null;
		expect(said?.isEstimate).toBe(true);
		await strip()
			.getByText(/all done about/)
			.waitFor();
		await screenshot(page, "pace-estimate");
		// A quarter of the way tells how long all of it takes.
		const done = async () => (await counts("Segment")).succeeded ?? 0;
		const countedAt = performance.now();
		const before = await done();
		await whole.system.until("a quarter is done", async () => (await done()) >= before + tiles / 4, 120_000);
		const secondsPerTask = (performance.now() - countedAt) / 1000 / ((await done()) - before);
		const takesSeconds = secondsPerTask * tiles;
		await seesThatNobodyWorks();
		writeFileSync(hurry, "");
		await whole.system.until("it is done", async () => (await done()) === tiles, 120_000);
		const saidSeconds = said?.secondsLeft ?? Number.NaN;
		console.info(
			`${saidAfter.toFixed(1)} s after a stage of ${tiles} tasks was added: ${saidSeconds} s left; it takes ${takesSeconds.toFixed(1)} s`,
		);
		// Whatever else the machine does: before, it was the age of the project in five minutes that decided.
		expect(saidSeconds).toBeLessThan(5 * takesSeconds + 5);
		expect(saidSeconds).toBeGreaterThan(takesSeconds / 5 - 5);
	}, 150_000);

	/** Somebody pauses the only worker, and lets it go on. */
	async function seesThatNobodyWorks(): Promise<void> {
		const answer = await whole.system.graphql<{ workers: { id: string; name: string }[] }>(
			"{ workers { id name } }",
			{},
		);
		const [worker] = answer.workers;
		const setPaused = (isPaused: boolean) =>
			whole.system.graphql("mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { worker { id } } }", {
				input: { id: worker?.id, isPaused, reason: isPaused ? "lunch" : null },
			});
		await setPaused(true);
		await strip().getByText(`nothing runs, as worker "${worker?.name}" is paused: lunch`).waitFor();
		expect(
			await strip()
				.getByText(/done about/)
				.count(),
		).toBe(0);
		await screenshot(page, "pace-nobody");
		await setPaused(false);
		await strip()
			.getByText(/all done about/)
			.waitFor();
	}

	it("sees at once how many results are stale when what a stage runs is changed", async () => {
		await whole.system.graphql(
			"mutation ($input: SetPausedInput!) { setProjectPaused(input: $input) { project { id } } }",
			{ input: { id: project.id, isPaused: true } },
		);
		await whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
			input: {
				projectId: project.id,
				edits: [{ changeStage: { stage: { name: "Segment" }, parameters: { iterations: 40 } } }],
			},
		});
		const node = page.getByTestId("stage-Segment");
		await node.getByText(`${tiles} stale`).waitFor();
		await node.click();
		await page
			.getByTestId("stage-made-by")
			.getByText(new RegExp(`^${tiles} stale`))
			.waitFor();
		await strip().getByText(`${tiles} stale`).waitFor();
		await screenshot(page, "pace-stale");
		await page.setViewportSize({ width: 390, height: 844 });
		await page.getByRole("list").getByText(`${tiles} stale`).waitFor();
		await screenshot(page, "pace-phone");
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.problems).toEqual([]);
	}, 60_000);
});
