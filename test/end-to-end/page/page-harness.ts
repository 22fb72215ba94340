import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterEach, expect } from "vitest";

/** A real browser, the page as it is built for production, and what went wrong in it. */

const repository = join(import.meta.dirname, "../../..");

const candidates = [
	env.TILEWRIGHT_CHROMIUM,
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
];

/** Where a Chromium is; undefined where there is none, and the tests of the page are skipped. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

const browserArguments = [
	"--no-sandbox",
	"--disable-gpu",
	"--use-angle=swiftshader",
	"--enable-unsafe-swiftshader",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

export interface BuiltPage {
	readonly directory: string;
	remove(): Promise<void>;
}

/** A copy of the page as it is built for production; it is built again only when its sources have changed. */
export async function buildPage(): Promise<BuiltPage> {
	// In a process of its own: a test runner's NODE_ENV would bring the development build of React.
	await promisify(execFile)(execPath, [join(repository, "scripts/build.mjs"), "web"], {
		env: { ...env, NODE_ENV: "production" },
	});
	const directory = await mkdtemp(join(tmpdir(), "tilewright-page-"));
	// What somebody builds meanwhile does not change what a test looks at.
	await cp(join(repository, "dist/client/web"), directory, { recursive: true });
	return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export async function launchBrowser(): Promise<Browser> {
	if (chromiumPath === undefined) throw new Error("no Chromium was found; set TILEWRIGHT_CHROMIUM to one");
	return chromium.launch({ executablePath: chromiumPath, args: browserArguments });
}

/** Pages that are open in this test file. */
const openPages = new Set<Page>();

// A page that did not come to say what was waited for says something else: that is the first thing one wants to know.
afterEach(async ({ task }) => {
	if (task.result?.state !== "fail") return;
	for (const page of openPages) {
		const text = await page.locator("body").innerText({ timeout: 5_000 }).catch(String);
		console.error(`When "${task.name}" failed, ${page.url()} showed:\n${text}`);
	}
});

export interface OpenedPage {
	readonly page: Page;
	/** Uncaught exceptions, and what the browser refused (content security policy). */
	readonly problems: readonly string[];
	/** Addresses of other servers that were asked for anything. */
	readonly elsewhere: readonly string[];
	close(): Promise<void>;
}

export async function openPage(
	browser: Browser,
	url: string,
	options: BrowserContextOptions = {},
): Promise<OpenedPage> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	const problems: string[] = [];
	const elsewhere: string[] = [];
	page.on("pageerror", (error) => problems.push(error.message));
	page.on("console", (message) => {
		if (/Content Security Policy|React/.test(message.text())) problems.push(message.text());
	});
	page.on("request", (request) => {
		const { origin, protocol } = new URL(request.url());
		if (protocol.startsWith("http") && origin !== new URL(url).origin) elsewhere.push(request.url());
	});
	openPages.add(page);
	page.on("close", () => openPages.delete(page));
	await page.goto(url);
	return { page, problems, elsewhere, close: () => context.close() };
}

/** A condition that comes true by itself; the machine may be busy with other tests. */
export function eventually<Value>(read: () => Value | Promise<Value>) {
	return expect.poll(read, { timeout: 20_000, interval: 100 });
}

/** The colour of the map at a lattice position, as `r,g,b`; the whole plane must be in sight. */
export async function mapColour(
	page: Page,
	column: number,
	row: number,
	plane: { readonly columns: number; readonly rows: number },
): Promise<string> {
	const box = await page.getByTestId("tile-map").boundingBox();
	if (box === null) return "the map is not in sight";
	// As fitView of client/web lays it out: 34 px at the left, 22 px above, 10 px at the other edges.
	const roomX = box.width - 44;
	const roomY = box.height - 32;
	const scale = Math.min(45, roomX / plane.columns, roomY / plane.rows);
	// A fifth into the cell: the mark of its state is in the middle, the gap at the end.
	const x = Math.round(box.x + 34 + (roomX - plane.columns * scale) / 2 + (column + 0.2) * scale);
	const y = Math.round(box.y + 22 + Math.min(10, (roomY - plane.rows * scale) / 2) + (row + 0.2) * scale);
	const picture = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
	return page.evaluate(
		async (data) => {
			const image = new Image();
			image.src = data;
			await image.decode();
			const canvas = document.createElement("canvas");
			const context = canvas.getContext("2d");
			context?.drawImage(image, 0, 0);
			return [...(context?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])].join(",");
		},
		`data:image/png;base64,${picture.toString("base64")}`,
	);
}
