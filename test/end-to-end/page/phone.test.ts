import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriousViolations } from "./accessibility.ts";
import { type OperatorSystem, startOperatorSystem } from "./operator-system.ts";
import { chromiumPath, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * What somebody sees who looks at their phone in bed: every screen in one column, readable, nothing at the side of it,
 * and everything that can be pressed within reach of a thumb.
 */

const phone = { width: 390, height: 844 };

/**
 * What can be pressed or typed into and lies beside the screen, where no part of the page that scrolls leads to it;
 * and text that is too small to be read.
 */
function outOfReach(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const nameOf = (element: Element) =>
			`${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}"`;
		const scrolls = (element: Element) => {
			for (let at = element.parentElement; at !== null; at = at.parentElement) {
				if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
				// A canvas that is moved about by the finger.
				if (at.classList.contains("react-flow")) return true;
			}
			return false;
		};
		for (const element of document.querySelectorAll("button, a[href], input, select, textarea")) {
			const box = element.getBoundingClientRect();
			if (box.width === 0 || box.height === 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
			if ((box.left < -1 || box.right > window.innerWidth + 1) && !scrolls(element)) {
				found.push(`${nameOf(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)}`);
			}
		}
		// Rows of pictures, tables, logs and drawings may be moved about in their own frame; what holds everything else may not.
		for (const element of document.querySelectorAll("main, main *")) {
			const isFrame = element.matches("ul, ul *, pre, textarea, [role=log], [role=log] *, .react-flow, .react-flow *");
			const isSideways =
				/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1;
			const holdsTable = element.firstElementChild?.matches("table") ?? false;
			if (isSideways && !isFrame && !holdsTable)
				found.push(`${element.className} is ${element.scrollWidth} wide, and shows ${element.clientWidth}`);
		}
		for (const element of document.querySelectorAll("main p, main td, main li, main button, main label")) {
			const size = Number.parseFloat(getComputedStyle(element).fontSize);
			if (element.checkVisibility() && element.textContent !== "" && size < 10)
				found.push(`${nameOf(element)} is ${size} px`);
		}
		return found;
	});
}

describe.skipIf(chromiumPath === undefined)("on a phone", () => {
	let system: OperatorSystem;
	let opened: OpenedPage;
	let page: Page;
	let url: string;

	beforeAll(async () => {
		system = await startOperatorSystem();
		url = system.whole.system.url;
		opened = await openPage(system.browser, "about:blank", { viewport: phone, hasTouch: true, isMobile: true });
		page = opened.page;
	}, 300_000);
	afterAll(async () => {
		await opened?.close();
		await system?.stop();
	});

	/** The page itself does not scroll to the side, and nothing lies beside it. */
	async function expectReadable(name: string): Promise<void> {
		await screenshot(page, `phone-${name}`);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
		expect(await page.evaluate(() => window.innerWidth)).toBe(phone.width);
		expect(await outOfReach(page)).toEqual([]);
		expect(await seriousViolations(page)).toEqual([]);
	}

	it("the overview is one column: header, stages, map with its legend, filmstrip and what needs a person", async () => {
		await page.goto(`${url}/projects/${system.project.id}`);
		await page.getByTestId("map-legend").waitFor();
		await page.getByTestId("filmstrip").waitFor();
		await expectReadable("overview");
		const map = await page.getByTestId("tile-map").boundingBox();
		// The views are all there, side by side, not cut.
		const views = page.getByRole("navigation", { name: "Views" });
		expect(await views.evaluate((list) => list.scrollWidth - list.clientWidth)).toBeLessThanOrEqual(0);
		expect(Math.min(map?.width ?? 0, map?.height ?? 0)).toBeGreaterThanOrEqual(240);
		await page.getByRole("button", { name: "Table", exact: true }).tap();
		await page
			.getByRole("button", { name: /^Open the tile at/ })
			.first()
			.waitFor();
		await expectReadable("table");
	});

	it("failures are read, opened, and dealt with after a preview", async () => {
		await page.goto(`${url}/projects/${system.project.id}?view=failures`);
		const cause = page.getByRole("list", { name: "Causes" }).getByRole("button").first();
		await cause.waitFor();
		await expectReadable("failures");
		await cause.tap();
		const group = page.getByTestId("failure-group");
		await group.getByText("OutOfRangeError").first().waitFor();
		await group.getByRole("button", { name: /^Retry all/ }).tap();
		await page
			.getByTestId("group-preview")
			.getByText(/tasks? would change/)
			.waitFor();
		await expectReadable("failure");
	});

	it("held results are looked at and decided", async () => {
		await page.goto(`${url}/projects/${system.project.id}?view=review`);
		await page
			.getByRole("button", { name: /^Approve/ })
			.first()
			.waitFor();
		// From the beginning: what is to be looked at, whole.
		expect(await page.evaluate(() => window.scrollY)).toBe(0);
		const picture = await page.getByTestId("reviewed").boundingBox();
		expect(picture?.y).toBeGreaterThan(0);
		await expectReadable("review");
	});

	it("the graph is changed: a stage is chosen, its form filled, and the changes reviewed", async () => {
		await page.goto(`${url}/projects/${system.project.id}?view=graph`);
		await page
			.getByRole("list", { name: "Task definitions" })
			.getByRole("button", { name: /deconvolve/ })
			.first()
			.tap();
		await page.getByRole("button", { name: "Review and apply" }).waitFor();
		await expectReadable("graph-editor");
		await page.getByRole("button", { name: "Review and apply" }).tap();
		await page.getByLabel("Why (for the history)").waitFor();
		await expectReadable("graph-editor-changes");
	});

	it("workers are watched, and their capacity is set", async () => {
		await page.goto(`${url}/workers`);
		const worker = page.getByTestId("worker-worker");
		await worker.waitFor();
		await expectReadable("workers");
		await worker.getByRole("button", { name: "Capacity" }).tap();
		await page.getByLabel("Work units on this machine").waitFor();
		await expectReadable("workers-capacity");
	});

	it("definitions are found and edited", async () => {
		await page.goto(`${url}/definitions`);
		await page
			.getByRole("link", { name: /^deconvolve/ })
			.first()
			.waitFor();
		await expectReadable("definitions");
		await page
			.getByRole("link", { name: /^deconvolve/ })
			.first()
			.tap();
		await page.getByRole("form", { name: "Definition deconvolve" }).waitFor();
		await page.getByTestId("final-command").waitFor();
		await expectReadable("definition");
	});

	it("a definition with parameters is read and edited, and so is a new one", async () => {
		await page.goto(`${url}/definitions`);
		await page
			.getByRole("link", { name: /^preview/ })
			.first()
			.tap();
		await page.getByRole("form", { name: "Definition preview" }).waitFor();
		await page.getByLabel("Name of parameter 1").waitFor();
		await expectReadable("definition-parameters");
		await page.getByRole("button", { name: "New definition" }).tap();
		const form = page.getByRole("form", { name: "New definition" });
		await form.getByRole("button", { name: "Add a parameter" }).tap();
		await form.getByRole("button", { name: "Add a parameter" }).tap();
		for (const fold of await form.locator("summary").all()) await fold.tap();
		await expectReadable("definition-new");
	});

	it.each(["alarms", "events", "audit", "notifications"])("activity: %s", async (tab) => {
		await page.goto(`${url}/activity?show=${tab}`);
		await page.getByRole("group", { name: "What to look at" }).waitFor();
		await page.getByRole("status", { name: /^Reading/ }).waitFor({ state: "detached" });
		await expectReadable(`activity-${tab}`);
	});
});
