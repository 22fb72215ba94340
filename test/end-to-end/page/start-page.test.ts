import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriousViolations } from "./accessibility.ts";
import { type BuiltPageBrowser, startBuiltPageBrowser } from "./built-page-browser.ts";
import type { FixtureAcquisition } from "./fixture-acquisition.ts";
import { FixtureServer } from "./fixture-server.ts";
import { chromiumPath, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

const small = { columns: 4, rows: 4, planes: 1, arrivedAtStart: 9 };
/** Says something else of a project's pace than of the others'. */
function setPace(server: FixtureServer, name: string, pace: FixtureAcquisition["pace"]): void {
	const project = server.projects.find((candidate) => candidate.name === name);
	if (project === undefined) throw new Error(`there is no project ${name}`);
	project.acquisition.pace = pace;
}

const nothing = { columns: 0, rows: 0, planes: 0, arrivedAtStart: 0 };

describe.skipIf(chromiumPath === undefined)("the start page", () => {
	let built: BuiltPageBrowser;

	beforeAll(async () => {
		built = await startBuiltPageBrowser();
	});
	afterAll(() => built?.stop());

	it("lists several projects with their tiles, states and sources", async () => {
		const projects = [
			{ ...small, name: "Cortex" },
			{ ...nothing, name: "Cerebellum" },
		];
		const server = await FixtureServer.start({ projects, pageDirectory: built.directory });
		const { page, problems, elsewhere, close } = await openPage(built.browser, server.url);
		const row = page.getByRole("link", { name: /Cortex/ });
		await row.getByText("of 16 tiles").waitFor();
		await row.getByText("pipeline-input.json").waitFor();
		await row.getByTestId("verdict").getByText("keeps up", { exact: true }).waitFor();
		await row.getByText("processing keeps up with the tiles").waitFor();
		await row.getByText("on time").waitFor();
		// No symbol stands without its word.
		await row.getByText(/\d+ succeeded/).waitFor();
		await page
			.getByRole("link", { name: /Cerebellum/ })
			.getByText("no input yet")
			.waitFor();
		server.advance(3);
		await row.getByText("12", { exact: true }).waitFor();
		await row.click();
		await page.getByTestId("stage-Mosaic").waitFor();
		await close();
		await server.close();
		expect(problems).toEqual([]);
		expect(elsewhere).toEqual([]);
	});

	it("answers for each project whether all is well, and begins with the one that needs somebody", async () => {
		const projects = ["Cortex", "Cerebellum", "Hippocampus"].map((name) => ({ ...small, name }));
		const server = await FixtureServer.start({ projects, pageDirectory: built.directory });
		setPace(server, "Cerebellum", { processing: { failed: 9, inReview: 69 } });
		setPace(server, "Hippocampus", { arrival: { verdict: "OVERDUE", sentence: "the next tile is 4 min late" } });
		const { page, problems, close } = await openPage(built.browser, server.url);
		const rows = page.getByRole("main").getByRole("link");
		await page.getByTestId("overall").getByText("1 has an alarm, 1 waits for a person, 1 is under way").waitFor();
		expect(await rows.locator("strong").first().textContent()).toBe("Hippocampus");
		await rows.nth(0).getByText("tile overdue: the next tile is 4 min late").waitFor();
		await rows.nth(1).getByText("9 failed, 69 to review").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
		await screenshot(page, "start-page");
		// A change of verdict comes by itself, though no tile and no task has told of it.
		setPace(server, "Hippocampus", {});
		await page.getByTestId("overall").getByText("1 waits for a person, 2 are under way").waitFor();
		await close();
		await server.close();
		expect(problems).toEqual([]);
	});

	it("leads to all other places on a phone as well", async () => {
		const server = await FixtureServer.start({
			projects: [
				{ ...small, name: "Cortex" },
				{ ...nothing, name: "Cerebellum" },
			],
			pageDirectory: built.directory,
		});
		const { page, close } = await openPage(built.browser, server.url, { viewport: { width: 390, height: 844 } });
		const places = page.getByRole("navigation", { name: "Places" });
		const title = await page.getByRole("heading", { name: "Projects" }).boundingBox();
		for (const name of ["Projects", "Workers", "Definitions", "Activity"]) {
			const box = await places.getByRole("link", { name }).boundingBox();
			expect(box?.y, name).toBeGreaterThanOrEqual(0);
			expect((box?.y ?? 0) + (box?.height ?? 0), name).toBeLessThanOrEqual(title?.y ?? 0);
		}
		await close();
		await server.close();
	});

	it("says what to do when there is no project, and shows the first one when it comes", async () => {
		const server = await FixtureServer.start({ projects: [], pageDirectory: built.directory });
		const { page, close } = await openPage(built.browser, server.url);
		await page.getByText("There is no project yet").waitFor();
		await close();
		await server.close();
	});

	it("opens an empty project without a tile, stage or worker's help, and says what it waits for", async () => {
		const server = await FixtureServer.start({
			projects: [{ ...nothing, name: "New" }],
			pageDirectory: built.directory,
		});
		const { page, problems, close } = await openPage(built.browser, server.url);
		await page.getByText("No tile has arrived yet").waitFor();
		await page.getByText("The source waits for the microscope to write one").waitFor();
		await page.getByText("Nothing has to be done yet").waitFor();
		await close();
		await server.close();
		expect(problems).toEqual([]);
	});

	it("needs less than 400 kB of compressed script before anything is shown", () => {
		const html = readFileSync(join(built.directory, "index.html"), "utf8");
		const assets = readdirSync(join(built.directory, "assets"));
		const initial = assets.filter((name) => name.endsWith(".js") && html.includes(name));
		const bytes = initial.map((name) => gzipSync(readFileSync(join(built.directory, "assets", name))).length);
		expect(initial.length).toBeGreaterThan(0);
		expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
	});
});
