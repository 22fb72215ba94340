import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BuiltPageBrowser, startBuiltPageBrowser } from "./built-page-browser.ts";
import { codes } from "./fixture-acquisition.ts";
import { FixtureServer } from "./fixture-server.ts";
import { chromiumPath, eventually, mapColour, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/** How much of a stage's card can be seen. */
async function partInSight(page: Page, stage: string): Promise<string> {
	const card = await page.getByTestId(`stage-${stage}`).boundingBox();
	const room = await page.locator(".react-flow").boundingBox();
	if (card === null || room === null) return "none";
	const isIn = (start: number, length: number, from: number, space: number) =>
		start >= from - 3 && start + length <= from + space + 3;
	return isIn(card.x, card.width, room.x, room.width) && isIn(card.y, card.height, room.y, room.height)
		? "all"
		: `${JSON.stringify(card)} in ${JSON.stringify(room)}`;
}

/** A project's page with 1,000 tiles and six stages, as somebody sees it who sits before it. */
const plane = { columns: 20, rows: 10 };
const green = "0,143,104";
const orange = "224,97,15";

describe.skipIf(chromiumPath === undefined)("the page of a project", () => {
	let built: BuiltPageBrowser;
	let server: FixtureServer;
	let opened: OpenedPage;

	beforeAll(async () => {
		built = await startBuiltPageBrowser();
	});
	afterAll(() => built?.stop());
	beforeEach(async () => {
		server = await FixtureServer.start({
			projects: [{ name: "Cortex", ...plane, planes: 5, arrivedAtStart: 620 }],
			pageDirectory: built.directory,
		});
		opened = await openPage(built.browser, server.url);
		await opened.page.getByTestId("stage-Mosaic").waitFor();
	});
	afterEach(async () => {
		await opened.close();
		await server.close();
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});

	const addressOf = () => new URL(opened.page.url());

	it("is where one arrives when there is only one project, with the running and failed tasks in the title", async () => {
		expect(addressOf().pathname).toBe("/projects/1");
		expect(await opened.page.title()).toMatch(/^✕\d+ ▶8 Cortex · Tilewright$/);
	});

	it("counts along while tasks run, without a reload", async () => {
		const stage = opened.page.getByTestId("stage-Quality");
		const before =
			server.projects[0]?.acquisition.states.get(3)?.filter((state) => state === codes.succeeded).length ?? 0;
		await stage.getByText(String(before), { exact: true }).waitFor();
		for (let round = 0; round < 12; round++) server.advance(1);
		const after = server.acquisition.states.get(3)?.filter((state) => state === codes.succeeded).length ?? 0;
		expect(after).toBeGreaterThan(before);
		await stage.getByText(String(after), { exact: true }).waitFor();
		await opened.page.getByText(`${server.acquisition.arrived}`, { exact: true }).first().waitFor();
	});

	it("colours the map by the stage that is clicked, and goes back with the back button", async () => {
		const { page } = opened;
		await page.goto(`${server.url}/projects/1?z=0&painter=webgl2`);
		const failed = server.acquisition.states.get(3)?.indexOf(codes.failed) ?? -1;
		const { x, y, z } = server.acquisition.positionOf(failed);
		expect(z).toBe(0);
		await page.getByTestId("tile-map").waitFor();
		await eventually(() => mapColour(page, x, y, plane)).toBe(green);
		await page.getByTestId("stage-Quality").click();
		await eventually(() => mapColour(page, x, y, plane)).toBe(orange);
		expect(addressOf().searchParams.get("stage")).toBe("103");
		expect(addressOf().searchParams.get("z")).toBe("0");
		await page.goBack();
		await eventually(() => mapColour(page, x, y, plane)).toBe(green);
		expect(addressOf().searchParams.get("stage")).toBeNull();
	});

	it("says of a failed tile why, shows its attempt and log, and retries it after asking", async () => {
		const { page } = opened;
		await page.getByTestId("stage-Quality").click();
		await page
			.getByRole("button", { name: /failed: out of memory/ })
			.first()
			.click();
		await page.getByText("The program was ended by the system because memory ran out").waitFor();
		const log = page.getByRole("log");
		await log.getByText("MemoryError:").waitFor();
		expect(await log.textContent()).not.toContain("\u001b");
		await page.getByRole("button", { name: "Retry", exact: true }).click();
		const question = page.getByRole("dialog");
		await question.getByText(/starts clean as attempt 2/).waitFor();
		const task = Number(addressOf().searchParams.get("task"));
		await question.getByRole("button", { name: "Retry" }).click();
		await question.waitFor({ state: "hidden" });
		expect(server.acquisition.stateOf(3, task % 1_000_000_000)).toBe(codes.ready);
	});

	it("says so in the same place when a command fails, and leaves everything as it was", async () => {
		const { page } = opened;
		server.failingOperations.add("SetProjectPaused");
		await page.getByRole("button", { name: "Pause", exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
		await page
			.getByRole("alert")
			.getByText(/database is not reachable/)
			.waitFor();
		expect(server.acquisition.isPaused).toBe(false);
		server.failingOperations.clear();
		await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
		await page.getByText("paused", { exact: true }).waitFor();
		expect(server.acquisition.isPaused).toBe(true);
	});

	it("follows the log of a running task line by line until it ends", async () => {
		const { page } = opened;
		for (let round = 0; round < 3; round++) server.advance(0);
		await page.getByTestId("worker-scope-2").getByRole("button").first().click();
		await page.getByText("following").waitFor();
		const log = page.getByRole("log");
		const first = await log.textContent();
		await eventually(() => log.textContent()).not.toBe(first);
		for (let round = 0; round < 12; round++) server.advance(0);
		await log.getByText("2 files, 1.8 MB").waitFor();
		await eventually(() => page.getByText("following").count()).toBe(0);
	});

	it("can be used without a mouse: the map has a cursor, planes are stepped, a tile is opened", async () => {
		const { page } = opened;
		await page.getByTestId("tile-map").focus();
		const planeIsRead = page.waitForResponse(
			(response) => response.url().includes("task-states") && new URL(response.url()).searchParams.get("z") === "0",
		);
		for (const key of ["PageDown", "PageDown", "PageDown"]) await page.keyboard.press(key);
		await eventually(() => addressOf().searchParams.get("z")).toBe("0");
		await planeIsRead;
		// A plane can be walked once it is drawn.
		await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
		for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "Enter"]) await page.keyboard.press(key);
		// x 1, y 1 of plane 0: the second row runs backwards.
		const tile = server.acquisition.tileAt(1, 1, 0) ?? -1;
		await eventually(() => addressOf().searchParams.get("tile")).toBe(String(tile + 1));
		await page.getByRole("heading", { name: String(tile).padStart(5, "0") }).waitFor();
		await page.keyboard.press("Escape");
		await eventually(() => addressOf().searchParams.get("tile")).toBeNull();
	});

	it("shows the stage that is clicked although a tile is selected, leads to its editing, and back to the tile", async () => {
		const { page } = opened;
		await page.goto(`${server.url}/projects/1?tile=5`);
		await page.getByRole("heading", { name: "00004" }).waitFor();
		await page.getByTestId("stage-Quality").click();
		await page.getByRole("heading", { name: "Quality" }).waitFor();
		expect(addressOf().searchParams.get("tile")).toBe("5");
		await page.getByRole("button", { name: "Back to the tile" }).click();
		await page.getByRole("heading", { name: "00004" }).waitFor();
		await page.getByTestId("stage-Quality").click();
		await page.getByRole("button", { name: "Edit this stage" }).click();
		expect(addressOf().searchParams.get("view")).toBe("graph");
		expect(addressOf().searchParams.get("stage")).toBe("103");
	});

	it("takes every key that is typed right after /, and none of them does anything else", async () => {
		const { page } = opened;
		for (const _ of [1, 2, 3]) {
			await page.reload();
			await page.getByTestId("stage-Mosaic").waitFor();
			await page.keyboard.type("/00015");
			const field = page.getByRole("combobox", { name: "Name, path or position of a tile" });
			expect(await field.inputValue()).toBe("00015");
			expect(addressOf().searchParams.get("view")).toBeNull();
		}
	});

	it("lists what needs a person by stage, with its number and a few of it", async () => {
		const { page } = opened;
		const failed = server.acquisition.states.get(3)?.filter((state) => state === codes.failed).length ?? 0;
		expect(failed).toBeGreaterThan(3);
		const list = page.getByTestId("attention");
		await list.getByRole("button", { name: `Quality failed for ${failed} tiles` }).waitFor();
		expect(await list.getByRole("button", { name: /failed: out of memory/ }).count()).toBe(3);
		await list.getByText(`and ${failed - 3} more`).waitFor();
		await list.getByRole("button", { name: `Quality failed for ${failed} tiles` }).click();
		expect(addressOf().searchParams.get("view")).toBe("failures");
		expect(addressOf().searchParams.get("stage")).toBe("103");
	});

	it("writes the graph large enough to be read on a small screen, and nothing beyond the edge of its card", async () => {
		const { page } = opened;
		await page.setViewportSize({ width: 1280, height: 720 });
		const sizes = () =>
			page.evaluate(() => {
				const cards = [...document.querySelectorAll<HTMLElement>(".react-flow__node")];
				return cards.map((card) => {
					const box = card.getBoundingClientRect();
					const zoom = box.width / card.offsetWidth;
					const words = [...card.querySelectorAll<HTMLElement>("span")].filter((span) => span.innerText !== "");
					return {
						smallest: Math.min(...words.map((span) => Number.parseFloat(getComputedStyle(span).fontSize) * zoom)),
						beyond: words.filter((span) => span.getBoundingClientRect().right > box.right + 1).length,
					};
				});
			});
		await eventually(async () => (await sizes()).length).toBeGreaterThan(3);
		await eventually(async () => Math.min(...(await sizes()).map(({ smallest }) => smallest))).toBeGreaterThan(10.9);
		await eventually(async () => Math.max(...(await sizes()).map(({ beyond }) => beyond))).toBe(0);
		await screenshot(page, "overview-small");
	});

	it("has all of the graph in sight on a low screen, with cards that say less", async () => {
		const { page } = opened;
		const outOfSight = page.getByText(/\d+ out of sight/);
		await page.setViewportSize({ width: 1600, height: 600 });
		await eventually(() => page.getByTestId("stage-Quality").getByTestId("stage-rate").count()).toBe(1);
		await outOfSight.waitFor({ state: "detached" });
		for (const name of ["Acquisition", "Preview", "Quality", "Projection", "Shift", "Mosaic"]) {
			await eventually(() => partInSight(page, name)).toBe("all");
		}
	});

	it("brings the chosen stage into sight where the graph is larger than its panel, and all of it when asked", async () => {
		const { page } = opened;
		await page.setViewportSize({ width: 820, height: 800 });
		await page.getByText(/\d+ out of sight/).waitFor();
		await eventually(() => partInSight(page, "Mosaic")).not.toBe("all");
		await page.goto(`${server.url}/projects/1?stage=106`);
		await eventually(() => partInSight(page, "Mosaic")).toBe("all");
		await page.getByLabel("Stage Acquisition").press("Enter");
		await eventually(() => partInSight(page, "Acquisition")).toBe("all");
		await page.getByRole("button", { name: "Show the whole graph" }).click();
		for (const name of ["Acquisition", "Mosaic"]) await eventually(() => partInSight(page, name)).toBe("all");
		await page.getByText(/\d+ out of sight/).waitFor({ state: "detached" });
	});

	it("keeps some of the graph in sight however far it is scrolled or dragged, at any size", async () => {
		const { page } = opened;
		const inSight = () =>
			page.evaluate(() => {
				const room = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
				return [...document.querySelectorAll(".react-flow__node")]
					.map((card) => card.getBoundingClientRect())
					.filter(
						({ left, right, top, bottom }) =>
							right > room.left + 4 && left < room.right - 4 && bottom > room.top + 4 && top < room.bottom - 4,
					).length;
			});
		const atRest = () =>
			page.evaluate(async () => {
				const place = () => document.querySelector(".react-flow__viewport")?.getAttribute("style");
				for (let [before, same] = [place(), 0]; same < 20; ) {
					await new Promise(requestAnimationFrame);
					same = place() === before ? same + 1 : 0;
					before = place();
				}
			});
		for (const [width, height] of [
			[1280, 720],
			[820, 800],
		] as const) {
			await page.setViewportSize({ width, height });
			for (const larger of [0, 4]) {
				await atRest();
				for (let click = 0; click < larger; click++) {
					await page.getByRole("button", { name: "Show the graph larger" }).click();
					await atRest();
				}
				const room = await page.locator(".react-flow").boundingBox();
				if (room === null) throw new Error("there is no graph");
				for (const [x, y] of [
					[0, 4000],
					[4000, 0],
					[4000, -8000],
					[-8000, 0],
					[0, 8000],
				] as const) {
					await page.mouse.move(room.x + room.width / 2, room.y + room.height / 2);
					await page.mouse.wheel(x, y);
					await atRest();
					await eventually(inSight).toBeGreaterThan(0);
				}
				await page.mouse.move(room.x + room.width - 6, room.y + room.height - 6);
				await page.mouse.down();
				for (let step = 1; step < 8; step++) await page.mouse.move(room.x - step * 300, room.y - step * 300);
				await page.mouse.up();
				await atRest();
				await eventually(inSight).toBeGreaterThan(0);
			}
		}
	}, 120_000);

	it("has the map as a table, too", async () => {
		const { page } = opened;
		await page.getByRole("button", { name: "Table" }).click();
		await page.getByRole("cell", { name: "x 0, y 0", exact: true }).waitFor();
		expect(await page.getByRole("row").count()).toBeLessThan(60);
		await page.getByRole("row", { name: /^00600 x 0, y 0/ }).waitFor();
		await page.getByRole("button", { name: "Open the tile at x 0, y 0" }).click();
		await page.getByRole("heading", { name: "00600" }).waitFor();
	});

	it("shows groups with their states and opens one", async () => {
		const { page } = opened;
		await page.getByTestId("stage-Mosaic").click();
		await page.getByRole("list", { name: "Groups" }).getByRole("button", { name: /z 1/ }).click();
		await page.getByRole("heading", { name: "Mosaic · z 1" }).waitFor();
	});

	it("is readable on a phone: one column, nothing cut off at the side", async () => {
		const { page } = opened;
		await page.setViewportSize({ width: 390, height: 844 });
		await page
			.getByRole("button", { name: /Quality/ })
			.first()
			.waitFor();
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(width).toBeLessThanOrEqual(390);
	});
});
