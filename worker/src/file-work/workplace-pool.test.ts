import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attemptDirectory, attemptOutputRoot, attemptTaskFile } from "@tilewright/contract/attempt-paths";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WorkplacePool } from "./workplace-pool.ts";

let outputPath: string;
let pool: WorkplacePool;
beforeEach(() => {
	outputPath = mkdtempSync(join(tmpdir(), "tilewright-workplaces-"));
	pool = new WorkplacePool("worker", "run1", 1);
});
afterEach(() => rmSync(outputPath, { recursive: true, force: true }));

const places = () => readdirSync(join(outputPath, ".tilewright/attempts")).sort();
const inodeOf = (attemptId: number) => statSync(attemptDirectory(outputPath, attemptId)).ino;

function take(attemptId: number, unitDirectory: string, from = pool): void {
	from.take(outputPath, attemptId, unitDirectory);
	writeFileSync(attemptTaskFile(outputPath, attemptId), "{}");
}

test("an attempt finds the folders above its unit, and the next one beside it gets the same", () => {
	take(1, "2021/00/00123");
	expect(readdirSync(join(attemptOutputRoot(outputPath, 1), "2021/00"))).toEqual([]);
	const inode = inodeOf(1);
	pool.give(outputPath, 1, "2021/00/00123", true);
	take(2, "2021/00/00124");
	expect(inodeOf(2)).toBe(inode);
	expect(places()).toEqual(["2"]);
});

test("a unit elsewhere gets folders of its own", () => {
	take(1, "2021/00/00123");
	pool.give(outputPath, 1, "2021/00/00123", true);
	take(2, "2021/01/00124");
	expect(readdirSync(attemptOutputRoot(outputPath, 2))).toEqual(["2021"]);
	expect(readdirSync(join(attemptOutputRoot(outputPath, 2), "2021"))).toEqual(["01"]);
});

test("a directory in which anything was left, or may have been, is not used again", () => {
	const leave = [
		[".hidden", true],
		["publish.json", true],
		["replaced", true],
		["output/2021/00/00123/half", false],
	] as const;
	for (const [index, [path, wasEmptied]] of leave.entries()) {
		take(index, "2021/00/00123");
		mkdirSync(join(attemptDirectory(outputPath, index), path), { recursive: true });
		pool.give(outputPath, index, "2021/00/00123", wasEmptied);
	}
	expect(places()).toEqual([]);
});

test("only so many are kept, and none after the end", () => {
	for (let id = 1; id <= 20; id += 1) take(id, "a/b");
	for (let id = 1; id <= 20; id += 1) pool.give(outputPath, id, "a/b", true);
	expect(places()).toHaveLength(8);
	pool.clear();
	expect(places()).toEqual([]);
});

test("a spare that somebody has removed does no harm", () => {
	take(1, "a/b");
	pool.give(outputPath, 1, "a/b", true);
	rmSync(join(outputPath, ".tilewright"), { recursive: true });
	take(2, "a/b");
	expect(places()).toEqual(["2"]);
});

test("what a killed worker has left is removed by its next life, what others have stays", () => {
	const other = new WorkplacePool("other", "run1", 1);
	const sibling = new WorkplacePool("worker", "run2", 2);
	for (const [id, owner] of [pool, other, sibling].entries()) {
		take(id, "a/b", owner);
		owner.give(outputPath, id, "a/b", true);
	}
	take(9, "c", new WorkplacePool("worker", "run2", 1));
	expect(places()).toEqual(["9", "spare-other-run1-1-1", "spare-worker-run2-2-1"]);
});
