import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { glanceOf, hashOfProgram, largestProgramBytes, ProgramHashes } from "./program-file.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "program-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const glanceAt = (path: string) => glanceOf(statSync(path));

it("the hash is that of sha256sum", () => {
	expect(hashOfProgram(Buffer.from("echo one\n"))).toBe(
		"0cb42bbdf016ecafd6c21ac6c4b1760bf5b346c70c4f96ba890ef3d74883c8c2",
	);
});

it("a file that is replaced by another one of the same size has another glance", () => {
	const path = join(folder, "work.sh");
	writeFileSync(path, "echo one");
	const before = glanceAt(path);
	rmSync(path);
	writeFileSync(join(folder, "takes the number"), "");
	writeFileSync(path, "echo two");
	expect(glanceAt(path)).not.toBe(before);
});

it("folders and files that are too large are not hashed", () => {
	const path = join(folder, "large");
	writeFileSync(path, "");
	truncateSync(path, largestProgramBytes);
	expect(glanceAt(path)).not.toBeNull();
	truncateSync(path, largestProgramBytes + 1);
	expect(glanceAt(path)).toBeNull();
	expect(glanceAt(folder)).toBeNull();
});

it("what was read long enough after its glance was first seen is not read again", () => {
	const hashes = new ProgramHashes();
	expect(hashes.get("/work.sh", "glance")).toBeUndefined();
	hashes.remember("/work.sh", "glance", "hash", 10_000);
	expect(hashes.get("/work.sh", "glance")).toBeUndefined();
	hashes.remember("/work.sh", "glance", "hash", 11_999);
	expect(hashes.get("/work.sh", "glance")).toBeUndefined();
	hashes.remember("/work.sh", "glance", "hash", 12_000);
	expect(hashes.get("/work.sh", "glance")).toBe("hash");
	expect(hashes.get("/work.sh", "another")).toBeUndefined();
	expect(hashes.get("/other.sh", "glance")).toBeUndefined();
});

it("an edit that leaves no trace in size and times begins the wait anew", () => {
	const hashes = new ProgramHashes();
	hashes.remember("/work.sh", "glance", "old", 10_000);
	hashes.remember("/work.sh", "glance", "new", 11_000);
	hashes.remember("/work.sh", "glance", "new", 12_500);
	expect(hashes.get("/work.sh", "glance")).toBeUndefined();
	hashes.remember("/work.sh", "glance", "new", 13_000);
	expect(hashes.get("/work.sh", "glance")).toBe("new");
});
