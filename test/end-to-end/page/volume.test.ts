import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OmeZarrWriter } from "../../../stages/src/image/ome-zarr-writer.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BuiltPageBrowser, startBuiltPageBrowser } from "./built-page-browser.ts";
import { FixtureServer } from "./fixture-server.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * Volumes as a person sees them: files written by the product's own image library (and one that another program wrote,
 * where the sample data is there), drawn by Viv in a real browser; what is judged are the pixels on the screen.
 */

const side = 64;
const depth = 40;
const samples = resolve("../shared/data/ome-zarr-samples/viv/ome-zarr/blobs_image_v05.ome.zarr");

/** Two channels: a ball at the left, and as far as `grown` a rod through the right half. */
async function writeBallAndRod(path: string, grown: number): Promise<void> {
	const writer = await OmeZarrWriter.create(
		path,
		{
			axes: ["c", "z", "y", "x"],
			shape: [2, depth, side, side],
			dtype: "uint16",
			pixelSize: { x: 1.5, y: 1.5, z: 1.5 },
			position: null,
			channelNames: ["ball", "rod"],
		},
		{ name: "ball and rod", chunkSize: 32 },
	);
	for (let c = 0; c < 2; c++) {
		for (let z = 0; z < depth; z++) {
			const plane = new Uint16Array(side * side);
			for (let y = 0; y < side; y++) {
				for (let x = 0; x < side; x++) {
					const isBall = Math.hypot(x - 18, y - 32, z - 20) < 14;
					const isRod = z < grown && Math.hypot(x - 48, y - 32) < 8;
					plane[y * side + x] = (c === 0 ? isBall : isRod) ? 1_000 : 0;
				}
			}
			await writer.writeRows({ c, z }, plane);
		}
	}
	await writer.finish([
		{ min: 0, max: 1_000, start: 0, end: 1_000 },
		{ min: 0, max: 1_000, start: 0, end: 1_000 },
	]);
}

interface Seen {
	/** Pixels of the first channel's colour, magenta. */
	readonly ball: number;
	/** Of the second's, green. */
	readonly rod: number;
	/** Mean brightness of those that are not black. */
	readonly brightness: number;
	/** Changes with every pixel. */
	readonly print: number;
}

/** Reads the picture of the canvas back, as the screen has it. */
async function seen(page: Page): Promise<Seen> {
	const box = await page.getByTestId("volume-canvas").boundingBox();
	if (box === null) throw new Error("there is no volume in sight");
	// Without the words in the corner.
	const clip = { x: box.x, y: box.y + 60, width: box.width, height: box.height - 60 };
	const picture = await page.screenshot({ clip });
	return page.evaluate(
		async (data) => {
			const image = new Image();
			image.src = data;
			await image.decode();
			const canvas = document.createElement("canvas");
			canvas.width = image.width;
			canvas.height = image.height;
			const context = canvas.getContext("2d");
			context?.drawImage(image, 0, 0);
			const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
			let [ball, rod, lit, sum, print] = [0, 0, 0, 0, 0];
			for (let at = 0; at < pixels.length; at += 4) {
				const [r = 0, g = 0, b = 0] = pixels.subarray(at, at + 3);
				print = (print * 31 + r + 7 * g + 13 * b) % 1_000_003;
				if (r + g + b < 60) continue;
				lit++;
				sum += r + g + b;
				if (b > g + 30) ball++;
				if (g > b + 30) rod++;
			}
			return { ball, rod, brightness: lit === 0 ? 0 : sum / lit / 3, print };
		},
		`data:image/png;base64,${picture.toString("base64")}`,
	);
}

