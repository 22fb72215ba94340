import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const fixtureFolder = new URL("../../fixtures/", import.meta.url);
const sharedFolder = new URL("../../../../shared/data/", import.meta.url);

/** A file that `fixtures/write-tiffs.py` wrote. For tests. */
export function fixturePath(name: string): string {
	return fileURLToPath(new URL(name, fixtureFolder));
}

/** A file of the real data beside the repository, which is not part of it. For tests. */
export function sharedDataPath(name: string): string {
	return fileURLToPath(new URL(name, sharedFolder));
}

/** True where the real data are there; tests that need them are skipped otherwise. */
export const hasSharedData = existsSync(sharedFolder);
