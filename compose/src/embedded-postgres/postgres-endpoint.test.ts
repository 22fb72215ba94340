import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isReachableByOthers } from "./postgres-account.ts";
import { socketDirectory } from "./postgres-endpoint.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-endpoint-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the folder of the database's socket", () => {
	it("is beside the data, for its user only", () => {
		const folder = socketDirectory(directory);
		expect(folder).toBe(join(directory, "socket"));
		expect(statSync(folder).mode & 0o777).toBe(0o700);
	});

	it("is a short and stable one elsewhere when the data lie deep", () => {
		const deep = join(directory, "x".repeat(100));
		mkdirSync(deep);
		const folder = socketDirectory(deep);
		expect(folder.length).toBeLessThan(80);
		expect(socketDirectory(deep)).toBe(folder);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		// Somebody who opened it to others could have put a socket of his own there.
		chmodSync(folder, 0o777);
		expect(() => socketDirectory(deep)).toThrow(expect.objectContaining({ code: "EMBEDDED_SERVICE_FAILED" }));
		rmSync(folder, { recursive: true });
	});
});

describe("whether strangers can reach a folder", () => {
	it("depends on all folders above it", () => {
		const inner = join(directory, "open");
		mkdirSync(inner, { mode: 0o755 });
		chmodSync(directory, 0o755);
		expect(isReachableByOthers(inner)).toBe(true);
		chmodSync(directory, 0o700);
		expect(isReachableByOthers(inner)).toBe(false);
	});
});
