import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { env } from "node:process";
import type { Page } from "playwright-core";

/**
 * With TILEWRIGHT_SCREENSHOTS set the pictures of the documentation are made anew; otherwise they go where nobody
 * minds them, so that a run of the tests changes no file.
 */
const directory =
	env.TILEWRIGHT_SCREENSHOTS === undefined ? join(tmpdir(), "tilewright-screenshots") : resolve("docs/images");

export async function screenshot(page: Page, name: string): Promise<void> {
	await mkdir(directory, { recursive: true });
	// A tooltip of whatever the pointer happens to rest on says nothing.
	await page.mouse.move(2, 2);
	await page.screenshot({ path: join(directory, `${name}.png`) });
}
