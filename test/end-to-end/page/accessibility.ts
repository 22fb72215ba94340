import axe from "axe-core";
import type { Page } from "playwright-core";

interface AxeResults {
	readonly violations: readonly {
		readonly id: string;
		readonly impact: string | null;
		readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
	}[];
}

/** What axe finds serious or critical on the page as it is, one sentence each. */
export async function seriousViolations(page: Page): Promise<string[]> {
	// Over the debugger, which the page's content security policy does not concern.
	await page.evaluate(`${axe.source}; undefined`);
	const results = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
	return results.violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.flatMap(({ id, nodes }) =>
			nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
		);
}
