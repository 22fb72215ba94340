import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attemptDirectory, attemptOutputRoot, attemptTaskFile } from "@tilewright/contract/attempt-paths";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SpareWorkplaces } from "./spare-workplaces.ts";
import { Workplaces } from "./workplaces.ts";

/** One life of a worker. */
function worker(owner: string, run: string) {
	const spares = new SpareWorkplaces(owner, run);
	const workplaces = new Workplaces(owner, run);
	return {
		spares,
		take(attemptId: number, unitDirectory: string): void {
			workplaces.take(outputPath, attemptId, unitDirectory, spares.take({ outputPath, unitDirectory }));
			writeFileSync(attemptTaskFile(outputPath, attemptId), "{}");
		},
		give(attemptId: number, unitDirectory: string, wasEmptied = true): void {
			const place = { outputPath, unitDirectory };
			for (const { spare } of spares.name([place])) {
				const isSpare = workplaces.give(outputPath, attemptId, wasEmptied, spare);
				if (isSpare && spare !== null) spares.add(place, spare);
			}
		},
	};
}

let outputPath: string;
let only: ReturnType<typeof worker>;
beforeEach(() => {
	outputPath = mkdtempSync(join(tmpdir(), "tilewright-workplaces-"));
	only = worker("worker", "run1");
});
afterEach(() => rmSync(outputPath, { recursive: true, force: true }));

const places = () => readdirSync(join(outputPath, ".tilewright/attempts")).sort();
const inodeOf = (attemptId: number) => statSync(attemptDirectory(outputPath, attemptId)).ino;

test("an attempt finds the folders above its unit, and the next one beside it gets the same", () => {
	only.take(1, "2021/00/00123");
	expect(readdirSync(join(attemptOutputRoot(outputPath, 1), "2021/00"))).toEqual([]);
	const inode = inodeOf(1);
	only.give(1, "2021/00/00123");
	only.take(2, "2021/00/00124");
	expect(inodeOf(2)).toBe(inode);
	expect(places()).toEqual(["2"]);
});

test("a unit elsewhere gets folders of its own", () => {
	only.take(1, "2021/00/00123");
	only.give(1, "2021/00/00123");
	only.take(2, "2021/01/00124");
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
		only.take(index, "2021/00/00123");
		mkdirSync(join(attemptDirectory(outputPath, index), path), { recursive: true });
		only.give(index, "2021/00/00123", wasEmptied);
	}
	expect(places()).toEqual([]);
});

test("only so many are kept, and all are told at the end", () => {
	for (let id = 1; id <= 50; id += 1) only.take(id, "a/b");
	for (let id = 1; id <= 50; id += 1) only.give(id, "a/b");
	expect(places()).toHaveLength(32);
	expect(only.spares.takeAll()).toHaveLength(32);
	expect(only.spares.takeAll()).toEqual([]);
});

test("a spare that somebody has removed does no harm", () => {
	only.take(1, "a/b");
	only.give(1, "a/b");
	rmSync(join(outputPath, ".tilewright"), { recursive: true });
	only.take(2, "a/b");
	expect(places()).toEqual(["2"]);
});

test("what a killed worker has left is removed by its next life, what others have stays", () => {
	const other = worker("other", "run1");
	for (const [id, owner] of [only, other].entries()) {
		owner.take(id, "a/b");
		owner.give(id, "a/b");
	}
	worker("worker", "run2").take(9, "c");
	expect(places()).toEqual(["9", "spare-other-run1-1"]);
});
