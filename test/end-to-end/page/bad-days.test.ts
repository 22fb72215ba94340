import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OperatorSystem, startOperatorSystem, Troubles } from "./operator-system.ts";
import { chromiumPath, openPage } from "./page-harness.ts";

/*
 * Failures, graph, workers, definitions and activity when answers are late, wrong or refused, and when the line is
 * lost: each says what happened, keeps what it has, and goes on by itself; nothing that was typed is lost.
 */

interface Screen {
	readonly name: string;
	readonly path: (projectId: string) => string;
	/** The question that the screen cannot do without. */
	readonly operation: string;
	/** What is there when all is well. */
	readonly content: (page: Page) => ReturnType<Page["locator"]>;
}

const screens: readonly Screen[] = [
	{
		name: "failures",
		path: (id) => `/projects/${id}?view=failures`,
		operation: "ReadFailures",
		content: (page) => page.getByRole("list", { name: "Causes" }).getByRole("button").first(),
	},
	{
		name: "graph editor",
		path: (id) => `/projects/${id}?view=graph`,
		operation: "ReadEditor",
		content: (page) => page.getByRole("list", { name: "Task definitions" }).getByRole("button").first(),
	},
	{
		name: "workers",
		path: () => "/workers",
		operation: "ReadWorkerDetails",
		content: (page) => page.getByTestId("worker-worker"),
	},
	{
		name: "definitions",
		path: () => "/definitions",
		operation: "ReadDefinitions",
		content: (page) => page.getByRole("link", { name: /^deconvolve/ }).first(),
	},
	{
		name: "audit",
		path: () => "/activity?show=audit",
		operation: "ReadAudit",
		content: (page) => page.getByRole("button", { name: /added task definition/ }).first(),
	},
];

/** What the line says once the page has noticed. */
const lineSays = (page: Page, words: RegExp) => page.getByTestId("line").first().filter({ hasText: words }).waitFor();
const isGone = /offline|reconnecting|stale/;