describe.skipIf(chromiumPath === undefined)("a volume", () => {
	let built: BuiltPageBrowser;
	let server: FixtureServer;
	let directory: string;
	let opened: OpenedPage | undefined;

	beforeAll(async () => {
		built = await startBuiltPageBrowser();
		server = await FixtureServer.start({
			projects: [{ name: "Ball and rod", columns: 4, rows: 4, planes: 1, arrivedAtStart: 16 }],
			pageDirectory: built.directory,
		});
		directory = await mkdtemp(join(tmpdir(), "tilewright-volumes-"));
		await writeBallAndRod(join(directory, "volume.ome.zarr"), 6);
	}, 120_000);
	afterAll(async () => {
		await opened?.close();
		await server?.close();
		await built?.stop();
		if (directory !== undefined) await rm(directory, { recursive: true, force: true });
	});

	/** Opens an image of the directory in the viewer; `prepare` runs in the page before anything else. */
	async function openImage(name: string, prepare?: () => void): Promise<Page> {
		await opened?.close();
		opened = await openPage(built.browser, "about:blank");
		const { page } = opened;
		if (prepare !== undefined) await page.addInitScript(prepare);
		await page.route(`**/api/tasks/*/files/${name}/**`, async (route) => {
			const inside = new URL(route.request().url()).pathname.split(`/files/${name}/`)[1] ?? "";
			const file = join(directory, name, inside);
			if (!existsSync(file)) return route.fulfill({ status: 404 });
			return route.fulfill({ body: await readFile(file) });
		});
		await page.goto(`${server.url}/projects/1?image=${encodeURIComponent(`task:1:${name}`)}`);
		await page.getByTestId("viewer").waitFor();
		return page;
	}
	const isRead = (page: Page) =>
		page.locator('[data-testid="volume-canvas"][data-reading="false"][data-drawn="true"]').waitFor();

	it("is drawn with the channels and the contrast of the planes, and turned by keys and pointer", async () => {
		const page = await openImage("volume.ome.zarr");
		await page.getByRole("button", { name: "Volume" }).click();
		await isRead(page);
		await eventually(async () => (await seen(page)).ball).toBeGreaterThan(500);
		const both = await seen(page);
		expect(both.rod).toBeGreaterThan(50);

		await page.keyboard.press("ArrowRight");
		await eventually(async () => (await seen(page)).print).not.toBe(both.print);
		const turned = await seen(page);
		const box = await page.getByTestId("volume-canvas").boundingBox();
		if (box === null) throw new Error("there is no volume in sight");
		await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 2 + 30, { steps: 4 });
		await page.mouse.up();
		await eventually(async () => (await seen(page)).print).not.toBe(turned.print);
		await screenshot(page, "viewer-volume");

		await page.getByRole("checkbox", { name: "rod" }).uncheck();
		await eventually(async () => (await seen(page)).rod).toBe(0);
		expect((await seen(page)).ball).toBeGreaterThan(500);
		const full = (await seen(page)).brightness;
		await page
			.getByRole("slider", { name: /^white/ })
			.first()
			.fill("2000");
		await eventually(async () => (await seen(page)).brightness).toBeLessThan(full * 0.8);
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened?.problems).toEqual([]);
	});

	it("is read again while it grows", async () => {
		const page = await openImage("volume.ome.zarr");
		await page.getByRole("button", { name: "Volume" }).click();
		await isRead(page);
		await eventually(async () => (await seen(page)).rod).toBeGreaterThan(50);
		const before = await seen(page);
		await writeBallAndRod(join(directory, "volume.ome.zarr"), depth);
		await page.getByRole("button", { name: "Read again" }).click();
		await eventually(async () => (await seen(page)).rod).toBeGreaterThan(before.rod * 1.5);
	});

	it.skipIf(!existsSync(samples))("is drawn from a file that another program wrote", async () => {
		// The sample has three planes of one thing; that its first axis is called a channel is a matter of words.
		const path = join(directory, "sample.ome.zarr");
		await cp(samples, path, { recursive: true });
		const metadata = (await readFile(join(path, "zarr.json"), "utf8"))
			.replaceAll(/"name":\s*"c"/g, '"name": "z"')
			.replaceAll(/"type":\s*"channel"/g, '"type": "space"');
		await writeFile(join(path, "zarr.json"), metadata);
		const page = await openImage("sample.ome.zarr");
		await page.getByRole("button", { name: "Volume" }).click();
		await isRead(page);
		await page.getByText("12 × 12 × 3 voxels").waitFor();
		await eventually(async () => (await seen(page)).brightness).toBeGreaterThan(20);
	});

	it("is not offered where the browser cannot draw it, which is said, and the planes go on", async () => {
		const page = await openImage("volume.ome.zarr", () => {
			const original = HTMLCanvasElement.prototype.getContext;
			HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
				return kind === "webgl2" ? null : Reflect.apply(original, this, [kind, ...rest]);
			} as typeof original;
		});
		await page.getByText(/This browser has no WebGL2/).waitFor();
		await page.getByRole("button", { name: "Volume" }).click();
		expect(await page.getByTestId("volume-canvas").count()).toBe(0);
		await page.getByRole("checkbox", { name: "brightest of all planes" }).check();
		await page.getByTestId("viewer-canvas").waitFor();
		expect(opened?.problems).toEqual([]);
	});
});
