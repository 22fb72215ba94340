import type { Browser } from "playwright-core";
import { startWholeSystem, type WholeSystem, type WholeSystemOptions } from "../../support/whole-system.ts";
import { buildPage, launchBrowser } from "./page-harness.ts";

/** A whole system that serves the page as it is built for production, and a browser to look at it. */
export interface BrowsedSystem {
	readonly whole: WholeSystem;
	readonly browser: Browser;
	/** Ends the browser with every page that is open in it, then the system. */
	stop(): Promise<void>;
}

/** What was begun is ended again when the rest does not start. */
export async function startBrowsedSystem(options: WholeSystemOptions = {}): Promise<BrowsedSystem> {
	const ends: (() => Promise<void>)[] = [];
	const stop = async () => {
		for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
	};
	try {
		const built = await buildPage();
		ends.push(built.remove);
		const environment = { ...options.environment, TILEWRIGHT_WEB_DIR: built.directory };
		const whole = await startWholeSystem({ ...options, environment });
		ends.push(whole.stop);
		// Last, so that it ends first: a page whose coordinator has gone says so.
		const browser = await launchBrowser();
		ends.push(() => browser.close());
		return { whole, browser, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
