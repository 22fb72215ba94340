import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attempt, recipe, result } from "../testing/attempt-builder.ts";
import { AttemptJournal } from "./attempt-journal.ts";

let directory: string;
let path: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-journal-"));
	path = join(directory, "journal.log");
});
afterEach(() => rmSync(directory, { recursive: true }));

async function recovered(from = path) {
	const { journal, recovered: attempts, damagedRecords } = AttemptJournal.open(from);
	await journal.close();
	return {
		damagedRecords,
		attempts: attempts.map(({ attemptId, attempt: found, hasStarted, result: made }) => ({
			attemptId,
			stageVersionId: found?.recipe.stageVersionId ?? null,
			hasStarted,
			programHash: found?.programHash ?? null,
			outcome: made?.outcome ?? null,
		})),
	};
}

test("what was assigned, started and finished is found again, what was forgotten is not", async () => {
	const { journal } = AttemptJournal.open(path);
	const [first, second] = [recipe({ stageVersionId: 1 }), recipe({ stageVersionId: 2 })];
	journal.assigned([attempt(1, first), attempt(2, second), attempt(3, first), attempt(4, first)]);
	journal.started(2, "hash of the script");
	journal.started(3, null);
	journal.finished([result(3, { outcome: "failed" }), result(9)]);
	journal.finished([result(4)]);
	journal.forgotten([4, 777]);
	await journal.close();
	const expected = {
		damagedRecords: 0,
		attempts: [
			{ attemptId: 1, stageVersionId: 1, hasStarted: false, programHash: null, outcome: null },
			{ attemptId: 2, stageVersionId: 2, hasStarted: true, programHash: "hash of the script", outcome: null },
			{ attemptId: 3, stageVersionId: 1, hasStarted: true, programHash: null, outcome: "failed" },
			{ attemptId: 9, stageVersionId: null, hasStarted: false, programHash: null, outcome: "succeeded" },
		],
	};
	expect(await recovered()).toEqual(expected);
	// And again after the first recovery has rewritten the file.
	expect(await recovered()).toEqual(expected);
});

test("an attempt comes back as it was assigned", async () => {
	const { journal } = AttemptJournal.open(path);
	const original = attempt(1);
	journal.assigned([original]);
	await journal.close();
	const { journal: again, recovered: attempts } = AttemptJournal.open(path);
	await again.close();
	expect(attempts[0]?.attempt?.assigned).toEqual(original.assigned);
	expect(attempts[0]?.attempt?.recipe).toEqual(original.recipe);
});

test("cut off at any byte, every record before the cut counts and nothing after it", async () => {
	const { journal } = AttemptJournal.open(path);
	journal.assigned([attempt(1)]);
	const afterAssigned = journal.sizeBytes;
	journal.started(1, null);
	const afterStarted = journal.sizeBytes;
	journal.finished([result(1)]);
	await journal.close();
	const whole = readFileSync(path).length;
	const copy = join(directory, "copy.log");
	const cuts = [
		...Array.from({ length: 40 }, (_, index) => Math.floor((whole * index) / 40)),
		afterAssigned,
		afterStarted,
		whole,
	];
	for (const cut of cuts) {
		copyFileSync(path, copy);
		truncateSync(copy, cut);
		const { attempts } = await recovered(copy);
		if (cut < afterAssigned) expect(attempts).toEqual([]);
		else
			expect(attempts[0]).toMatchObject({
				hasStarted: cut >= afterStarted,
				outcome: cut >= whole ? "succeeded" : null,
			});
	}
});

test("the file does not grow without bound while attempts come and go", async () => {
	const { journal } = AttemptJournal.open(path);
	const shared = recipe();
	journal.assigned([attempt(1, shared)]);
	let largest = 0;
	for (let round = 1; round <= 300; round += 1) {
		const ids = Array.from({ length: 100 }, (_, index) => round * 1_000 + index);
		journal.assigned(ids.map((id) => attempt(id, shared)));
		journal.finished(ids.map((id) => result(id, { logTail: "x".repeat(500) })));
		journal.forgotten(ids);
		largest = Math.max(largest, journal.sizeBytes);
	}
	await journal.close();
	expect(largest).toBeLessThan(9_000_000);
	expect((await recovered()).attempts).toMatchObject([{ attemptId: 1 }]);
});

test("when nothing is held any more, the file becomes empty again", async () => {
	const { journal } = AttemptJournal.open(path);
	for (let id = 1; id <= 2_000; id += 1) {
		journal.finished([result(id)]);
		journal.forgotten([id]);
	}
	expect(journal.sizeBytes).toBeLessThan(600_000);
	await journal.close();
});
