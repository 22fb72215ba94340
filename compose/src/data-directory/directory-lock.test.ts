import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identifyProcess } from "../child-process/process-identity.ts";
import { lockDirectory } from "./directory-lock.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function lock() {
	return lockDirectory({ lockFile: join(directory, "lock.json"), directory, user: "Tilewright" });
}

describe("the lock of a directory", () => {
	it("is refused while its owner runs, naming the pid, and free afterwards", async () => {
		const owner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
		await once(owner, "spawn");
		const record = { pid: owner.pid, identity: identifyProcess(owner.pid ?? 0), startedAt: "2026-01-01T00:00:00Z" };
		writeFileSync(join(directory, "lock.json"), JSON.stringify(record));
		expect(lock).toThrow(
			expect.objectContaining({
				code: "STATE_CONFLICT",
				message: expect.stringContaining(
					`Another Tilewright (pid ${owner.pid}, since 2026-01-01T00:00:00Z) uses ${directory}`,
				),
			}),
		);
		owner.kill("SIGKILL");
		await once(owner, "exit");
		expect(JSON.parse(readFileSync(join(directory, "lock.json"), "utf8"))).toEqual(record);
		lock().release();
	});

	it("is refused to a second user in the same process", () => {
		const first = lock();
		expect(lock).toThrow(expect.objectContaining({ code: "STATE_CONFLICT" }));
		first.release();
		lock().release();
	});

	it("is taken over when another process has got the dead owner's number", () => {
		writeFileSync(
			join(directory, "lock.json"),
			JSON.stringify({ pid: process.pid, identity: "earlier", startedAt: "" }),
		);
		lock().release();
	});

	it.each(["", "{", '{"pid":"x"}'])("is taken over when its file holds %j", (content) => {
		writeFileSync(join(directory, "lock.json"), content);
		lock().release();
	});

	it("stays with its new owner when the old one releases late", () => {
		const first = lock();
		const foreign = JSON.stringify({ pid: 1, identity: "other", startedAt: "now" });
		writeFileSync(join(directory, "lock.json"), foreign);
		first.release();
		expect(readFileSync(join(directory, "lock.json"), "utf8")).toBe(foreign);
	});
});
