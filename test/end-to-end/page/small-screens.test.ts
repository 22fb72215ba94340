import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seriousViolations } from "./accessibility.ts";
import { type BuiltPageBrowser, startBuiltPageBrowser } from "./built-page-browser.ts";
import { codes } from "./fixture-acquisition.ts";
import { FixtureServer } from "./fixture-server.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * What somebody has before them who works on a small laptop: everything of the overview in one screen, large enough to be
 * used, and in its place while the numbers change.
 */

const plane = { columns: 20, rows: 10 };
const stages = ["Acquisition", "Preview", "Quality", "Projection", "Shift", "Mosaic"];

interface Box {
	readonly name: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** The parts of the overview that must not lie over each other. */
function partsOf(page: Page): Promise<Box[]> {
	return page.evaluate(() => {
		const parts: Readonly<Record<string, string>> = {
			header: "header",
			strip: 'section[aria-label="Is the acquisition keeping up?"]',
			graph: 'section[aria-label="Stages"]',
			map: '[data-testid="tile-map"]',
			legend: '[data-testid="map-legend"]',
			filmstrip: '[aria-label="Filmstrip"]',
			attention: 'section[aria-label="Needs a person"]',
			source: 'section[aria-label="Source"]',
			workers: 'section[aria-label="Workers"]',
			events: 'section[aria-label="Events"]',
		};
		return Object.entries(parts).flatMap(([name, selector]) => {
			const box = [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect());
			const shown = box.find(({ width, height }) => width > 0 && height > 0);
			return shown === undefined
				? []
				: [{ name, left: shown.left, top: shown.top, right: shown.right, bottom: shown.bottom }];
		});
	});
}

function overlaps(boxes: readonly Box[]): string[] {
	return boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter(
				(other) =>
					one.left < other.right - 1 &&
					other.left < one.right - 1 &&
					one.top < other.bottom - 1 &&
					other.top < one.bottom - 1,
			)
			.map((other) => `${one.name} and ${other.name}`),
	);
}

const sizeOf = (boxes: readonly Box[], wanted: string) => {
	const box = boxes.find(({ name }) => name === wanted);
	return box === undefined ? [0, 0] : [Math.round(box.right - box.left), Math.round(box.bottom - box.top)];
};

