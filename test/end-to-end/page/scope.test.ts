import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";

/* Somebody narrows what is worked on after 24 tiles are done, sees first what it would do, and takes it back. */

const lattice = { columns: 4, rows: 3, planes: 2, tile: { width: 32, height: 32 } };

describe.skipIf(chromiumPath === undefined)("somebody who narrows the region", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let page: Page;

	const counts = async () => (await stageCounts(whole.system, project.id)).Check ?? {};
	const figures = () => page.getByTestId("scope-figures");
	const open = () => page.getByRole("button", { name: "Region", exact: true }).click();

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: 4 });
		whole = browsed.whole;
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		mkdirSync(acquisition);
		project = await makeProject(system, { name: "Cortex 14", rootPath: acquisition });
		await makeStage(system, project, {
			name: "Check",
			definitionId: await makeDefinition(system, "check", { program: { kind: "none" } }),
		});
		await simulateAcquisition({ folder: acquisition, lattice, pacing: { secondsPerTile: 0.02 } });
		await system.until("every tile was checked", async () => (await counts()).succeeded === 24, 120_000);
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}`);
		page = opened.page;
	}, 300_000);

	afterAll(() => browsed?.stop());

	it("sees how many tasks would go, and nothing goes by looking", async () => {
		await open();
		await page.getByLabel("Only in a region").check();
		await page.getByLabel("z to").fill("0");
		await figures().getByText("12 tasks retired").waitFor();
		expect(await seriousViolations(page)).toEqual([]);
		expect((await counts()).succeeded).toBe(24);
	});

	it("closes it with Escape, and what was typed is not applied", async () => {
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Apply" }).waitFor({ state: "detached" });
		await open();
		await page.getByText("Reading what is set …").waitFor({ state: "detached" });
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Apply" }).waitFor({ state: "detached" });
		expect((await counts()).succeeded).toBe(24);
		await open();
		await page.getByLabel("Only in a region").check();
		await page.getByLabel("z to").fill("0");
	});

	it("is told what cannot be, and cannot apply it", async () => {
		await page.getByLabel("z from").fill("3");
		await page.getByText("z begins after it ends.").waitFor();
		expect(await page.getByRole("button", { name: "Apply" }).isDisabled()).toBe(true);
		await page.getByLabel("z from").fill("");
	});

	it("applies it, and what was previewed happens", async () => {
		await figures().getByText("12 tasks retired").waitFor();
		await page.getByRole("button", { name: "Apply" }).click();
		await page.getByRole("button", { name: "Apply" }).waitFor({ state: "detached" });
		await eventually(async () => (await counts()).succeeded).toBe(12);
		expect((await counts()).excluded).toBe(12);
	});

	it("takes it back, and finds the results again", async () => {
		await open();
		await page.getByLabel("Only in a region").uncheck();
		await figures().getByText("12 tasks to add").waitFor();
		await page.getByRole("button", { name: "Apply" }).click();
		await eventually(async () => (await counts()).succeeded).toBe(24);
	});
});
