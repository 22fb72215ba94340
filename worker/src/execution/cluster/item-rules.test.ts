import { describe, expect, test } from "vitest";
import { type ElementFacts, type ItemFacts, judgeItem } from "./item-rules.ts";
import { parseReceipt, type Receipt } from "./receipt.ts";

const limits = { graceMs: 100_000, witnessMs: 60_000, receiptMs: 30_000 };
const nowMs = 1_000_000;

const untold: ElementFacts = {
	state: null,
	words: null,
	finalSinceMs: null,
	absentSinceMs: null,
	hasMoreItems: false,
	isAlone: true,
};

function receipt(lines: string): Receipt {
	const parsed = parseReceipt(`tilewright-receipt 1\n${lines}\nhost n1\nend\n`);
	if (parsed === null) throw new Error("not a receipt");
	return parsed;
}

function judged(item: Partial<ItemFacts>, element: Partial<ElementFacts> = {}) {
	const facts = { receipt: null, receiptSeenAtMs: nowMs, answeredAtMs: nowMs, hasStarted: true, stop: null, ...item };
	return judgeItem({ ...facts, element: { ...untold, ...element } }, limits, nowMs);
}

describe("an item with a receipt", () => {
	const ended = { receipt: receipt("exit 0\nrun_ms 12") };

	test("is over when the scheduler agrees that its job is", () => {
		expect(judged(ended)).toBeNull();
		expect(judged(ended, { state: "running" })).toBeNull();
		expect(judged(ended, { state: "completed", finalSinceMs: nowMs })).toEqual({ kind: "exited", code: 0 });
	});

	test("is over when its job is seen at work on the next one", () => {
		expect(judged(ended, { state: "running", hasMoreItems: true })).toEqual({ kind: "exited", code: 0 });
	});

	test("does not wait for ever for a scheduler that says nothing", () => {
		expect(judged({ ...ended, receiptSeenAtMs: nowMs - 59_999 })).toBeNull();
		expect(judged({ ...ended, receiptSeenAtMs: nowMs - 60_000 })).toEqual({ kind: "exited", code: 0 });
	});

	test("waits as long as the scheduler does not answer at all", () => {
		expect(judged({ ...ended, receiptSeenAtMs: nowMs - 900_000, answeredAtMs: nowMs - 890_000 })).toBeNull();
		expect(judged({ ...ended, answeredAtMs: Number.NEGATIVE_INFINITY })).toBeNull();
	});

	test("has not succeeded when the scheduler ended its job for memory", () => {
		const element = { state: "outOfMemory", finalSinceMs: nowMs } as const;
		expect(judged(ended, element)).toEqual({ kind: "outOfMemory" });
		// It may have been another one of the same job.
		expect(judged(ended, { ...element, isAlone: false })).toEqual({ kind: "exited", code: 0 });
		expect(judged({ receipt: receipt("exit 0\noom 1") })).toEqual({ kind: "outOfMemory" });
	});

	test("that was told to end says so, and the scheduler why", () => {
		const told = { receipt: receipt("exit 143\nstopped terminated -") };
		expect(judged(told)).toBeNull();
		expect(judged(told, { state: "timedOut", finalSinceMs: nowMs })).toMatchObject({ reason: "timeLimit" });
		expect(judged(told, { state: "preempted", words: "PREEMPTED", finalSinceMs: nowMs })).toMatchObject({
			reason: "preempted",
		});
		expect(judged(told, { state: "cancelled", words: "CANCELLED by 0", finalSinceMs: nowMs })).toEqual({
			kind: "stopped",
			reason: "cancelled",
			detail: "not through Tilewright (CANCELLED by 0)",
		});
	});

	test("that we stopped ends for our reason", () => {
		const stop = { reason: "lost", askedAtMs: nowMs } as const;
		expect(judged({ receipt: receipt("exit 143\nstopped cancelled -"), stop })).toMatchObject({ reason: "lost" });
	});

	test("keeps limits of its own apart", () => {
		expect(judged({ receipt: receipt("exit 137\nstopped memoryLimit it used 80 MB") })).toEqual({
			kind: "stopped",
			reason: "memoryLimit",
			detail: "it used 80 MB",
		});
	});
});

describe("an item without a receipt", () => {
	const over = (state: ElementFacts["state"], agoMs = 30_000) =>
		({ state, words: "WORD", finalSinceMs: nowMs - agoMs }) as const;

	test("is given time for it to appear", () => {
		expect(judged({}, over("completed", 29_999))).toBeNull();
		expect(judged({}, over("completed"))).toMatchObject({ kind: "stopped", reason: "lost" });
	});

	test("ends as the scheduler says its job did", () => {
		expect(judged({}, over("outOfMemory"))).toEqual({ kind: "outOfMemory" });
		expect(judged({}, over("timedOut"))).toMatchObject({ reason: "timeLimit" });
		expect(judged({}, over("nodeFailed"))).toMatchObject({ reason: "nodeFailed" });
		expect(judged({}, over("preempted"))).toMatchObject({ reason: "preempted" });
		expect(judged({}, over("couldNotStart"))).toMatchObject({ kind: "notStarted" });
	});

	test("is not blamed for what happened before its turn", () => {
		expect(judged({ hasStarted: false }, over("outOfMemory"))).toMatchObject({ reason: "preempted" });
		expect(judged({ hasStarted: false }, over("timedOut"))).toMatchObject({ reason: "preempted" });
		expect(judged({ hasStarted: false }, over("failed"))).toMatchObject({ kind: "notStarted" });
	});

	test("is not decided about while the scheduler does not answer, or says what nobody understands", () => {
		expect(judged({})).toBeNull();
		expect(judged({}, { state: "unknown", words: "NEW_WORD" })).toBeNull();
		expect(judged({}, { state: "running" })).toBeNull();
	});

	test("is lost when neither queue nor books have known it for the grace period", () => {
		expect(judged({}, { absentSinceMs: nowMs - 99_999 })).toBeNull();
		expect(judged({}, { absentSinceMs: nowMs - 100_000 })).toMatchObject({ reason: "lost" });
	});

	test("that we stopped is over when its job is, or after a minute", () => {
		const stop = (agoMs: number) => ({ reason: "cancelled", askedAtMs: nowMs - agoMs }) as const;
		expect(judged({ stop: stop(1_000) })).toBeNull();
		expect(judged({ stop: stop(1_000) }, over("cancelled", 0))).toMatchObject({ reason: "cancelled", detail: null });
		expect(judged({ stop: stop(60_000) })).toMatchObject({ reason: "cancelled" });
	});
});

test("half a receipt is none", () => {
	expect(parseReceipt("tilewright-receipt 1\nexit 0\n")).toBeNull();
	expect(parseReceipt("")).toBeNull();
	expect(parseReceipt("exit 0\nend\n")).toBeNull();
});

test("a receipt tells times and sizes", () => {
	expect(
		receipt(
			"exit 3\nrun_ms 1500\ntimes_before 0m0.01s 0m0.00s\ntimes_after 1m2.51s 0m0.25s\npeak_kb 2048\nstdout_bytes 7\nstderr_bytes 8",
		),
	).toMatchObject({ code: 3, runMs: 1_500, cpuSeconds: 62.75, peakMb: 2, stdoutBytes: 7, stderrBytes: 8, host: "n1" });
});