describe.skipIf(chromiumPath === undefined)("the overview on a small screen", () => {
	let built: BuiltPageBrowser;
	let server: FixtureServer;
	let opened: OpenedPage;
	let page: Page;

	beforeAll(async () => {
		built = await startBuiltPageBrowser();
	});
	afterAll(() => built?.stop());
	beforeEach(async () => {
		server = await FixtureServer.start({
			projects: [{ name: "Cortex 0412, left hemisphere, second try", ...plane, planes: 5, arrivedAtStart: 620 }],
			pageDirectory: built.directory,
		});
		haveTroubleIn(server);
		opened = await openPage(built.browser, server.url, { viewport: { width: 1280, height: 720 } });
		page = opened.page;
		await page.getByTestId("stage-Mosaic").waitFor();
		await page.getByTestId("tile-map").waitFor();
	});
	afterEach(async () => {
		await opened.close();
		await server.close();
		expect(opened.problems).toEqual([]);
	});

	/** Held, rejected, ready, waiting and running ones beside those that failed. */
	function haveTroubleIn({ acquisition }: FixtureServer): void {
		const quality = acquisition.states.get(3);
		for (let unit = 0; unit < 160; unit++) {
			const state = unit < 47 ? codes.review : unit < 48 ? codes.rejected : unit < 121 ? codes.ready : codes.waiting;
			if (quality?.[unit] === codes.succeeded) quality[unit] = state;
		}
	}

	it.each([
		[1280, 720],
		[1366, 768],
		[1440, 900],
	])(
		"fits %i × %i: the map can be aimed at, all stages are in sight, nothing lies over anything",
		async (width, height) => {
			await page.setViewportSize({ width, height });
			await eventually(async () => sizeOf(await partsOf(page), "map")[1]).toBeGreaterThanOrEqual(250);
			await page.getByText(/\d+ out of sight/).waitFor({ state: "detached" });
			await screenshot(page, `overview-${width}`);
			const boxes = await partsOf(page);
			expect(boxes.map(({ name }) => name)).toEqual(
				expect.arrayContaining(["header", "graph", "map", "legend", "filmstrip", "attention", "workers", "events"]),
			);
			expect(sizeOf(boxes, "map")[0]).toBeGreaterThanOrEqual(250);
			expect(sizeOf(boxes, "header")[1]).toBeLessThanOrEqual(48);
			expect(overlaps(boxes)).toEqual([]);
			expect(await seriousViolations(page)).toEqual([]);
			const outside = boxes.filter(
				({ left, top, right, bottom }) => left < 0 || top < 0 || right > width + 1 || bottom > height + 1,
			);
			expect(outside).toEqual([]);
			for (const stage of stages) {
				const card = await page.getByTestId(`stage-${stage}`).boundingBox();
				const room = await page.locator(".react-flow").boundingBox();
				if (card === null || room === null) throw new Error(`${stage} is not drawn`);
				expect(card.x).toBeGreaterThanOrEqual(room.x - 1);
				expect(card.y).toBeGreaterThanOrEqual(room.y - 1);
				expect(card.x + card.width).toBeLessThanOrEqual(room.x + room.width + 1);
				expect(card.y + card.height).toBeLessThanOrEqual(room.y + room.height + 1);
			}
			const map = await page.getByTestId("tile-map").boundingBox();
			for (const name of ["Zoom in", "Zoom out", "Show the whole plane"]) {
				const button = await page.getByRole("button", { name, exact: true }).boundingBox();
				if (map === null || button === null) throw new Error(`${name} is not there`);
				expect(button.y).toBeGreaterThanOrEqual(map.y);
				expect(button.y + button.height).toBeLessThanOrEqual(map.y + map.height);
			}
		},
	);

	it("never makes the page higher than the screen: the wheel beyond the end of a list moves nothing else", async () => {
		const beyond = () => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
		for (const height of [720, 900]) {
			await page.setViewportSize({ width: 1280, height });
			await page.goto(`${server.url}/projects/1?z=0`);
			await page.getByTestId("tile-map").waitFor();
			expect(await beyond()).toBe(0);
			await page.getByRole("button", { name: "3-D", exact: true }).click();
			await page.getByRole("group", { name: "Show the plane as" }).waitFor();
			expect(await beyond()).toBe(0);
			await page.getByRole("button", { name: "Table", exact: true }).click();
			await page.getByRole("button", { name: "Open the tile at x 0, y 0" }).hover();
			expect(await beyond()).toBe(0);
			await page.mouse.wheel(0, 20_000);
			await page.getByRole("button", { name: "Open the tile at x 19, y 9" }).waitFor();
			expect(await beyond()).toBe(0);
			await page.mouse.wheel(0, 2_000);
			await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
			expect(await page.evaluate(() => window.scrollY)).toBe(0);
			for (const view of ["Quality", "Review", "Failures", "Graph"]) {
				const tab = page
					.getByRole("navigation", { name: "Views" })
					.getByRole("button", { name: new RegExp(`^${view}`) });
				await tab.click();
				await page.getByRole("status", { name: /^(Loading|Reading)/ }).waitFor({ state: "detached" });
				expect(await beyond()).toBe(0);
			}
		}
	}, 120_000);

	it("opens Review at its beginning, with the cards of all results in sight, and stays there from one to the next", async () => {
		await page.goto(`${server.url}/projects/1?view=review`);
		const cards = page.getByRole("list", { name: "Held results" });
		const looked = page.getByTestId("reviewed");
		const scrolled = () =>
			page.evaluate(() =>
				[...document.querySelectorAll("*")].reduce((sum, { scrollTop }) => sum + scrollTop, window.scrollY),
			);
		const isCurrentInSight = () =>
			cards.locator("[aria-current=true]").evaluate((card) => {
				const { left, right, top, bottom } = card.getBoundingClientRect();
				return left >= 0 && right <= window.innerWidth && top >= 0 && bottom <= window.innerHeight;
			});
		await looked.waitFor();
		await eventually(isCurrentInSight).toBe(true);
		expect(await scrolled()).toBe(0);
		await screenshot(page, "review-1280");
		const picture = await looked.boundingBox();
		const strip = await cards.boundingBox();
		expect(picture?.height).toBeGreaterThan(300);
		expect((picture?.y ?? 0) + (picture?.height ?? 0)).toBeLessThanOrEqual(strip?.y ?? 0);
		const before = await cards.evaluate((list) => list.scrollLeft);
		for (let step = 0; step < 14; step++) await page.keyboard.press("ArrowRight");
		await eventually(() => cards.evaluate((list) => list.scrollLeft)).toBeGreaterThan(before);
		await eventually(isCurrentInSight).toBe(true);
		expect(await scrolled()).toBe(0);
	});

	it.each([1280, 1100])("keeps its header in one row at %i, also of a paused project", async (width) => {
		await page.setViewportSize({ width, height: 720 });
		await page.getByRole("button", { name: "Pause", exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
		await page.getByText("paused", { exact: true }).first().waitFor();
		expect(sizeOf(await partsOf(page), "header")[1]).toBeLessThanOrEqual(48);
		const beyond = await page
			.getByRole("banner")
			.first()
			.evaluate((header) =>
				[...header.querySelectorAll("button, a")]
					.map((element) => element.getBoundingClientRect())
					.filter(({ right, left }) => right > innerWidth || left < 0),
			);
		expect(beyond).toEqual([]);
	});

	it.each([1440, 1280, 1100, 390, 360])(
		"has every view in sight at %i, each in its place while counts and alarms come, grow and go",
		async (width) => {
			const setAll = (from: readonly number[], to: number) => {
				for (const states of server.acquisition.states.values())
					states.forEach((state, unit) => {
						if (from.includes(state)) states[unit] = to;
					});
				server.advanceUnnamed(1, 0);
			};
			setAll([codes.review, codes.failed, codes.rejected], codes.succeeded);
			await page.setViewportSize({ width, height: 800 });
			await page.goto(`${server.url}/projects/1`);
			const views = page.getByRole("navigation", { name: "Views" });
			const tab = (name: string) => views.getByRole("button", { name });
			await tab("Graph").waitFor();
			await page.getByTestId("tile-map").waitFor();
			const places = page.getByRole("button", { name: /^Places/ });
			// The words of the tabs, not only their boxes.
			const placed = async () => {
				const buttons = [places, ...["Overview", "Quality", "Review", "Failures", "Graph"].map(tab)];
				const boxes = buttons.map((button) =>
					button.evaluate((element) => {
						const words = document.createRange();
						words.selectNode(element.firstChild ?? element);
						const [box, text] = [element.getBoundingClientRect(), words.getBoundingClientRect()];
						return [box.left, box.right, box.top, box.bottom, text.left, text.right].map(Math.round);
					}),
				);
				return Promise.all(boxes);
			};
			const before = await placed();
			expect(Math.max(...before.map(([, right]) => right ?? 0))).toBeLessThanOrEqual(width);
			expect(await views.evaluate((list) => list.scrollWidth - list.clientWidth)).toBeLessThanOrEqual(0);
			server.pushEvent("WARNING", "workerLeft", 'Worker "scope-2" left');
			const badge = places.getByTestId("open-alarms");
			await badge.getByText("1", { exact: false }).waitFor();
			const quality = server.acquisition.states.get(3);
			for (let unit = 0; unit < 47; unit++) if (quality !== undefined) quality[unit] = codes.review;
			for (let unit = 47; unit < 50; unit++) if (quality !== undefined) quality[unit] = codes.failed;
			server.advanceUnnamed(1, 0);
			await tab("Review 47").waitFor();
			await tab("Failures 3").waitFor();
			expect(await placed()).toEqual(before);
			for (let count = 2; count <= 120; count++)
				server.pushEvent("WARNING", "workerLeft", `Worker "scope-${count}" left`);
			await badge.getByText(/^\d{2,3}\+?/).waitFor();
			setAll([codes.succeeded, codes.ready, codes.waiting], codes.failed);
			await tab("Failures")
				.getByText(/^\d\.\dk$/)
				.waitFor();
			await screenshot(page, `badges-${width}`);
			expect(await placed()).toEqual(before);
			const beyond = () =>
				views
					.getByText(/^(47|\d\.\dk)$/)
					.evaluateAll((badges) =>
						badges
							.map((badge) => [badge.getBoundingClientRect(), badge.closest("button")?.getBoundingClientRect()])
							.filter(
								([own, whole]) =>
									own === undefined || whole === undefined || own.left < whole.left || own.right > whole.right,
							),
					);
			expect(await beyond()).toEqual([]);
			// The badge of the alarms covers neither the word beside it nor the name of the project.
			const alarms = await badge.boundingBox();
			const name = await page.getByRole("heading", { level: 1 }).evaluate((heading) => {
				const words = document.createRange();
				words.selectNodeContents(heading);
				const { left, top } = words.getBoundingClientRect();
				return { left, top };
			});
			const isBeside = (alarms?.x ?? 0) + (alarms?.width ?? 0) <= name.left;
			const isAbove = (alarms?.y ?? 0) + (alarms?.height ?? 0) <= name.top;
			expect(isBeside || isAbove).toBe(true);
			expect(Math.round(alarms?.x ?? 0)).toBeGreaterThanOrEqual(before[0]?.[5] ?? Number.POSITIVE_INFINITY);
			expect(alarms?.y).toBeGreaterThanOrEqual(0);
			setAll([codes.review, codes.failed], codes.succeeded);
			await tab("Failures").getByText(/\dk$/).waitFor({ state: "detached" });
			expect(await placed()).toEqual(before);
		},
	);

	it("keeps the map where it is while states come and go", async () => {
		await page.goto(`${server.url}/projects/1?stage=103&z=0`);
		const legend = page.getByTestId("map-legend");
		await legend.getByRole("button", { name: /succeeded/ }).waitFor();
		const place = async () => JSON.stringify(await page.getByTestId("tile-map").boundingBox());
		const lines = () =>
			legend.locator("li").evaluateAll((items) => items.map((item) => item.getBoundingClientRect().y));
		const [before, linesBefore] = [await place(), await lines()];
		const quality = server.acquisition.states.get(3);
		const shown = ["succeeded", "review", "rejected", "failed", "cancelled"] as const;
		for (const [round, state] of shown.entries()) {
			for (let unit = 0; unit < 150; unit++) if (quality !== undefined) quality[unit] = codes[state];
			server.advanceUnnamed(1, round);
			await legend.getByRole("button", { name: new RegExp(`\\d ${state}$`) }).waitFor();
			expect(await place()).toBe(before);
			expect(await lines()).toEqual(linesBefore);
		}
	});

	it("loses no number of a stage: what has no room of its own is in a sum", async () => {
		for (const width of [1200, 1280, 1440]) {
			await page.setViewportSize({ width, height: 900 });
			const total = server.acquisition.states.get(3)?.filter((state) => state !== codes.absent).length ?? 0;
			const numbers = page.getByTestId("stage-Quality").getByTestId("stage-counts");
			const sum = async () =>
				(await numbers.locator("> span").allTextContents())
					.map((number) => Number(/\d+/.exec(number.replaceAll(",", ""))?.[0]))
					.reduce((all, number) => all + number, 0);
			await eventually(sum).toBe(total);
			expect(await numbers.getAttribute("title")).toContain("47 review");
			expect(await numbers.getByText("47", { exact: true }).count()).toBe(1);
		}
	});

	it("gives the bottleneck's mark a place of its own in cards of every size, over nothing that is said there", async () => {
		const pace = { verdict: "FALLING_BEHIND", rateBasis: "MEASURED", rateSeconds: 120, comingPerMinute: 54, held: 0 };
		const shown = { ...pace, retrying: 0, running: 2, remaining: 900, secondsLeft: 600, isEstimate: false };
		const stagePaces = stages.slice(1).map((name, index) => ({
			...shown,
			stageId: `10${index + 2}`,
			name,
			endedPerMinute: 48,
			backlog: 147,
			staleResults: index === 3 ? 22 : 0,
		}));
		const heights = new Set<number>();
		const named = new Set<number>();
		for (const name of ["Shift", "Projection", "Quality"]) {
			const bottleneck = stagePaces.find((stage) => stage.name === name) ?? {};
			server.acquisition.pace = { stages: stagePaces, bottleneck };
			for (const [width, height] of [
				[1920, 1200],
				[1440, 900],
				[1280, 900],
				[1600, 600],
				[1280, 720],
				[1100, 700],
			] as const) {
				await page.setViewportSize({ width, height });
				await page.goto(`${server.url}/projects/1`);
				await page.getByLabel(`Stage ${name}, the bottleneck`).waitFor();
				await page.getByText(/\d+ out of sight/).waitFor({ state: "detached" });
				const { cardHeight, hasWord, covered } = await page.evaluate((stage) => {
					const card = document.querySelector<HTMLElement>(`[data-testid="stage-${stage}"]`);
					const inside = [...(card?.querySelectorAll("*") ?? [])];
					const mark = inside.find((element) => element.children.length === 0 && element.textContent === "bottleneck");
					const words: { readonly text: string; readonly box: DOMRect }[] = [];
					const all = document.createTreeWalker(
						document.querySelector(".react-flow") ?? document,
						NodeFilter.SHOW_TEXT,
					);
					for (let text = all.nextNode(); text !== null; text = all.nextNode()) {
						const range = document.createRange();
						range.selectNodeContents(text);
						const isOwn = text.parentElement === mark;
						if (!isOwn) words.push({ text: text.textContent ?? "", box: range.getBoundingClientRect() });
					}
					const boxes = [mark, card].map((element) => element?.getBoundingClientRect());
					const [own, edges] = boxes;
					if (own === undefined || edges === undefined)
						return { cardHeight: card?.offsetHeight ?? 0, hasWord: false, covered: [] };
					const isOver = (box: DOMRect) =>
						box.left < own.right && own.left < box.right && box.top < own.bottom - 1 && own.top < box.bottom - 1;
					const isInside =
						own.left >= edges.left && own.right <= edges.right && own.top >= edges.top && own.bottom <= edges.bottom;
					return {
						cardHeight: card?.offsetHeight ?? 0,
						hasWord: true,
						covered: [
							...words.filter(({ box }) => isOver(box)).map(({ text }) => text),
							...(isInside ? [] : ["the edge"]),
						],
					};
				}, name);
				heights.add(cardHeight);
				if (hasWord) named.add(cardHeight);
				expect(covered).toEqual([]);
				await screenshot(page, `bottleneck-${name}-${width}-${height}`);
			}
		}
		// Cards of four lines, of three and of one; the last has its edge for it.
		expect([...heights].sort((one, other) => other - one)).toEqual([87, 58, 32]);
		expect([...named].sort((one, other) => other - one)).toEqual([87, 58]);
	}, 120_000);

	it("says of a worker that it is silent, of one that is gone no load, and what its load is of", async () => {
		const worker = page.getByTestId("worker-scope-2");
		await worker.getByText(/^8 \/ 8$/).waitFor();
		const events = async () => (await page.getByRole("region", { name: "Events" }).boundingBox())?.y;
		const place = await events();
		server.worker = { runningAttempts: [] };
		server.advance(0);
		await worker.getByText("8 tasks that have just ended").waitFor();
		// What lies below keeps its place.
		expect(await events()).toBe(place);
		const heard = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
		server.worker = { lastSeenAt: heard(42), leaseUntil: heard(32) };
		server.advance(0);
		await worker.getByText(/^silent for 4\d s$/).waitFor();
		server.worker = { lastSeenAt: heard(42), leaseUntil: null, state: "UNAVAILABLE" };
		server.advance(0);
		await worker.getByText("unavailable").waitFor();
		expect(await worker.getByText("load").count()).toBe(0);
		expect(await worker.getByText(/free/).count()).toBe(0);
	});

	it("shows how many alarms are open where the way to them is, as they come", async () => {
		const places = page.getByRole("button", { name: /^Places/ });
		expect(await places.getByTestId("open-alarms").count()).toBe(0);
		server.pushEvent("WARNING", "workerLeft", 'Worker "scope-2" left: its lease ended: nothing was heard from it.');
		await places.getByTestId("open-alarms").getByText("1", { exact: false }).waitFor();
		await places.click();
		await page.getByRole("link", { name: /Activity 1 open alarm/ }).waitFor();
		await page.keyboard.press("Escape");
		const events = page.getByRole("region", { name: "Events" });
		await events.getByText('Worker "scope-2" left').waitFor();
	});
});
