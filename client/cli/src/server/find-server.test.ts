import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findServer } from "./find-server.ts";

let installation: string;
beforeEach(() => {
	installation = mkdtempSync(join(tmpdir(), "tilewright-cli-"));
});
afterEach(() => rmSync(installation, { recursive: true, force: true }));

/** A coordinator that announced itself. */
function announce(pid: number, dataDirectory = join(installation, ".tilewright")): void {
	mkdirSync(join(dataDirectory, "run"), { recursive: true });
	writeFileSync(join(dataDirectory, "run", "coordinator.json"), JSON.stringify({ url: "http://127.0.0.1:40123", pid }));
}

describe("finding the server", () => {
	it("believes the command line before the environment before what runs here", () => {
		announce(process.pid);
		const environment = { TILEWRIGHT_URL: "http://scope:6001" };
		expect(findServer("http://other:7000", environment, installation).url).toBe("http://other:7000");
		expect(findServer(undefined, environment, installation)).toEqual({
			url: "http://scope:6001",
			origin: "TILEWRIGHT_URL",
		});
		expect(findServer(undefined, {}, installation).url).toBe("http://127.0.0.1:40123");
	});

	it("finds the npm start of another data directory", () => {
		announce(process.pid, join(installation, "elsewhere"));
		expect(findServer(undefined, { TILEWRIGHT_DATA_DIR: "elsewhere" }, installation).url).toBe(
			"http://127.0.0.1:40123",
		);
	});

	it("looks in the usual place when what ran here is gone", () => {
		// No system gives out so large a process id.
		announce(2 ** 30);
		expect(findServer(undefined, {}, installation).url).toBe("http://127.0.0.1:6001");
		writeFileSync(join(installation, ".tilewright", "run", "coordinator.json"), "{half");
		expect(findServer(undefined, {}, installation).url).toBe("http://127.0.0.1:6001");
	});

	it.each([
		["scope:6001", "http://scope:6001"],
		["https://scope.example.org/", "https://scope.example.org"],
		["http://127.0.0.1:6001/projects/1", "http://127.0.0.1:6001"],
	])("understands %s", (said, url) => {
		expect(findServer(said, {}, installation).url).toBe(url);
	});

	it.each(["", "http://", "ftp://scope"])("refuses %j with an example", (said) => {
		expect(() => findServer(said, {}, installation)).toThrow("expected an address such as http://127.0.0.1:6001");
	});
});
