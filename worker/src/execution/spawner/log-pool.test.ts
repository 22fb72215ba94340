import { closeSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogPool } from "./log-pool.ts";

let root: string;
let pool: LogPool;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "tilewright-logs-"));
	for (const folder of ["0", "1"]) mkdirSync(join(root, folder));
	pool = new LogPool("worker");
});
afterEach(() => {
	pool.clear();
	rmSync(root, { recursive: true, force: true });
});

const at = (name: string) => join(root, name);
const inodeOf = (name: string) => statSync(at(name)).ino;

test("a log in which nothing was written becomes the next one, also in the next folder", () => {
	const first = pool.open(at("0/1.log"));
	const inode = inodeOf("0/1.log");
	pool.takeBack(at("0/1.log"), first);
	expect(readdirSync(at("0"))).toEqual([]);
	const second = pool.open(at("1/2.log"));
	expect([second, inodeOf("1/2.log")]).toEqual([first, inode]);
	writeSync(second, "text");
	expect(readFileSync(at("1/2.log"), "utf8")).toBe("text");
	closeSync(second);
});

test("a file that is there already is begun anew", () => {
	const fd = pool.open(at("0/1.log"));
	writeSync(fd, "old");
	closeSync(fd);
	closeSync(pool.open(at("0/1.log")));
	expect(readFileSync(at("0/1.log"), "utf8")).toBe("");
});

test("only so many are kept, and none after the end", () => {
	const names = Array.from({ length: 70 }, (_, index) => at(`0/${index}.log`));
	const descriptors = names.map((name) => pool.open(name));
	for (const [index, name] of names.entries()) pool.takeBack(name, descriptors[index] ?? -1);
	expect(readdirSync(root).filter((name) => name.startsWith("spare-"))).toHaveLength(64);
	expect(readdirSync(at("0"))).toEqual([]);
	pool.clear();
	expect(readdirSync(root)).toEqual(["0", "1"]);
});

test("what a killed spawner has left is overwritten by the next one's", () => {
	pool.takeBack(at("0/1.log"), pool.open(at("0/1.log")));
	const next = new LogPool("worker");
	next.takeBack(at("0/2.log"), next.open(at("0/2.log")));
	expect(readdirSync(root)).toEqual(["0", "1", "spare-worker-0.log"]);
	next.clear();
});

test("a spare that somebody has removed does no harm", () => {
	pool.takeBack(at("0/1.log"), pool.open(at("0/1.log")));
	rmSync(at("spare-worker-0.log"));
	closeSync(pool.open(at("0/2.log")));
	expect(readdirSync(at("0"))).toEqual(["2.log"]);
});
