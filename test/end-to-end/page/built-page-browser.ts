import type { Browser } from "playwright-core";
import { buildPage, launchBrowser } from "./page-harness.ts";

/** The page as it is built for production and a browser to look at it; whoever answers it is started by the test. */
export interface BuiltPageBrowser {
	/** Where the built page lies. */
	readonly directory: string;
	readonly browser: Browser;
	/** Ends the browser with every page that is open in it. */
	stop(): Promise<void>;
}

/** What was begun is ended again when the rest does not start. */
export async function startBuiltPageBrowser(): Promise<BuiltPageBrowser> {
	const built = await buildPage();
	try {
		const browser = await launchBrowser();
		return {
			directory: built.directory,
			browser,
			stop: async () => {
				await browser.close();
				await built.remove();
			},
		};
	} catch (error) {
		await built.remove();
		throw error;
	}
}
