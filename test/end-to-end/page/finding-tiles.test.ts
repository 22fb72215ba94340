import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import {
	type MadeProject,
	makeDefinition,
	makeProject,
	makeStage,
	stageCounts,
	tasksOf,
} from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * Somebody looks for tiles in an acquisition of three planes, one of whose stages measures nothing, and one of whose
 * programs fails on three tiles for a reason that somebody mends.
 */

const lattice = { columns: 5, rows: 3, planes: 3, tile: { width: 32, height: 32 } };
const tileCount = 45;

const failing = (cases: string) => `#!/bin/sh
echo "opening tile $3"
echo "reading the point spread function"
case "$3" in
	${cases}) echo "cannot allocate 3.2 GB" >&2; echo "giving up" >&2; exit 3 ;;
esac
echo "deconvolved" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"
`;

const measuring = (folder: string) => `#!/bin/sh
echo "{\\"focus\\": $(cat ${folder}/focus.txt)}" > "$TILEWRIGHT_OUTPUT_DIRECTORY/metrics.json"
`;

describe.skipIf(chromiumPath === undefined)("somebody who looks for a tile", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let page: Page;
	let scripts: string;
	let measure: string;
	let deconvolve: string;
	/** The tile whose deconvolution failed first; it lies in plane 0. */
	let failed: { readonly id: string; readonly name: string; readonly x: number; readonly y: number };

	const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
	const plane = () => page.getByText(/^z -?\d+ · \d of 3$/);
	const counts = async (stage: string) => (await stageCounts(whole.system, project.id))[stage] ?? {};
	const url = (query: string) => `${whole.system.url}/projects/${project.id}?${query}`;
	const write = (name: string, text: string) => writeFileSync(join(scripts, name), text, { mode: 0o755 });

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: 4 });
		whole = browsed.whole;
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		scripts = join(directory, "scripts");
		await mkdir(acquisition);
		await mkdir(scripts);
		write("deconvolve.sh", failing("*00002*|*00004*|*00007*"));
		write("measure.sh", measuring(scripts));
		write("focus.txt", "0.5");
		project = await makeProject(system, { name: "Cortex 15", rootPath: acquisition });
		const script = (name: string) =>
			makeDefinition(system, name, { program: { kind: "script", path: join(scripts, `${name}.sh`) } });
		deconvolve = await makeStage(system, project, {
			name: "Deconvolve",
			definitionId: await script("deconvolve"),
			operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } }, pauseAfterFailures: null },
		});
		measure = await makeStage(system, project, { name: "Sharpness", definitionId: await script("measure") });
		await simulateAcquisition({ folder: acquisition, lattice, pacing: { secondsPerTile: 0.02 } });
		await system.until(
			"every tile was tried",
			async () => {
				const { failed: failures = 0, succeeded = 0 } = await counts("Deconvolve");
				return failures + succeeded === tileCount && (await counts("Sharpness")).succeeded === tileCount;
			},
			120_000,
		);
		const { project: answer } = await system.graphql<{
			project: { tiles: { edges: { node: { id: string; name: string; lattice: { x: number; y: number } } }[] } };
		}>(
			'query ($id: ID!) { project(id: $id) { tiles(first: 1, filter: { pathContains: "00002" }) { edges { node { id name lattice { x y } } } } } }',
			{ id: project.id },
		);
		const tile = answer.tiles.edges[0]?.node;
		if (tile === undefined) throw new Error("there is no tile 00002");
		failed = { id: tile.id, name: tile.name, ...tile.lattice };
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}`);
		page = opened.page;
	}, 300_000);

	afterAll(async () => {
		await browsed?.stop();
		expect(opened?.problems).toEqual([]);
	});

	it("chooses a failed tile in a list, and the map goes to the plane it lies in", async () => {
		await plane().getByText("2", { exact: true }).waitFor();
		await page.getByTestId("attention").getByRole("button", { name: "Deconvolve failed for 3 tiles" }).waitFor();
		await page
			.getByTestId("attention")
			.getByRole("button", { name: /^00002/ })
			.click();
		await page.getByRole("heading", { name: failed.name }).waitFor();
		await page.getByText("z 0 · 1 of 3").waitFor();
		await eventually(() => isMarked(page, failed.x, failed.y)).toBe(true);
	});

	it("steps on to another plane by hand, is not pulled back, and finds the way back", async () => {
		await page.getByRole("button", { name: "Next plane" }).click();
		await page.getByText("z 1 · 2 of 3").waitFor();
		// Something else of the same tile is no reason to go anywhere.
		await page
			.getByRole("listitem")
			.getByRole("button", { name: /^Sharpness/ })
			.click();
		await eventually(() => parameter("task")).not.toBeNull();
		expect(parameter("z")).toBe("1");
		await page.getByRole("button", { name: "the selected tile is in z 0" }).click();
		await page.getByText("z 0 · 1 of 3").waitFor();
		await page.keyboard.press("Escape");
		await eventually(() => parameter("tile")).toBeNull();
		await page.getByText("z 0 · 1 of 3").waitFor();
	});

	it("goes from one failure to the next with a key, and the map is centred on what was out of sight", async () => {
		await page.getByRole("button", { name: "Next plane" }).click();
		await page.getByTestId("tile-map").focus();
		for (let step = 0; step < 8; step++) await page.keyboard.press("+");
		const box = await page.getByTestId("tile-map").boundingBox();
		if (box === null) throw new Error("the map is not in sight");
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + box.width, y + box.height, { steps: 5 });
		await page.mouse.up();
		await page.keyboard.press("n");
		await page.getByText("z 0 · 1 of 3").waitFor();
		await page.getByRole("heading", { name: "00002" }).waitFor();
		await page.mouse.move(34 + box.x + (box.width - 44) / 2, 22 + box.y + (box.height - 32) / 2);
		await page.getByText(`x ${failed.x}, y ${failed.y}`, { exact: true }).waitFor();
		await page.keyboard.press("Escape");
	});

	it("follows a link that names a tile and no plane", async () => {
		const colleague = await openPage(browsed.browser, url(`tile=${failed.id}`));
		await colleague.page.getByText("z 0 · 1 of 3").waitFor();
		await eventually(() => isMarked(colleague.page, failed.x, failed.y)).toBe(true);
		// A link that names both shows what its sender saw.
		await colleague.page.goto(url(`tile=${failed.id}&z=1`));
		await colleague.page.getByText("z 1 · 2 of 3").waitFor();
		await colleague.close();
	});

	it("finds a tile by a part of its name, with the keyboard alone, from any view", async () => {
		await page.keyboard.press("4");
		await page.getByText("What is failing").waitFor();
		await page.keyboard.press("/");
		const field = page.getByRole("combobox", { name: "Name, path or position of a tile" });
		await field.fill("0000");
		await page.getByText("9 tiles", { exact: true }).waitFor();
		await screenshot(page, "find-tile");
		expect(await seriousViolations(page)).toEqual([]);
		await field.fill("000");
		await page.getByText("The first 10; 35 more fit.").waitFor();
		await field.fill("nothing like it");
		await page.getByText(/No tile has .nothing like it. in its path/).waitFor();
		await field.fill("00040");
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "00040" }).waitFor();
		await page.getByText("z 2 · 3 of 3").waitFor();
		expect(parameter("view")).toBeNull();
	});

	it("finds a tile by its place, and chooses among several", async () => {
		await page.keyboard.press("/");
		const field = page.getByRole("combobox", { name: "Name, path or position of a tile" });
		await field.fill("x=3 y=1");
		const options = page.getByRole("option");
		await eventually(() => options.count()).toBe(3);
		await options.nth(1).getByText("x 3, y 1, z 1").waitFor();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await page.getByText("z 1 · 2 of 3").waitFor();
		await eventually(() => isMarked(page, 3, 1)).toBe(true);
		await page.keyboard.press("?");
		await page.getByText("find a tile by its name or place").waitFor();
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
	});

	it("opens Quality on the stage that measures something, and reads which ones do not", async () => {
		await page.keyboard.press("2");
		await page.getByText("Deconvolve measures nothing", { exact: true }).waitFor();
		await page.getByText(`${tileCount} results; drag`).waitFor();
		expect(await page.getByRole("combobox", { name: "of" }).inputValue()).toBe(measure);
	});

	it("brushes points, reads the names of their tiles, and goes to one of them; the map keeps room on a low screen", async () => {
		const box = await page.getByTestId("metric-plot").boundingBox();
		if (box === null) throw new Error("the plot is not in sight");
		await page.mouse.move(box.x + 60, box.y + 4);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width - 8, box.y + box.height - 30, { steps: 4 });
		await page.mouse.up();
		await page.getByRole("button", { name: "list them" }).click();
		const list = page.getByRole("list", { name: "Brushed tiles" });
		await list
			.getByRole("listitem")
			.filter({ hasText: failed.name })
			.getByText(/^[\d.]+$/)
			.last()
			.waitFor();
		await list.getByRole("button", { name: failed.name, exact: true }).click();
		await eventually(() => parameter("tile")).toBe(failed.id);
		await page.setViewportSize({ width: 1280, height: 720 });
		await screenshot(page, "quality-low");
		const map = await page.getByTestId("tile-map").boundingBox();
		expect(Math.min(map?.width ?? 0, map?.height ?? 0)).toBeGreaterThan(120);
		await page.setViewportSize({ width: 1440, height: 900 });
		await page.getByRole("button", { name: "show all" }).click();
		await page.keyboard.press("Escape");
		await eventually(() => parameter("tile")).toBeNull();
	});

	it("has a plot that stays still under the pointer while a result comes that lies beyond", async () => {
		await page.getByRole("button", { name: "Draw a threshold" }).click();
		const handle = page.getByRole("slider", { name: "Threshold of focus" });
		const highest = async () => Number(await handle.getAttribute("aria-valuemax"));
		const before = await highest();
		expect(before).toBeLessThan(1);
		const box = await page.getByTestId("metric-plot").boundingBox();
		if (box === null) throw new Error("the plot is not in sight");
		await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
		write("focus.txt", "12");
		const [task] = await tasksOf(whole.system, measure);
		await whole.system.graphql("mutation ($input: TaskIdsInput!) { retryTasks(input: $input) { tasks { id } } }", {
			input: { ids: [task?.id] },
		});
		await page.getByText("1 result beyond the scale").waitFor();
		expect(await highest()).toBe(before);
		await page.mouse.move(box.x + box.width / 2, box.y + box.height + 200);
		await eventually(highest).toBeGreaterThanOrEqual(12);
		await eventually(() => page.getByText("1 result beyond the scale").count()).toBe(0);
		await page.keyboard.press("1");
	});

	it("reads of a failed task its last words, and that a retry would run the same script", async () => {
		await page.goto(url(`stage=${deconvolve}&tile=${failed.id}`));
		const what = page.getByTestId("what-failed");
		await what.getByText("giving up", { exact: true }).waitFor();
		await what.getByText("cannot allocate 3.2 GB").waitFor();
		await what.getByText("It has not been changed since this attempt.").waitFor();
		await screenshot(page, "what-failed");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("mends the script, retries, and is told what becomes of it without a reload", async () => {
		write("deconvolve.sh", failing("*00007*"));
		await page
			.getByTestId("script-words")
			.getByText(/It has been changed since this attempt/)
			.waitFor();
		await page.getByRole("button", { name: "Retry", exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
		await page.getByTestId("retry-story").getByText("Attempt 2 succeeded; attempt 1 ended: failed (exit 3).").waitFor();
	});

	it("retries all that failed in a stage, and reads how many of them succeeded", async () => {
		await page.goto(url(`stage=${deconvolve}`));
		await page.getByRole("button", { name: "Retry all 2 failed" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Retry 2" }).click();
		await page.getByTestId("retried").getByText("1 of 2 retried tasks succeeded, 1 failed again").waitFor();
		await page.getByRole("button", { name: /^00007/ }).click();
		await page
			.getByTestId("retry-story")
			.getByText("Failed again in attempt 2, with the same last words as attempt 1.")
			.waitFor();
	});

	it("judges a held result without a picture by its numbers, on a phone as well", async () => {
		const [task] = await tasksOf(whole.system, measure);
		await whole.system.graphql("mutation ($input: JudgeTasksInput!) { holdTasks(input: $input) { tasks { id } } }", {
			input: { ids: [task?.id], reason: "look at it" },
		});
		const phone = await openPage(browsed.browser, url("view=review"), { viewport: { width: 390, height: 844 } });
		const words = phone.page.getByText("Neither this result nor its tile has a picture: its numbers have to tell.");
		await words.waitFor();
		// What is said where the numbers are is true where they stand beside it and where they stand below.
		expect(await words.innerText()).not.toMatch(/right|left|below|above|beside/);
		await phone.page.getByText("focus", { exact: true }).waitFor();
		expect(await seriousViolations(phone.page)).toEqual([]);
		await phone.close();
	});

	it("reads how many results are stale, and which version made them", async () => {
		await whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
			input: {
				projectId: project.id,
				edits: [{ changeStage: { stage: { name: "Sharpness" }, parameters: { sigma: 2 } } }],
			},
		});
		await page.goto(url(`stage=${measure}`));
		await page.getByTestId("stage-made-by").getByText("45 stale: made by version 1 (now 2)").waitFor();
		await page.goto(url(`stage=${measure}&tile=${failed.id}`));
		await page.getByTestId("tile-stale").getByText("Sharpness (made by version 1, now 2)").waitFor();
	});

	it("sees in the table and on the map that a result is stale", async () => {
		await page.goto(url(`stage=${measure}&z=0`));
		// Where the map lies is settled once the graph above it is there.
		await page.getByTestId("stage-made-by").waitFor();
		let by = 0;
		await eventually(async () => {
			const box = await page.getByTestId("tile-map").boundingBox();
			if (box === null) return 0;
			by = 3 - by;
			await page.mouse.move(34 + by + box.x + (box.width - 44) / 2, box.y + 54);
			// In the first row, which lies at the top. As long as somebody rests on a tile who wants to read what it is.
			return page
				.getByText(", stale", { exact: true })
				.waitFor({ timeout: 2_000 })
				.then(() => 1)
				.catch(() => 0);
		}).toBe(1);
		await page.getByRole("button", { name: "Table" }).click();
		await page
			.getByRole("row", { name: /^00002 / })
			.filter({ hasText: "succeeded, stale" })
			.waitFor();
	});

	it("runs the stale ones again, as many as it was told", async () => {
		await page.getByRole("button", { name: /^Run \d+ stale again$/ }).click();
		await page
			.getByRole("dialog")
			.getByRole("button", { name: /^Run \d+ again$/ })
			.click();
		await page.getByText("45 tasks run again.").waitFor();
		await eventually(() => page.getByTestId("stage-made-by").count()).toBe(0);
		await page.getByText(/^Run .* stale again$/).waitFor({ state: "detached" });
	});
});

/** Whether the white outline of the selected tile is around a lattice position; the whole plane must be in sight. */
function isMarked(page: Page, column: number, row: number): Promise<boolean> {
	return page.getByTestId("tile-map").evaluate(
		(map, { column, row, columns, rows }) => {
			const overlay = map.querySelectorAll("canvas")[1];
			const context = overlay?.getContext("2d");
			if (!overlay || !context) return false;
			const { clientWidth: width, clientHeight: height } = overlay;
			// As fitView of client/web lays it out.
			const [roomX, roomY] = [width - 44, height - 32];
			const scale = Math.min(45, roomX / columns, roomY / rows);
			const left = 34 + (roomX - columns * scale) / 2 + column * scale;
			const top = 22 + Math.min(10, (roomY - rows * scale) / 2) + row * scale;
			const strip = context.getImageData(Math.round(left - 4), Math.round(top + scale / 4), 9, 1).data;
			for (let at = 0; at < strip.length; at += 4) {
				if ((strip[at] ?? 0) > 240 && (strip[at + 1] ?? 0) > 240 && (strip[at + 3] ?? 0) > 240) return true;
			}
			return false;
		},
		{ column, row, columns: lattice.columns, rows: lattice.rows },
	);
}
