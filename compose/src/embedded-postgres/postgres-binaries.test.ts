import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeLinks } from "./postgres-binaries.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-links-"));
	mkdirSync(join(directory, "native", "lib"), { recursive: true });
	writeFileSync(join(directory, "native", "lib", "libpq.so.5.18"), "library");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function listLinks(links: readonly { source: string; target: string }[]): void {
	writeFileSync(join(directory, "native", "pg-symlinks.json"), JSON.stringify(links));
}

describe("the links of the Postgres package", () => {
	it("are made when npm did not run the package's script, and left alone when they are there", () => {
		listLinks([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }]);
		makeLinks(directory);
		makeLinks(directory);
		expect(readFileSync(join(directory, "native", "lib", "libpq.so.5"), "utf8")).toBe("library");
	});

	it("are not needed where the package lists none", () => {
		makeLinks(directory);
	});

	it("that cannot be made are named", () => {
		writeFileSync(join(directory, "native", "file"), "");
		listLinks([{ source: "native/lib/missing", target: "native/lib/dangling" }]);
		makeLinks(directory);
		// The link is there, but leads nowhere: asked again, it can be neither found nor made.
		expect(() => makeLinks(directory)).toThrow(
			expect.objectContaining({
				code: "EMBEDDED_SERVICE_FAILED",
				message: expect.stringContaining(join("native", "lib", "dangling")),
			}),
		);
	});
});
