import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileStamp } from "./file-stamp-rules.ts";
import {
	describeDuration,
	describeVerdict,
	type FileFacts,
	type FileHistory,
	isSettled,
	judgeFile,
	recordLook,
	settlesAtMs,
} from "./readiness-rules.ts";

const stamp = (change: Partial<FileStamp> = {}): FileStamp => ({
	sizeBytes: 100,
	mtimeMs: 1000,
	ctimeMs: 1000,
	inode: 7,
	listing: null,
	...change,
});

function historyOf(looks: readonly (readonly [atMs: number, stamp: FileStamp])[]): FileHistory {
	let history: FileHistory | null = null;
	for (const [atMs, seen] of looks) history = recordLook(history, seen, atMs);
	if (history === null) throw new Error("no looks");
	return history;
}

const facts = (change: Partial<FileFacts> = {}): FileFacts => ({
	history: historyOf([
		[0, stamp()],
		[30_000, stamp()],
	]),
	settleMs: 30_000,
	marker: null,
	missingCompanions: [],
	check: { kind: "sound" },
	wasTakenBefore: false,
	acceptInvalidAfterMs: null,
	...change,
});

describe("settling", () => {
	it("wants two looks, however long ago the first was", () => {
		expect(isSettled(historyOf([[0, stamp()]]), 0)).toBe(false);
		expect(
			isSettled(
				historyOf([
					[0, stamp()],
					[60, stamp()],
				]),
				0,
			),
		).toBe(true);
	});

	it("wants the looks to span the settle time", () => {
		const looks = [
			[0, stamp()],
			[15_000, stamp()],
			[29_999, stamp()],
		] as const;
		expect(isSettled(historyOf(looks), 30_000)).toBe(false);
		expect(isSettled(historyOf([...looks, [30_000, stamp()]]), 30_000)).toBe(true);
	});

	it.each([
		["size", stamp({ sizeBytes: 101 })],
		["modification time", stamp({ mtimeMs: 1001 })],
		["change time", stamp({ ctimeMs: 1001 })],
		["inode", stamp({ inode: 8 })],
		["content of a folder", stamp({ listing: "other" })],
	])("begins anew when the %s changes", (_, changed) => {
		const history = historyOf([
			[0, stamp()],
			[20_000, changed],
			[40_000, changed],
		]);
		expect(isSettled(history, 30_000)).toBe(false);
		expect(settlesAtMs(history, 30_000)).toBe(50_000);
	});

	it("never depends on what time the file claims", () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (mtimeMs, ctimeMs) => {
				const seen = stamp({ mtimeMs, ctimeMs });
				const history = historyOf([
					[0, seen],
					[30_000, seen],
				]);
				expect(isSettled(history, 30_000)).toBe(true);
			}),
		);
	});

	it("is never reached by a file that changes more often than the settle time", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 29_999 }), { minLength: 1, maxLength: 50 }), (pauses) => {
				let atMs = 0;
				let history: FileHistory | null = null;
				for (const [index, pause] of pauses.entries()) {
					history = recordLook(history, stamp({ sizeBytes: index }), atMs);
					atMs += pause;
					history = recordLook(history, stamp({ sizeBytes: index }), atMs);
					expect(isSettled(history, 30_000)).toBe(false);
				}
			}),
		);
	});
});

describe("a verdict", () => {
	it("is ready for a settled, whole file", () => {
		expect(judgeFile(facts())).toEqual({ kind: "ready", unsoundBecause: null });
	});

	it("asks for the content only after everything else is well", () => {
		expect(judgeFile(facts({ check: { kind: "unchecked" } }))).toEqual({ kind: "unchecked" });
		expect(judgeFile(facts({ check: { kind: "unchecked" }, missingCompanions: ['"a.json"'] }))).toEqual({
			kind: "waiting",
			awaits: ['"a.json"'],
		});
		const young = historyOf([[0, stamp()]]);
		expect(judgeFile(facts({ history: young, check: { kind: "unchecked" } }))).toEqual({
			kind: "settling",
			dueAtMs: 30_000,
		});
	});

	it("leaves an empty file alone", () => {
		const empty = historyOf([
			[0, stamp({ sizeBytes: 0 })],
			[40_000, stamp({ sizeBytes: 0 })],
		]);
		expect(judgeFile(facts({ history: empty }))).toEqual({ kind: "empty" });
	});

	it("follows the sentinel instead of the clock, the first time", () => {
		const young = historyOf([[0, stamp()]]);
		const there = { isThere: true, awaits: '"a.done"' };
		expect(judgeFile(facts({ history: young, marker: there })).kind).toBe("ready");
		expect(judgeFile(facts({ marker: { ...there, isThere: false } }))).toEqual({
			kind: "waiting",
			awaits: ['"a.done"'],
		});
		expect(judgeFile(facts({ history: young, marker: there, wasTakenBefore: true })).kind).toBe("settling");
	});

	it("takes an unsound file only when told to, and only after that time", () => {
		const check = { kind: "unsound", reason: "page 2 is cut off" } as const;
		expect(judgeFile(facts({ check }))).toEqual({ kind: "unsound", reason: "page 2 is cut off" });
		expect(judgeFile(facts({ check, acceptInvalidAfterMs: 31_000 })).kind).toBe("unsound");
		expect(judgeFile(facts({ check, acceptInvalidAfterMs: 30_000 }))).toEqual({
			kind: "ready",
			unsoundBecause: "page 2 is cut off",
		});
	});
});

describe("the sentence about a file", () => {
	const settings = { settleMs: 30_000, wasTakenBefore: false };
	const settling = { kind: "settling", dueAtMs: 0 } as const;

	it("tells its age and what it waits for", () => {
		const grown = historyOf([
			[0, stamp()],
			[1000, stamp({ sizeBytes: 101 })],
		]);
		expect(describeVerdict(settling, grown, settings, 13_000)).toBe("changed 12 s ago; taken when unchanged for 30 s");
		expect(describeVerdict(settling, historyOf([[0, stamp()]]), settings, 3200)).toBe(
			"first seen 3.2 s ago; taken when unchanged for 30 s",
		);
		expect(describeVerdict(settling, grown, { ...settings, wasTakenBefore: true }, 13_000)).toBe(
			"changed after it was taken, last 12 s ago; taken again when unchanged for 30 s",
		);
	});

	it("names what is missing or broken", () => {
		const history = historyOf([[0, stamp()]]);
		expect(describeVerdict({ kind: "waiting", awaits: ['"a.json"'] }, history, settings, 0)).toBe('waits for "a.json"');
		expect(describeVerdict({ kind: "unsound", reason: "it is cut off" }, history, settings, 0)).toBe(
			"not taken: it is cut off",
		);
	});

	it.each([
		[0, "0 s"],
		[420, "0.4 s"],
		[12_400, "12 s"],
		[150_000, "3 min"],
		[9_000_000, "2.5 h"],
	])("says %i ms as %s", (milliseconds, text) => {
		expect(describeDuration(milliseconds)).toBe(text);
	});
});
