import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * What people come to the page for, asked of a real coordinator and a real worker while a simulated microscope writes
 * 40 tiles in two planes. One stage's program fails on one tile, so that something waits for a reason.
 */

const lattice = { columns: 5, rows: 4, planes: 2, tile: { width: 160, height: 160 } };
const failingScript = `#!/bin/sh
echo "opening tile $3"
i=0
while [ $i -lt 60 ]; do i=$((i + 1)); echo "iteration $i: residual 0.$((1000 - i * 9))"; done
case "$3" in
	*00007*) echo "cannot allocate 3.2 GB for the point spread function" >&2; exit 3 ;;
esac
echo "deconvolved" > "$TILEWRIGHT_OUTPUT_DIRECTORY/deconvolved.txt"
`;

describe.skipIf(chromiumPath === undefined)("a microscopist at 3 a.m.", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let acquisition: string;
	const microscope = new AbortController();
	let imaging: Promise<unknown> = Promise.resolve();

	const image = (signal: AbortSignal, secondsPerTile: number, onTile: () => void = () => {}) =>
		simulateAcquisition(
			{ folder: acquisition, lattice, pacing: { secondsPerTile, pieces: 2 }, optics: { defocusUm: 0.5 } },
			{ signal, onTile },
		);

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: 3 });
		whole = browsed.whole;
		const { system, directory } = whole;
		acquisition = join(directory, "acquisition");
		mkdirSync(acquisition);
		const script = join(directory, "deconvolve.sh");
		writeFileSync(script, failingScript);
		chmodSync(script, 0o755);
		project = await makeProject(system, { name: "Cortex 12", rootPath: acquisition });
		const builtIn = (name: string) =>
			makeDefinition(system, `asked ${name}`, { program: { kind: "builtIn", name }, standardArguments: false });
		await makeStage(system, project, { name: "Quality", definitionId: await builtIn("quality") });
		await makeStage(system, project, { name: "Preview", definitionId: await builtIn("preview") });
		const deconvolve = await makeStage(system, project, {
			name: "Deconvolve",
			definitionId: await makeDefinition(system, "deconvolve", { program: { kind: "script", path: script } }),
			operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
		});
		await makeStage(system, project, {
			name: "Register x+1",
			parentIds: [deconvolve],
			definitionId: await makeDefinition(system, "register", {
				program: { kind: "script", path: "/bin/true" },
				standardArguments: false,
			}),
			unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
		});
		await makeStage(system, project, {
			name: "Mosaic",
			definitionId: await builtIn("mosaic"),
			unitRule: { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } },
		});
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}`);
	}, 240_000);

	afterAll(async () => {
		microscope.abort();
		await imaging;
		await browsed?.stop();
	});

	// A question that could not be answered must not be in the way of the next one.
	afterEach(async () => {
		await opened.page.keyboard.press("Escape");
	});

	it("asks: is my acquisition keeping up?", async () => {
		const { page } = opened;
		await page.getByText("No tile has arrived yet").waitFor();
		// However long the questions take here, it stops before its end; a minute, since a busy machine is judged after 45 s.
		let imaged = 0;
		imaging = image(microscope.signal, 2, () => {
			imaged++;
			if (imaged === 30) microscope.abort();
		});
		const arrival = page.getByTestId("pace-arrival");
		await arrival.getByText("on time").waitFor();
		await arrival.getByText(/a tile every [1-4](\.\d)? s/).waitFor();
		await page
			.getByTestId("pace-processing")
			.getByText(/keeps up|catching up|falls behind/)
			.first()
			.waitFor({ timeout: 60_000 });
		await page.getByTestId("pace-disks").getByText(/free/).first().waitFor();
		await page
			.getByTestId("pace-sources")
			.getByText(/looks every|looked at/)
			.waitFor();
		await page.getByTestId("filmstrip").waitFor();
		await page.getByTestId("tile-map").waitFor();
		await eventually(async () => (await stageCounts(whole.system, project.id)).Preview?.succeeded ?? 0).toBeGreaterThan(
			5,
		);
		await screenshot(page, "keeping-up");
		expect(await seriousViolations(page)).toEqual([]);
	}, 120_000);

	it("is told when the microscope has stopped, also from the tab's title", async () => {
		const { page } = opened;
		await eventually(async () => (await stageCounts(whole.system, project.id)).Quality?.succeeded ?? 0).toBeGreaterThan(
			8,
		);
		microscope.abort();
		await imaging;
		await page
			.getByRole("alert")
			.getByText(/next tile overdue by \d+ s/)
			.waitFor({ timeout: 50_000 });
		await eventually(() => page.title()).toContain("overdue");
		await screenshot(page, "overdue");
		// It goes on where it was, and the alarm ends by itself.
		imaging = image(new AbortController().signal, 0.2);
		await imaging;
		await page.getByTestId("pace-arrival").getByText("finished", { exact: true }).waitFor({ timeout: 30_000 });
		await eventually(() => page.title()).not.toContain("overdue");
	});

	it("asks: is the data good? and finds the blurred tiles on the map by brushing the plot", async () => {
		const { page } = opened;
		await untilQuietBut(whole, project.id);
		await page.keyboard.press("2");
		await eventually(() => new URL(page.url()).searchParams.get("view")).toBe("quality");
		await page.getByRole("combobox", { name: "Metric" }).selectOption("focus");
		const plot = page.getByTestId("metric-plot");
		await page.getByText("40 results; drag").waitFor();
		const box = await plot.boundingBox();
		if (box === null) throw new Error("the plot is not in sight");
		await page.mouse.move(box.x + 60, box.y + box.height * 0.45);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width * 0.5, box.y + box.height - 28, { steps: 4 });
		await page.mouse.up();
		await page.getByText(/tiles? brushed, lit in the map/).waitFor();
		// What is brushed is in the address: opened by somebody else it shows the same.
		const colleague = await openPage(browsed.browser, page.url());
		await colleague.page.getByText(/tiles? brushed, lit in the map/).waitFor();
		await colleague.close();
		await screenshot(page, "quality");
		expect(await seriousViolations(page)).toEqual([]);
		await page.getByRole("button", { name: "show all" }).click();
	});

	it("reads at the picture of the plane where a tile lies and what a colour means", async () => {
		const { page } = opened;
		const heat = page.getByTestId("plane-heat");
		const numbers = await heat.locator("span").allTextContents();
		expect(numbers).toEqual(["0", "1", "2", "3", "4", "x", "0", "1", "2", "3", "y"]);
		// Each stands at the middle of its column or row.
		const picture = await heat.locator("canvas").boundingBox();
		const three = await heat.getByText("3", { exact: true }).first().boundingBox();
		if (picture === null || three === null) throw new Error("the picture is not in sight");
		expect(three.x + three.width / 2).toBeCloseTo(picture.x + (picture.width * 3.5) / 5, 0);
		expect(three.y).toBeGreaterThanOrEqual(picture.y + picture.height);
		const scale = page.locator("figcaption > span");
		const [least, most] = [await scale.first().textContent(), await scale.last().textContent()].map(Number);
		expect(least).toBeLessThan(most ?? Number.NEGATIVE_INFINITY);
	});

	it("types a threshold, and the line follows", async () => {
		const { page } = opened;
		await page.getByRole("button", { name: "Draw a threshold" }).press("Enter");
		const field = page.getByRole("spinbutton", { name: "Threshold of focus" });
		const line = page.getByRole("slider", { name: "Threshold of focus" });
		const shown = async () => Number(await line.getAttribute("aria-valuenow"));
		// With the keyboard one goes on where one is: what is typed takes the place of what was suggested.
		await page.keyboard.type("0.1125");
		await eventually(shown).toBe(0.1125);
		expect(await field.inputValue()).toBe("0.1125");
		expect(new URL(page.url()).searchParams.get("plot")).toContain("<0.1125");
		const words = page.getByText(/would hold \d+ of 40 tiles so far/);
		const held = async () => Number(/would hold (\d+)/.exec((await words.textContent()) ?? "")?.[1]);
		const few = await held();
		await page.keyboard.press("ArrowUp");
		await eventually(shown).toBeGreaterThan(0.1125);
		await field.fill(String(await line.getAttribute("aria-valuemax")));
		await eventually(held).toBe(40);
		expect(few).toBeLessThan(40);
		// Half a number leaves the line where it is.
		const before = await shown();
		await field.fill("");
		expect(await shown()).toBe(before);
		await page.keyboard.press("Enter");
		expect(Number(await field.inputValue())).toBe(before);
		await field.fill("0.14");
		await screenshot(page, "threshold-typed");
		expect(await seriousViolations(page)).toEqual([]);
		await page.getByRole("button", { name: "drop it" }).click();
	});

	it("draws a threshold, sees what it would hold, and makes it a rule of the gate", async () => {
		const { page } = opened;
		await page.getByRole("button", { name: "Draw a threshold" }).click();
		const handle = page.getByRole("slider", { name: "Threshold of focus" });
		await handle.focus();
		for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowUp");
		const form = page.getByText(/would hold/);
		await eventually(async () =>
			Number(/would hold (\d+) of 40/.exec((await form.textContent()) ?? "")?.[1]),
		).toBeGreaterThan(2);
		const held = Number(/would hold (\d+) of/.exec((await form.textContent()) ?? "")?.[1]);
		await screenshot(page, "threshold");
		await page.getByRole("button", { name: "Make it a rule" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Put it in force" }).click();
		await page.getByText(`is in force. ${held} results changed.`).waitFor();
		await eventually(async () => (await stageCounts(whole.system, project.id)).Quality?.review ?? 0).toBe(held);
		await page.getByRole("button", { name: new RegExp(`Review ${held}`) }).waitFor();
		// The map has the colours of the acquisition, which went well, and marks them all the same.
		await page.getByText(/^\d+ failed, held or rejected in some stage$/).click();
		await eventually(() => new URL(page.url()).searchParams.get("tile")).not.toBeNull();
		await page.keyboard.press("Escape");
		await eventually(() => new URL(page.url()).searchParams.get("tile")).toBeNull();
	});

	it("goes through what is held with the keyboard, and can take a decision back", async () => {
		const { page } = opened;
		const counts = async () => (await stageCounts(whole.system, project.id)).Quality ?? {};
		const held = (await counts()).review ?? 0;
		await page.keyboard.press("3");
		const cards = page.getByRole("list", { name: "Held results" }).getByRole("button");
		await eventually(() => cards.count()).toBe(held);
		await page
			.getByText(/focus </)
			.first()
			.waitFor();
		const width = () =>
			page
				.getByTestId("reviewed")
				.locator("img")
				.evaluate((picture: HTMLImageElement) => picture.naturalWidth);
		await eventually(width).toBeGreaterThan(0);
		await page.waitForFunction(() =>
			[...document.querySelectorAll<HTMLImageElement>("ul img")].every((picture) => picture.complete),
		);
		await screenshot(page, "review");
		expect(await seriousViolations(page)).toEqual([]);
		const names = (await cards.allInnerTexts()).map((text) => text.split("\n")[0]);
		await page.getByTestId("reject-words").getByText("No stage takes it as input, so nothing waits.").waitFor();
		await page.keyboard.press("r");
		await page.getByText(`Rejected ${names[0]}.`).waitFor();
		await page.getByRole("textbox", { name: "Why" }).fill("only the corner is dark");
		await page.getByRole("button", { name: "Approve" }).click();
		await page.getByText(`Approved ${names[1]}.`).waitFor();
		await eventually(counts).toMatchObject({ review: held - 2, rejected: 1 });
	});

	it("takes back all it decided, one after the other, and is told each time", async () => {
		const { page } = opened;
		const counts = async () => (await stageCounts(whole.system, project.id)).Quality ?? {};
		const held = ((await counts()).review ?? 0) + 2;
		// What was decided in this tab is known after a reload as well.
		await page.reload();
		await page.getByText(/^Approved \d+\./).waitFor();
		const said = page.getByTestId("said");
		await page.keyboard.press("u");
		await said.getByText(/^Taken back: \d+ is held again\. $/).waitFor();
		await page.getByText(/Rejected \d+\./).waitFor();
		await page.keyboard.press("u");
		await eventually(counts).toMatchObject({ review: held });
		expect((await counts()).rejected ?? 0).toBe(0);
		// It is held again because of what the gate saw, and not because somebody changed their mind.
		await page.getByText(/^held by gate rule “focus < [\d.]+” \(focus = [\d.]+\)$/).waitFor();
		await page.keyboard.press("u");
		await said.getByText("Nothing that was decided in this tab is left to take back").waitFor();
	});

	it("finds what was decided later, turns it round, and takes it back in the tile's panel", async () => {
		const { page } = opened;
		const counts = async () => (await stageCounts(whole.system, project.id)).Quality ?? {};
		const held = (await counts()).review ?? 0;
		await page.getByRole("textbox", { name: "Why" }).fill("bubble");
		await page.getByRole("button", { name: "Reject" }).click();
		await page.getByText(/^Rejected \d+\./).waitFor();
		await page.getByRole("button", { name: "decided", exact: true }).click();
		await eventually(() => new URL(page.url()).searchParams.get("judged")).toBe("decided");
		const lines = page.getByRole("list", { name: "Decided results" }).getByRole("listitem");
		await eventually(() => lines.count()).toBe(1);
		await lines.first().getByText("bubble").waitFor();
		await lines.first().getByText(/^by /).waitFor();
		await screenshot(page, "review-decided");
		expect(await seriousViolations(page)).toEqual([]);
		await lines.first().getByRole("button", { name: "Approve after all" }).click();
		await lines.first().getByText("✓ approved").waitFor();
		await page.keyboard.press("u");
		await page
			.getByTestId("said")
			.getByText(/is rejected again/)
			.waitFor();
		await lines.first().getByText("bubble").waitFor();
		await lines.first().getByRole("button").first().click();
		await page.getByRole("button", { name: "Back to the overview" }).click();
		await page.getByRole("button", { name: "Approve after all" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Approve after all" }).click();
		await page.getByText(/^Approved by .+, /).waitFor();
		await page.getByRole("button", { name: "Hold again" }).click();
		await page.getByRole("dialog").getByText("No stage takes it as input: nothing else changes.").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Hold again" }).click();
		await page.getByRole("button", { name: "Reject", exact: true }).waitFor();
		await eventually(counts).toMatchObject({ review: held });
		await page.keyboard.press("3");
		await page.getByRole("button", { name: /^held/ }).click();
	});

	it("looks at the worst results first, and walks through them in that order", async () => {
		const { page } = opened;
		const cards = page.getByRole("list", { name: "Held results" }).getByRole("button");
		await page.getByRole("button", { name: "worst first" }).click();
		await eventually(() => new URL(page.url()).searchParams.get("order")).toBe("worst");
		const focusOf = (text: string) => Number(/focus ([\d.]+)/.exec(text)?.[1]);
		const focus = async () => (await cards.allTextContents()).map(focusOf);
		await eventually(async () => (await focus()).length).toBeGreaterThan(3);
		await eventually(async () => {
			const shown = await focus();
			return shown.join() === [...shown].sort((one, other) => one - other).join();
		}).toBe(true);
		const current = page.locator('[aria-label="Held results"] [aria-current="true"]');
		const [first, second] = await cards.allTextContents();
		expect(await current.textContent()).toBe(first);
		await page.keyboard.press("ArrowRight");
		await eventually(() => current.textContent()).toBe(second);
		await screenshot(page, "review-worst-first");
		expect(await seriousViolations(page)).toEqual([]);
		// Who opens the link walks the same way.
		const colleague = await openPage(browsed.browser, page.url());
		const theirs = colleague.page.getByRole("list", { name: "Held results" }).getByRole("button");
		await eventually(async () => (await theirs.allTextContents())[0]).toBe(first);
		await colleague.close();
		await page.getByRole("button", { name: "as they came" }).click();
		await eventually(() => new URL(page.url()).searchParams.get("order")).toBeNull();
		await page.getByRole("button", { name: "Back to the overview" }).click();
	});

	it("looks at the pixels of a tile, and at a mosaic while others are still made", async () => {
		const { page } = opened;
		await page.keyboard.press("1");
		await page.getByTestId("stage-Quality").click();
		await page.getByTestId("tile-map").focus();
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Enter");
		await page
			.getByRole("button", { name: /^View .*\.tif/ })
			.first()
			.click();
		const canvas = page.getByTestId("viewer-canvas");
		await canvas.waitFor();
		await eventually(() => brightness(page)).toBeGreaterThan(5);
		await screenshot(page, "viewer-tile");
		await page.keyboard.press("Escape");
		await eventually(() => page.getByTestId("viewer").count()).toBe(0);
		// With the keyboard: of a graph that is higher than its panel not all stages are in sight.
		await page.getByLabel("Stage Mosaic").press("Enter");
		await page.getByRole("list", { name: "Groups" }).getByRole("button", { name: /z 0/ }).click();
		await page.getByRole("button", { name: "View mosaic.ome.zarr" }).click();
		await eventually(() => brightness(page)).toBeGreaterThan(5);
		await page.getByRole("link", { name: /neuroglancer/ }).waitFor();
		await screenshot(page, "viewer-mosaic");
		expect(await seriousViolations(page)).toEqual([]);
		await page.goBack();
		await eventually(() => page.getByTestId("viewer").count()).toBe(0);
		expect(opened.problems).toEqual([]);
	});

	it("asks: why is this tile not done? and is led to the failure it waits for, and to its log", async () => {
		const { page } = opened;
		await page.getByTestId("stage-Register x+1").click();
		await page
			.getByRole("button", { name: /waiting$/ })
			.first()
			.click();
		await page
			.getByText(/waiting for stage "Deconvolve" on tile .*00007, which failed \(exit 3\)/)
			.first()
			.waitFor();
		const upstream = page.getByTestId("upstream").first();
		await upstream.getByRole("button", { name: /Deconvolve · 00007/ }).click();
		await page
			.getByText(/cannot allocate 3.2 GB/)
			.first()
			.waitFor();
		await page
			.getByText(/deconvolve\.sh/)
			.first()
			.waitFor();
		await page.getByRole("button", { name: "stdout" }).click();
		await page.getByText("61 lines").waitFor();
		await page.getByLabel("Find in the log").fill("iteration 4");
		await page.getByText("11 found").waitFor();
		await page.keyboard.press("Enter");
		await page.getByText("1 of 11").waitFor();
		// However far down the log is, whose it is stays in sight.
		const name = page.getByRole("heading", { name: "00007" });
		const covers = await name.evaluate((heading) => {
			const panel = heading.parentElement;
			if (panel === null) return null;
			panel.scrollTop = panel.scrollHeight;
			const { left, top } = heading.getBoundingClientRect();
			return {
				scrolled: panel.scrollTop,
				below: Math.round(top - panel.getBoundingClientRect().top),
				isInSight: document.elementFromPoint(left + 20, top + 8) === heading,
			};
		});
		expect(covers).toMatchObject({ below: 0, isInSight: true });
		expect(covers?.scrolled).toBeGreaterThan(100);
		await screenshot(page, "why");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("reads of each pair of a tile with which other tile it is", async () => {
		const { page } = opened;
		// In the middle of a row a tile is the first of one pair and the second of another.
		const { tasks } = await whole.system.graphql<{
			tasks: {
				tiles: { edges: { node: { id: string; name: string; lattice: { x: number; y: number; z: number } } }[] };
			};
		}>(
			"query ($id: ID!) { tasks: project(id: $id) { tiles(first: 200) { edges { node { id name lattice { x y z } } } } } }",
			{ id: project.id },
		);
		const tiles = tasks.tiles.edges.map(({ node }) => node);
		const at = (x: number) => tiles.find(({ lattice }) => lattice.x === x && lattice.y === 0 && lattice.z === 0);
		await page.goto(`${whole.system.url}/projects/${project.id}?tile=${at(2)?.id}`);
		for (const x of [1, 3]) {
			await page.getByRole("button", { name: new RegExp(`^Register x\\+1.*with ${at(x)?.name}`) }).waitFor();
		}
	});

	it("is told why a stage has no task for a tile at all", async () => {
		const { page } = opened;
		// The last tile of a row has no neighbour at its right, and is nobody's right neighbour's left one.
		await page.getByTestId("filmstrip").focus();
		await page.keyboard.press("End");
		await page.getByRole("heading", { name: "00040" }).waitFor();
		await page.getByText("Quality", { exact: true }).first().waitFor();
	});

	it("sees all planes in space, and every key on one sheet", async () => {
		const { page } = opened;
		await page.getByRole("button", { name: "3-D" }).click();
		await page.getByTestId("space").waitFor();
		await page.getByText("40 tiles in 2 planes").waitFor();
		await screenshot(page, "space");
		await page.getByRole("button", { name: "Map", exact: true }).click();
		await page.keyboard.press("?");
		const sheet = page.getByRole("dialog", { name: "Keys" });
		await sheet.waitFor();
		await screenshot(page, "keys");
		expect(await seriousViolations(page)).toEqual([]);
		await page.keyboard.press("Escape");
		await eventually(() => sheet.count()).toBe(0);
	});

	it("reads the same on a phone", async () => {
		const { page } = opened;
		await page.setViewportSize({ width: 390, height: 844 });
		await page.getByTestId("pace-arrival").waitFor();
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(width).toBeLessThanOrEqual(390);
		await screenshot(page, "phone");
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});

	it("keeps the name of the tile in sight on a phone as well, and reads the scale of the plane", async () => {
		const { page } = opened;
		await page.goto(`${whole.system.url}/projects/${project.id}?tile=7`);
		const name = page.getByRole("heading", { name: "00007" });
		await page.getByText("cannot allocate 3.2 GB").first().waitFor();
		await page.getByText("Mosaic").last().scrollIntoViewIfNeeded();
		await eventually(async () => (await name.boundingBox())?.y).toBe(0);
		await screenshot(page, "phone-tile");
		await page.goto(`${whole.system.url}/projects/${project.id}?view=quality&plot=~focus~~~<0.1`);
		await page.getByTestId("plane-heat").getByText("3", { exact: true }).first().waitFor();
		await page.getByText(/would hold \d+ of 40 tiles so far/).waitFor();
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await screenshot(page, "phone-quality");
		expect(await seriousViolations(page)).toEqual([]);
	});
});

/** Everything has come to an end but what waits for the failed tile. */
async function untilQuietBut(whole: WholeSystem, projectId: string): Promise<void> {
	await whole.system.until("only what waits for the failed tile is left", async () => {
		const counts = await stageCounts(whole.system, projectId);
		return (
			counts.Quality?.succeeded === 40 &&
			counts.Preview?.succeeded === 40 &&
			counts.Deconvolve?.succeeded === 39 &&
			counts.Mosaic?.succeeded === 2 &&
			!counts["Register x+1"]?.ready &&
			!counts["Register x+1"]?.running
		);
	});
}

/** Mean of all channels over the canvas of the viewer, 0 to 255. */
function brightness(page: Page): Promise<number> {
	return page.getByTestId("viewer-canvas").evaluate((canvas: HTMLCanvasElement) => {
		const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
		let sum = 0;
		for (let index = 0; index < data.length; index += 4) sum += (data[index] ?? 0) + (data[index + 1] ?? 0);
		return data.length === 0 ? 0 : sum / (data.length / 2);
	});
}
