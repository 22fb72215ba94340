import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, Route } from "playwright-core";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";

/** A real coordinator and worker with a night's worth of trouble in small: failures, held results, a definition. */
export interface OperatorSystem extends BrowsedSystem {
	readonly project: MadeProject;
}

const failingScript = `#!/bin/sh
case "$4" in
	*0) echo "OutOfRangeError: plane 00$4 of /data/2026-11-21/acquisition/tiles/raw has no signal" >&2; exit 3 ;;
esac
echo "deconvolved" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"
echo '{"focus": 0.2}' > "$TILEWRIGHT_OUTPUT_DIRECTORY/metrics.json"
`;

export async function startOperatorSystem(): Promise<OperatorSystem> {
	const browsed = await startBrowsedSystem({ workUnits: 4 });
	try {
		return { ...browsed, project: await haveTroubleIn(browsed.whole) };
	} catch (error) {
		await browsed.stop();
		throw error;
	}
}

/** Twelve tiles: some fail, the others are held for a review. */
async function haveTroubleIn({ system, directory }: WholeSystem): Promise<MadeProject> {
	const acquisition = join(directory, "acquisition");
	const scripts = join(directory, "scripts");
	mkdirSync(acquisition);
	mkdirSync(scripts);
	const script = join(scripts, "deconvolve.sh");
	writeFileSync(script, failingScript);
	chmodSync(script, 0o755);
	const project = await makeProject(system, { name: "Cortex 12, left hemisphere", rootPath: acquisition });
	await makeStage(system, project, {
		name: "Deconvolve",
		definitionId: await makeDefinition(system, "deconvolve", { program: { kind: "script", path: script } }),
		operations: {
			retryRules: { failed: { retries: 0, backOffSeconds: 0 } },
			pauseAfterFailures: null,
			gate: { review: true },
		},
	});
	await simulateAcquisition({
		folder: acquisition,
		lattice: { columns: 4, rows: 3, planes: 1, tile: { width: 64, height: 64 } },
		pacing: { secondsPerTile: 0.02 },
	});
	await system.until(
		"every tile was tried",
		async () => {
			const { failed = 0, review = 0, succeeded = 0 } = (await stageCounts(system, project.id)).Deconvolve ?? {};
			return failed + review + succeeded === 12;
		},
		120_000,
	);
	return project;
}

/** What happens to questions whose operation has one of these names. */
export type Trouble =
	| { readonly kind: "late"; readonly until: Promise<void> }
	| { readonly kind: "broken" }
	| { readonly kind: "refused"; readonly message: string };

/** Answers of the coordinator that come late, are an error of the server, or refuse; by the name of the operation. */
export class Troubles {
	readonly #troubles = new Map<string, Trouble>();

	async in(page: Page): Promise<void> {
		await page.route("**/graphql", (route) => this.#answer(route));
	}

	set(operation: string, trouble: Trouble): void {
		this.#troubles.set(operation, trouble);
	}

	clear(): void {
		this.#troubles.clear();
	}

	async #answer(route: Route): Promise<void> {
		const name = /(?:query|mutation)\s+(\w+)/.exec(route.request().postData() ?? "")?.[1] ?? "";
		const trouble = this.#troubles.get(name);
		switch (trouble?.kind) {
			case undefined:
				return route.continue();
			case "late":
				await trouble.until;
				// The page may have gone on meanwhile.
				return route.continue().catch(() => {});
			case "broken":
				return route.fulfill({ status: 500, contentType: "text/plain", body: "Internal Server Error" });
			case "refused": {
				const errors = [{ message: trouble.message, extensions: { code: "COORDINATOR_STANDBY" } }];
				return route.fulfill({ contentType: "application/json", body: JSON.stringify({ data: null, errors }) });
			}
		}
	}
}
