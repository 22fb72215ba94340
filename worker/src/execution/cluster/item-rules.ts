import type { StopReason } from "../../attempts/stop-reason.ts";
import type { Receipt } from "./receipt.ts";
import type { JobState } from "./scheduler-dialect.ts";

/*
 * When is an item over, and how did it end? Three witnesses: the receipt of the job's script, the scheduler's word, and
 * (elsewhere) the outputs. Without a receipt nothing has succeeded; without an answer nothing is decided.
 */

/** What is known of the job (array element) an item is in. All times by the worker's monotonic clock. */
export interface ElementFacts {
	readonly state: JobState | null;
	/** The scheduler's own words. */
	readonly words: string | null;
	/** Since when a final state is known; null while there is none. */
	readonly finalSinceMs: number | null;
	/** Since when neither queue nor books know it, both having answered; null otherwise. */
	readonly absentSinceMs: number | null;
	/** Items of the element after this one that are not over. */
	readonly hasMoreItems: boolean;
	/** The element holds this item only. */
	readonly isAlone: boolean;
}

export interface ItemFacts {
	readonly receipt: Receipt | null;
	readonly receiptSeenAtMs: number;
	/** When the scheduler has last answered; -Infinity before it ever did. */
	readonly answeredAtMs: number;
	readonly hasStarted: boolean;
	readonly stop: { readonly reason: StopReason; readonly askedAtMs: number } | null;
	readonly element: ElementFacts;
}

export interface ItemLimits {
	readonly graceMs: number;
	readonly witnessMs: number;
	readonly receiptMs: number;
}

export type ItemEnd =
	| { readonly kind: "exited"; readonly code: number }
	| { readonly kind: "stopped"; readonly reason: StopReason; readonly detail: string | null }
	| { readonly kind: "outOfMemory" }
	| { readonly kind: "notStarted"; readonly code: string; readonly message: string };

/** A stop that is not confirmed is taken as done after this time: the attempt's id keeps its results out. */
const stopConfirmedMs = 60_000;

/** Null: not over, or not known. */
export function judgeItem(item: ItemFacts, limits: ItemLimits, nowMs: number): ItemEnd | null {
	return item.receipt === null ? judgeWithout(item, limits, nowMs) : judgeReceipt(item, item.receipt, limits);
}

function judgeReceipt(item: ItemFacts, receipt: Receipt, limits: ItemLimits): ItemEnd | null {
	const { element, stop } = item;
	if (receipt.problem !== null) return { kind: "notStarted", ...receipt.problem };
	// A scheduler that does not answer is not taken for one that says nothing about this job.
	const isPatienceOver = item.answeredAtMs - item.receiptSeenAtMs >= limits.witnessMs;
	if (receipt.stopped !== null) {
		const { reason, detail } = receipt.stopped;
		switch (reason) {
			case "timeLimit":
			case "memoryLimit":
			case "outputLimit":
				return stopped(reason, detail);
			case "cancelled":
				return stopped(stop?.reason ?? "cancelled", null);
			case "drained":
				return stopped("preempted", "the walltime of its job was nearly over");
			case "requeued":
				return stopped("nodeFailed", "the scheduler began its job again after the program had been started");
			case "terminated":
				if (stop !== null) return stopped(stop.reason, null);
				if (element.finalSinceMs === null && !isPatienceOver) return null;
				return whyTerminated(element);
		}
	}
	if (receipt.code === null) return stopped("lost", "its receipt holds no exit code");
	if (receipt.wasOutOfMemory) return { kind: "outOfMemory" };
	const exited: ItemEnd = { kind: "exited", code: receipt.code };
	if (element.finalSinceMs !== null) {
		return element.state === "outOfMemory" && element.isAlone ? { kind: "outOfMemory" } : exited;
	}
	// Its job is seen at work on the next item: the scheduler agrees that this one was no reason to end it.
	if (element.hasMoreItems && element.state === "running") return exited;
	return isPatienceOver ? exited : null;
}

function judgeWithout(item: ItemFacts, limits: ItemLimits, nowMs: number): ItemEnd | null {
	const { element, stop } = item;
	if (stop !== null && (element.finalSinceMs !== null || nowMs - stop.askedAtMs >= stopConfirmedMs)) {
		return stopped(stop.reason, null);
	}
	if (element.finalSinceMs !== null) {
		return nowMs - element.finalSinceMs < limits.receiptMs ? null : whyWithoutReceipt(item);
	}
	if (element.absentSinceMs !== null && nowMs - element.absentSinceMs >= limits.graceMs) {
		return stopped("lost", "its job is known neither to the scheduler's queue nor to its accounting");
	}
	return null;
}

function whyTerminated(element: ElementFacts): ItemEnd {
	switch (element.state) {
		case "timedOut":
			return stopped("timeLimit", "the walltime of its job was over");
		case "cancelled":
			return stopped("cancelled", `not through Tilewright (${element.words ?? "cancelled"})`);
		case "outOfMemory":
			return { kind: "outOfMemory" };
		case "nodeFailed":
			return stopped("nodeFailed", element.words);
		case "preempted":
		case "pending":
		case "running":
		case "suspended":
		case "completing":
		case "completed":
		case "failed":
		case "couldNotStart":
		case "unknown":
		case null:
			return stopped("preempted", `its job was told to end (${element.words ?? "the scheduler does not say why"})`);
	}
}

function whyWithoutReceipt({ element, hasStarted }: ItemFacts): ItemEnd | null {
	const words = element.words ?? "";
	switch (element.state) {
		case "outOfMemory":
			return hasStarted ? { kind: "outOfMemory" } : stopped("preempted", "its job ran out of memory before its turn");
		case "timedOut":
			return hasStarted
				? stopped("timeLimit", "the walltime of its job was over")
				: stopped("preempted", "the walltime of its job was over before its turn");
		case "nodeFailed":
			return stopped("nodeFailed", words);
		case "preempted":
			return stopped("preempted", words);
		case "cancelled":
			return stopped("cancelled", `not through Tilewright (${words})`);
		case "couldNotStart":
			return { kind: "notStarted", code: "ECLUSTER", message: `the scheduler could not start its job (${words})` };
		case "failed":
			return hasStarted
				? stopped("nodeFailed", `its job failed and left no receipt (${words})`)
				: { kind: "notStarted", code: "ECLUSTER", message: `its job failed before it could run anything (${words})` };
		case "completed":
			return stopped("lost", `the scheduler says "${words}", but there is no receipt`);
		case "pending":
		case "running":
		case "suspended":
		case "completing":
		case "unknown":
		case null:
			return null;
	}
}

function stopped(reason: StopReason, detail: string | null): ItemEnd {
	return { kind: "stopped", reason, detail };
}
