import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeRecord, RecordLog } from "./record-log.ts";

let directory: string;
let path: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-log-"));
	path = join(directory, "journal.log");
});
afterEach(() => rmSync(directory, { recursive: true }));

async function written(records: readonly unknown[]): Promise<void> {
	const { log } = RecordLog.open(path);
	log.append(records.map(encodeRecord));
	await log.close();
}

async function reread(): Promise<{ records: unknown[]; damagedLines: number }> {
	const { log, records, damagedLines } = RecordLog.open(path);
	await log.close();
	return { records, damagedLines };
}

test("what was appended is there when the file is opened again", async () => {
	await written([{ a: 1 }, { b: "zwei\nZeilen – ü" }]);
	await written([{ c: null }]);
	expect(await reread()).toEqual({ records: [{ a: 1 }, { b: "zwei\nZeilen – ü" }, { c: null }], damagedLines: 0 });
});

test("cut off at any byte, the file gives back every whole record and takes new ones", async () => {
	await written([{ first: 1 }, { second: "zwei – ü" }]);
	const whole = readFileSync(path);
	const firstEnds = whole.indexOf("\n") + 1;
	for (let length = 0; length <= whole.length; length += 1) {
		writeFileSync(path, whole);
		truncateSync(path, length);
		const survivors = length === whole.length ? 2 : length >= firstEnds ? 1 : 0;
		await written([{ next: length }]);
		const { records, damagedLines } = await reread();
		expect(records).toHaveLength(survivors + 1);
		expect(records.at(-1)).toEqual({ next: length });
		expect(damagedLines).toBe(0);
	}
});

test("a damaged line is skipped and counted", async () => {
	await written([{ a: 1 }]);
	appendFileSync(path, 'deadbeef {"a":2}\n\u0000\u0000\u0000\n');
	await written([{ a: 3 }]);
	expect(await reread()).toEqual({ records: [{ a: 1 }, { a: 3 }], damagedLines: 2 });
});

test("rewriting keeps only what is given, also while a sync is under way", async () => {
	const { log } = RecordLog.open(path);
	log.append([encodeRecord("old")]);
	log.rewrite([encodeRecord("kept")]);
	log.append([encodeRecord("new")]);
	expect(log.sizeBytes).toBe(readFileSync(path).length);
	await log.close();
	expect((await reread()).records).toEqual(["kept", "new"]);
});

test("a cleared log is empty and can be used on", async () => {
	const { log } = RecordLog.open(path);
	log.append([encodeRecord(1)]);
	log.clear();
	log.append([encodeRecord(2)]);
	await log.close();
	expect((await reread()).records).toEqual([2]);
});
