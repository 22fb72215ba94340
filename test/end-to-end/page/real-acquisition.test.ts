import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, untilQuiet } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";

/*
 * No fixture: a real coordinator and worker process 25 real tiles while somebody watches the page. Nothing is
 * reloaded from the first tile to the last picture.
 */

const recording = resolve("../shared/data/mist-phase-5x5");
const isPossible = chromiumPath !== undefined && existsSync(recording);

describe.skipIf(!isPossible)("the page of a real acquisition", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;

	beforeAll(async () => {
		browsed = await startBrowsedSystem();
		whole = browsed.whole;
		const { system, directory } = whole;
		project = await makeProject(system, {
			name: "Phase contrast",
			rootPath: join(directory, "acquisition"),
			source: {
				kind: "DIRECTORY",
				settings: {
					pattern: "ImageName_t{t:int}_p{p:int}.tif",
					lattice: { index: "p", start: 1, rows: 5, order: "columns" },
					position: { from: "lattice", step: { x: 230, y: 172 } },
					settleSeconds: 1,
					pollSeconds: 0.5,
					finishedMarker: "acquisition-finished",
				},
			},
		});
		const definition = (name: string) =>
			makeDefinition(system, `page ${name}`, { program: { kind: "builtIn", name }, standardArguments: false });
		await makeStage(system, project, { name: "Preview", definitionId: await definition("preview") });
		await makeStage(system, project, {
			name: "Mosaic",
			definitionId: await definition("mosaic"),
			unitRule: { kind: "all", completion: { kind: "endOfAcquisition" } },
		});
		opened = await openPage(browsed.browser, system.url);
	}, 240_000);

	afterAll(() => browsed?.stop());

	it("begins empty and says what it waits for", async () => {
		await opened.page.getByText("No tile has arrived yet").waitFor();
		expect(new URL(opened.page.url()).pathname).toBe(`/projects/${project.id}`);
	});

	it("shows every tile arrive, be worked on and be done, without a reload", async () => {
		const { page } = opened;
		// Lost if the page were loaded anew.
		await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
		await simulateAcquisition({
			folder: join(whole.directory, "acquisition"),
			replay: { folder: recording, endings: [".tif"] },
			output: { format: "directory" },
			pacing: { secondsPerTile: 0.2 },
		});
		await untilQuiet(whole.system, project.id);
		const preview = page.getByTestId("stage-Preview");
		await preview.getByText("25", { exact: true }).waitFor();
		await page.getByTestId("tile-map").waitFor();
		await page.getByText("25 succeeded").first().waitFor();
		await page.getByText("acquisition finished").waitFor();
		expect(await page.evaluate(() => Reflect.get(globalThis, "isSamePage"))).toBe(true);
	});

	it("leads from a tile on the map to its log and its picture", async () => {
		const { page } = opened;
		await page.getByTestId("stage-Preview").click();
		await page.getByTestId("tile-map").focus();
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: /ImageName_t01_p01/ }).waitFor();
		await page
			.getByText(/^succeeded/)
			.first()
			.waitFor();
		await page.getByRole("log").waitFor();
		const width = () =>
			page.getByAltText("Preview of Preview").evaluate((image: HTMLImageElement) => image.naturalWidth);
		await eventually(width).toBeGreaterThan(0);
	});

	it("shows the mosaic of everything", async () => {
		const { page } = opened;
		await page.getByLabel("Stage Mosaic").press("Enter");
		await page
			.getByRole("list", { name: "Groups" })
			.getByRole("button", { name: /everything/ })
			.click();
		const width = () =>
			page.getByAltText("Preview of Mosaic").evaluate((image: HTMLImageElement) => image.naturalWidth);
		await eventually(width).toBeGreaterThan(0);
		await page.getByRole("link", { name: /\.ome\.zarr/ }).waitFor();
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});
});