describe.skipIf(chromiumPath === undefined)("on a bad day", () => {
	let system: OperatorSystem;

	beforeAll(async () => {
		system = await startOperatorSystem();
	}, 300_000);
	afterAll(() => system?.stop());

	/** A page of the test's own, and the trouble between it and the coordinator. */
	const it = test.extend("day", async ({ onTestFinished }) => {
		const { page, problems, close } = await openPage(system.browser, "about:blank");
		const troubles = new Troubles();
		await troubles.in(page);
		onTestFinished(async () => {
			expect(problems).toEqual([]);
			await close();
		});
		const open = (screen: Screen) => page.goto(`${system.whole.system.url}${screen.path(system.project.id)}`);
		return { page, troubles, open };
	});

	// Most of it is waiting.
	describe.concurrent.each(screens)("$name", (screen) => {
		it("says that it is reading while an answer does not come, and shows it when it comes", async ({
			day: { page, troubles, open },
		}) => {
			let answer = () => {};
			const until = new Promise<void>((resolve) => {
				answer = resolve;
			});
			troubles.set(screen.operation, { kind: "late", until });
			await open(screen);
			await page
				.getByRole("status", { name: /Reading|Loading/ })
				.first()
				.waitFor();
			expect(await screen.content(page).count()).toBe(0);
			answer();
			await screen.content(page).waitFor();
		});

		it("says what went wrong and offers another try, and mends itself when the server is well again", async ({
			day: { page, troubles, open },
		}) => {
			troubles.set(screen.operation, { kind: "broken" });
			await open(screen);
			const alert = page.getByRole("alert").filter({ hasText: /could not be read/ });
			await alert.first().waitFor();
			expect(await alert.first().innerText()).toMatch(/coordinator|server|answer/i);
			troubles.clear();
			// It may have tried again by itself before the button was reached.
			const again = alert.first().getByRole("button", { name: "Try again now" });
			await again.click({ timeout: 5_000 }).catch(async () => expect(await alert.first().isVisible()).toBe(false));
			await screen.content(page).waitFor();
			await alert.first().waitFor({ state: "detached" });
		});

		it("goes on showing what it has while the line is lost, says so, and is live again afterwards", async ({
			day: { page, open },
		}) => {
			await open(screen);
			await screen.content(page).waitFor();
			await page.context().setOffline(true);
			await lineSays(page, isGone);
			expect(await screen.content(page).count()).toBeGreaterThan(0);
			await page.context().setOffline(false);
			await lineSays(page, /live/);
			await screen.content(page).waitFor();
		});
	});

	it("keeps the reason that was typed when a retry is refused, says why, and does it at the second try", async ({
		day: { page, troubles, open },
	}) => {
		await open(screens[0] as Screen);
		await page.getByRole("list", { name: "Causes" }).getByRole("button").first().click();
		const group = page.getByTestId("failure-group");
		await group.getByRole("button", { name: /^Exclude all/ }).click();
		await group.getByLabel("Reason (kept with each task)").fill("bleached");
		troubles.set("ChangeTasks", {
			kind: "refused",
			message: "No coordinator is active just now: try again in a few seconds.",
		});
		await group.getByRole("button", { name: /^Exclude \d+ tasks?/ }).click();
		await group.getByText(/No coordinator is active just now/).waitFor();
		expect(await group.getByLabel("Reason (kept with each task)").inputValue()).toBe("bleached");
		troubles.clear();
		await group.getByRole("button", { name: /^Exclude \d+ tasks?/ }).click();
		await group.getByText(/excluded\./).waitFor();
		await group.getByRole("button", { name: "Take them back in" }).click();
	});

	it("keeps a definition that was typed when saving it fails and when the line is lost", async ({
		day: { page, troubles },
	}) => {
		await page.goto(`${system.whole.system.url}/definitions/new`);
		const form = page.getByRole("form", { name: "New definition" });
		await form.getByLabel("Name", { exact: true }).fill("Stitch");
		await form.getByLabel("Program", { exact: true }).fill("/opt/stitch.sh");
		troubles.set("CreateTaskDefinition", { kind: "broken" });
		await form.getByRole("button", { name: "Create it" }).click();
		await page
			.getByText(/cannot be reached|could not be|did not/)
			.first()
			.waitFor();
		await page.context().setOffline(true);
		await lineSays(page, isGone);
		await page.context().setOffline(false);
		await lineSays(page, /live/);
		expect(await form.getByLabel("Name", { exact: true }).inputValue()).toBe("Stitch");
		expect(await form.getByLabel("Program", { exact: true }).inputValue()).toBe("/opt/stitch.sh");
		troubles.clear();
		await form.getByRole("button", { name: "Create it" }).click();
		await page.getByRole("form", { name: "Definition Stitch" }).waitFor();
	});

	it("keeps the draft of a graph and its reason when applying it is refused", async ({
		day: { page, troubles, open },
	}) => {
		await open(screens[1] as Screen);
		await page
			.getByRole("list", { name: "Task definitions" })
			.getByRole("button", { name: /deconvolve/ })
			.first()
			.click();
		await page.getByRole("button", { name: "Review and apply" }).click();
		await page.getByLabel("Why (for the history)").fill("second pass");
		troubles.set("ApplyGraphEdit", {
			kind: "refused",
			message: "No coordinator is active just now: try again in a few seconds.",
		});
		await page.getByRole("button", { name: "Apply as one version" }).click();
		await page
			.getByText(/No coordinator is active just now/)
			.first()
			.waitFor();
		expect(await page.getByLabel("Why (for the history)").inputValue()).toBe("second pass");
		await page.reload();
		await page.getByRole("button", { name: "Review and apply" }).waitFor();
	});

	it("keeps a worker's new capacity in the form when it is refused", async ({ day: { page, troubles, open } }) => {
		await open(screens[2] as Screen);
		const worker = page.getByTestId("worker-worker");
		await worker.getByRole("button", { name: "Capacity" }).click();
		await page.getByLabel("Work units on this machine").fill("3");
		troubles.set("UpdateWorker", {
			kind: "refused",
			message: "No coordinator is active just now: try again in a few seconds.",
		});
		await page.getByRole("button", { name: "Set", exact: true }).click();
		await page.getByText(/No coordinator is active just now/).waitFor();
		expect(await page.getByLabel("Work units on this machine").inputValue()).toBe("3");
		troubles.clear();
		await page.getByRole("button", { name: "Set", exact: true }).click();
		await worker.getByText("of 3 work units").waitFor();
	});
});
