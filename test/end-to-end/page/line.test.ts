import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BuiltPageBrowser, startBuiltPageBrowser } from "./built-page-browser.ts";
import { FixtureServer } from "./fixture-server.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";

/** Bad days: a coordinator that is slow, wrong, restarting or gone. The page says so and needs no reload. */
describe.skipIf(chromiumPath === undefined)("the page and its line to the coordinator", () => {
	let built: BuiltPageBrowser;
	let server: FixtureServer;
	let opened: OpenedPage;

	beforeAll(async () => {
		built = await startBuiltPageBrowser();
	});
	afterAll(() => built?.stop());
	beforeEach(async () => {
		server = await FixtureServer.start({
			projects: [{ name: "Cortex", columns: 10, rows: 10, planes: 2, arrivedAtStart: 120 }],
			pageDirectory: built.directory,
		});
	});
	afterEach(async () => {
		await opened?.close();
		await server.close();
	});

	const lineWords = () => opened.page.getByTestId("line").first().textContent();
	const arrivedWords = () => opened.page.getByText(String(server.acquisition.arrived), { exact: true }).first();

	it("tells the age of the data while nothing happens", async () => {
		opened = await openPage(built.browser, server.url);
		await eventually(lineWords).toMatch(/live · \d\.\d s/);
		await eventually(lineWords).toMatch(/live · [1-5]\.\d s/);
	});

	it("counts how stale the data is while the coordinator is gone, and catches up by itself", async () => {
		opened = await openPage(built.browser, server.url);
		await eventually(lineWords).toMatch(/live/);
		server.isGone = true;
		server.dropLines();
		await eventually(lineWords).toMatch(/reconnecting · stale \d/);
		for (let round = 0; round < 5; round++) server.advance(2);
		server.isGone = false;
		await eventually(lineWords).toMatch(/live/);
		await arrivedWords().waitFor();
		expect(opened.problems).toEqual([]);
	});

	it("calls itself offline when the computer has no network, and goes on when it is back", async () => {
		opened = await openPage(built.browser, server.url);
		await eventually(lineWords).toMatch(/live/);
		// What was never read cannot become unknown.
		await opened.page.getByTestId("pace-arrival").waitFor();
		await opened.page.context().setOffline(true);
		server.dropLines();
		await eventually(lineWords).toMatch(/offline · stale/);
		// Nobody knows whether tiles arrive meanwhile: no alarm, and no promise either.
		await opened.page.getByTestId("pace-arrival").getByText("not known now").waitFor();
		server.advance(3);
		await opened.page.context().setOffline(false);
		await eventually(lineWords).toMatch(/live/);
		await arrivedWords().waitFor();
	});

	it("reads everything again when more has changed than could be named", async () => {
		opened = await openPage(built.browser, server.url);
		await opened.page.getByTestId("stage-Mosaic").waitFor();
		server.advanceUnnamed(20, 2);
		await arrivedWords().waitFor();
		await opened.page
			.getByText(`${server.acquisition.complete - 100} succeeded`)
			.first()
			.waitFor();
	});

	it("shows what could be read when one part fails, says what failed, and mends itself", async () => {
		server.failingOperations.add("ReadWorkers");
		opened = await openPage(built.browser, server.url);
		await opened.page.getByText("The workers could not be read").waitFor();
		await opened.page.getByTestId("stage-Mosaic").waitFor();
		server.failingOperations.clear();
		await opened.page.getByTestId("worker-scope-2").waitFor();
	});

	it("keeps showing the project when it cannot be read again, and marks it", async () => {
		opened = await openPage(built.browser, server.url);
		await opened.page.getByTestId("stage-Mosaic").waitFor();
		server.failingOperations.add("ReadProject");
		server.advanceUnnamed(1);
		await opened.page.getByText("Shown as it was").first().waitFor();
		await opened.page.getByTestId("stage-Mosaic").waitFor();
		server.failingOperations.clear();
		await opened.page.getByText("Shown as it was").first().waitFor({ state: "hidden", timeout: 30_000 });
	});

	it("shows at once that a slow answer is on its way, then the answer", async () => {
		server.delayMs = 1_500;
		opened = await openPage(built.browser, server.url);
		await opened.page.getByRole("status", { name: /Reading the project/ }).waitFor();
		await opened.page.getByTestId("stage-Mosaic").waitFor();
	});

	it("says so where plots and filmstrip belong when they cannot be read, and mends them by itself", async () => {
		server.failingPaths.add("metrics").add("tile-states").add("/tiles");
		opened = await openPage(built.browser, `${server.url}/projects/1?view=quality`);
		await opened.page.getByText("The metrics could not be read").waitFor();
		await opened.page.getByText("The filmstrip could not be read").waitFor();
		await opened.page.getByTestId("tile-map").waitFor();
		server.failingPaths.clear();
		await opened.page.getByTestId("metric-plot").waitFor();
		await opened.page.getByTestId("filmstrip").waitFor();
		expect(opened.problems).toEqual([]);
	});

	it("says that nothing waits for a person, and that it cannot say how things go, each in its place", async () => {
		server.failingOperations.add("ReadPace");
		opened = await openPage(built.browser, `${server.url}/projects/1?view=review`);
		await opened.page.getByText("Nothing waits for you").waitFor();
		await opened.page.getByText(/Whether it keeps up cannot be said now/).waitFor();
		server.failingOperations.clear();
		await opened.page.getByTestId("pace-arrival").getByText("on time").waitFor();
	});

	it("says when nobody coordinates although somebody answers", async () => {
		server.state.isCoordinatorActive = false;
		opened = await openPage(built.browser, server.url);
		await opened.page.getByText("no coordinator").waitFor();
	});

	it("says that a project does not exist, with a way out", async () => {
		opened = await openPage(built.browser, `${server.url}/projects/77`);
		await opened.page.getByText("There is no such project").waitFor();
		await opened.page.getByRole("link", { name: "To the projects" }).click();
		await opened.page.getByRole("heading", { name: "Projects" }).waitFor();
	});
});
