import type { GateAction, GateReport } from "@tilewright/contract/gate";
import type { GroupCompletion, Operations, UnitRule } from "@tilewright/contract/recipe";
import { plural, withoutFullStop } from "@tilewright/contract/sentence";
import type { AttemptOutcome, TaskState } from "@tilewright/contract/states";
import { describeRule } from "../gates/report-rules.ts";
import { completionOf } from "../planning/openness-rules.ts";
import { canaryWait, type EditFacts, exclusionOf, skippedAsDone, staleBecause } from "./edit-reason-rules.ts";

/** Why a task is where it is, as one factual sentence without a full stop. Everything it says is in these facts. */

export interface ReasonFacts {
	readonly state: TaskState;
	readonly unmetInputs: number;
	readonly inputCount: number;
	readonly isOpen: boolean;
	readonly isStale: boolean;
	readonly notBefore: Date | null;
	readonly changedAt: Date;
	readonly unit: UnitFacts;
	readonly stage: {
		readonly name: string;
		readonly isRoot: boolean;
		/** Null for the root stage. */
		readonly unitRule: UnitRule | null;
		readonly workUnits: number;
		/** Left out: on workers' own machines only. */
		readonly cluster?: { readonly placement: Operations["placement"]; readonly workUnits: number };
		readonly pause: PauseFacts | null;
	};
	readonly project: {
		readonly name: string;
		readonly isArchived: boolean;
		readonly isRescoping: boolean;
		readonly pause: PauseFacts | null;
	};
	/** The first input that has not succeeded. */
	readonly blocker: BlockerFacts | null;
	/** The last attempt. */
	readonly attempt: AttemptFacts | null;
	/** What people's edits and decisions have to do with it. */
	readonly edit?: EditFacts | null;
	/** What the gate said of the result, and who decided about it. */
	readonly gate?: GateReport | null;
	readonly judge?: { readonly actor: string; readonly reason: string | null } | null;
}

export interface UnitFacts {
	readonly tile: {
		readonly relativePath: string;
		readonly verdict: string;
		readonly isWithdrawn: boolean;
		readonly isSuperseded: boolean;
	} | null;
	/** Of a pair, e.g. `x+1`; null otherwise. */
	readonly offset: { readonly x: number; readonly y: number; readonly z: number } | null;
	/** Of a group. */
	readonly attributes: Readonly<Record<string, string | number | boolean>> | null;
}

/** What of a unit its name is made of. */
export type NamedUnit = Pick<UnitFacts, "offset" | "attributes"> & {
	readonly tile: { readonly relativePath: string } | null;
};

export interface PauseFacts {
	readonly actor: string | null;
	readonly reason: string | null;
}

export interface BlockerFacts {
	readonly stageName: string;
	readonly state: TaskState;
	readonly unit: UnitFacts;
	readonly attempt: Pick<AttemptFacts, "outcome" | "exitCode" | "signal" | "workerName"> | null;
}

export interface AttemptFacts {
	readonly number: number;
	readonly workerName: string;
	readonly dispatchedAt: Date;
	readonly outcome: AttemptOutcome | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly logTail: string | null;
}

/** All workers and everything that is ready, which a ready task has to share. */
export interface WorkforceFacts {
	readonly connectedWorkers: number;
	readonly pausedWorkers: number;
	/** Of connected workers that are not paused. */
	readonly largestCapacity: number;
	/** Of connected workers with a cluster that are not paused, in cluster work units; left out: there are none. */
	readonly largestClusterCapacity?: number;
	/** Ready tasks of stages and projects that are not paused. */
	readonly readyTasks: number;
}

export function reasonOf(facts: ReasonFacts, workforce: WorkforceFacts, now: Date): string {
	// What people and programs say at its end may be closed already.
	return withoutFullStop(reasonByState(facts, workforce, now));
}

function reasonByState(facts: ReasonFacts, workforce: WorkforceFacts, now: Date): string {
	switch (facts.state) {
		case "waiting":
			return facts.stage.isRoot ? reasonOfIncompleteTile(facts.unit) : reasonOfWaiting(facts);
		case "ready":
			return reasonOfReady(facts, workforce, now);
		case "running":
			return facts.attempt
				? `running on worker "${facts.attempt.workerName}" since ${time(facts.attempt.dispatchedAt)} (try ${facts.attempt.number})`
				: "running";
		case "review":
			return reasonOfReview(facts);
		case "succeeded":
			return reasonOfSucceeded(facts);
		case "rejected":
			return reasonOfRejection(facts);
		case "failed":
			return reasonOfFailed(facts.attempt);
		case "cancelled":
			return `stopped by a person at ${time(facts.changedAt)}`;
		case "excluded":
			return reasonOfExcluded(facts);
	}
}

function reasonOfIncompleteTile({ tile }: UnitFacts): string {
	if (!tile) return "its tile is not complete yet";
	return `tile ${tile.relativePath} is not complete yet${tile.verdict === "" ? "" : `: ${tile.verdict}`}`;
}

function reasonOfWaiting(facts: ReasonFacts): string {
	const isGroup = facts.stage.unitRule?.kind === "group" || facts.stage.unitRule?.kind === "all";
	const here = facts.inputCount - facts.unmetInputs;
	if (facts.unmetInputs > 0) {
		const blocker = facts.blocker ? waitingFor(facts.blocker) : `waiting for ${plural(facts.unmetInputs, "input")}`;
		return isGroup
			? `${describeUnit(facts.unit)} has ${here} of ${facts.inputCount} inputs ready; ${blocker}`
			: blocker;
	}
	const completion = facts.stage.unitRule && completionOf(facts.stage.unitRule);
	return facts.isOpen && completion
		? `${describeUnit(facts.unit)} ${stillOpen(completion, facts.inputCount)}`
		: "all inputs have succeeded; about to become ready";
}

function waitingFor(blocker: BlockerFacts): string {
	return `waiting for stage "${blocker.stageName}" on ${describeUnit(blocker.unit)}, which ${stateOfBlocker(blocker)}`;
}

function stateOfBlocker({ state, attempt }: BlockerFacts): string {
	switch (state) {
		case "waiting":
			return "is itself waiting";
		case "ready":
			return "is ready and has not been started";
		case "running":
			return attempt ? `is running on worker "${attempt.workerName}"` : "is running";
		case "review":
			return "waits for approval";
		case "failed":
			return attempt?.outcome ? `failed (${describeOutcome(attempt.outcome, attempt)})` : "failed";
		case "rejected":
			return "was rejected";
		case "cancelled":
			return "was cancelled";
		case "excluded":
			return "is excluded";
		case "succeeded":
			return "has succeeded";
	}
}

function stillOpen(completion: GroupCompletion, members: number): string {
	switch (completion.kind) {
		case "count":
			return `has ${members} of ${completion.expected} members`;
		case "quiet":
			return `has ${plural(members, "input")} and closes when none has been added for ${completion.seconds} s`;
		case "seal":
			return `has ${plural(members, "input")} and closes when the file "${completion.path}" appears`;
		case "endOfAcquisition":
			return `has ${plural(members, "input")} and closes at the end of the acquisition`;
	}
}

function reasonOfReady(facts: ReasonFacts, workforce: WorkforceFacts, now: Date): string {
	if (facts.project.isArchived) return `project "${facts.project.name}" is archived`;
	if (facts.project.pause) return `project "${facts.project.name}" is paused${describePause(facts.project.pause)}`;
	if (facts.project.isRescoping)
		return `project "${facts.project.name}" has another region or other skipped planes: nothing is started until that is carried out`;
	if (facts.stage.pause) return `stage "${facts.stage.name}" is paused${describePause(facts.stage.pause)}`;
	const triedOut = facts.edit ? canaryWait(facts.edit, facts.stage.name) : null;
	if (triedOut !== null) return triedOut;
	if (facts.notBefore && facts.notBefore > now) {
		const last = facts.attempt?.outcome
			? ` after the last one ended (${describeOutcome(facts.attempt.outcome, facts.attempt)})`
			: "";
		return `waits until ${time(facts.notBefore)} for try ${(facts.attempt?.number ?? 0) + 1}${last}`;
	}
	if (workforce.connectedWorkers === 0) return "no worker is connected";
	if (workforce.connectedWorkers === workforce.pausedWorkers) {
		return workforce.connectedWorkers === 1
			? "the only connected worker is paused or in quarantine"
			: `all ${workforce.connectedWorkers} connected workers are paused or in quarantine`;
	}
	const { placement, workUnits: clusterWorkUnits } = facts.stage.cluster ?? { placement: "local", workUnits: 0 };
	const largestCluster = workforce.largestClusterCapacity ?? 0;
	const fitsCluster = placement !== "local" && clusterWorkUnits <= largestCluster && largestCluster > 0;
	if (placement === "cluster" && !fitsCluster) {
		return `no worker offers ${clusterWorkUnits} work units of a cluster; the largest offers ${largestCluster}`;
	}
	if (fitsCluster && (placement === "cluster" || facts.stage.workUnits > workforce.largestCapacity)) {
		return `waits for ${plural(clusterWorkUnits, "work unit")} of a cluster`;
	}
	if (facts.stage.workUnits > workforce.largestCapacity) {
		return `no worker offers ${facts.stage.workUnits} work units; the largest offers ${workforce.largestCapacity}`;
	}
	const others = workforce.readyTasks - 1;
	return others > 0
		? `waits for a worker with ${plural(facts.stage.workUnits, "work unit")} free, as do ${plural(others, "other task")}`
		: `waits for a worker with ${plural(facts.stage.workUnits, "work unit")} free`;
}

/** Who decides next wants to know what the gate saw, also where a person held the result after it. */
function reasonOfReview({ gate, judge }: ReasonFacts): string {
	const rules = describeRules(gate, "hold");
	const person = judge ? `${judge.actor}${judge.reason ? `: ${judge.reason}` : ""}` : "";
	const holders = [rules === "" ? "" : `gate ${rules}`, person].filter((holder) => holder !== "");
	return holders.length === 0
		? "done, and waiting for a person to approve or reject the result"
		: `held by ${holders.join(", and by ")}`;
}

function reasonOfRejection({ gate, judge, changedAt }: ReasonFacts): string {
	if (judge) return `rejected by ${judge.actor}${judge.reason ? `: ${judge.reason}` : ""}`;
	const rejected = describeRules(gate, "reject");
	return rejected === "" ? `its result was rejected at ${time(changedAt)}` : `rejected by gate ${rejected}`;
}

/** `rule “focus < 0.4” (focus = 0.31)`; empty when no rule did. */
function describeRules(gate: GateReport | null | undefined, action: GateAction): string {
	const rules = gate?.rules.filter((rule) => rule.action === action) ?? [];
	if (rules.length === 0) return "";
	return `${rules.length === 1 ? "rule" : "rules"} ${rules.map(describeRule).join(" and ")}`;
}

function describePause({ actor, reason }: PauseFacts): string {
	return `${actor ? ` by ${actor}` : ""}${reason ? `: ${reason}` : ""}`;
}

function reasonOfSucceeded(facts: ReasonFacts): string {
	if (facts.stage.isRoot) return `tile ${facts.unit.tile?.relativePath ?? ""} is complete`;
	const skipped = facts.edit ? skippedAsDone(facts.edit) : null;
	if (skipped !== null) return `${skipped} at ${time(facts.changedAt)}; it has no result`;
	const on = facts.attempt ? ` on worker "${facts.attempt.workerName}" (try ${facts.attempt.number})` : "";
	const stale = facts.isStale ? `; stale, ${describeStaleness(facts)}` : "";
	return `succeeded at ${time(facts.changedAt)}${on}${stale}`;
}

function describeStaleness({ edit, stage }: ReasonFacts): string {
	return edit ? staleBecause(edit, stage.name) : "because the recipe or an input changed after it";
}

function reasonOfFailed(attempt: AttemptFacts | null): string {
	if (!attempt?.outcome) return "failed";
	// What a program says itself is worth more than that it failed, which the outcome says already.
	const lastLine =
		attempt.outcome === "failed"
			? lastLogLine(attempt.logTail) || attempt.problem
			: (attempt.problem ?? lastLogLine(attempt.logTail));
	return `failed on try ${attempt.number} (${describeOutcome(attempt.outcome, attempt)})${lastLine ? `: ${lastLine}` : ""}`;
}

function reasonOfExcluded({ unit, inputCount, stage, edit }: ReasonFacts): string {
	if (unit.tile?.isWithdrawn) {
		return `tile ${unit.tile.relativePath} was withdrawn${edit?.withdrawalReason ? `: ${edit.withdrawalReason}` : ""}`;
	}
	const excluded = edit ? exclusionOf(edit, stage.name, unit.tile?.relativePath ?? null) : null;
	if (excluded !== null) return excluded;
	if (unit.tile?.isSuperseded) return `tile ${unit.tile.relativePath} was imaged again; the newer tile counts`;
	if (inputCount === 0 && !stage.isRoot) return "its unit no longer exists in the graph";
	return "excluded by the project's region, a skipped plane or a person";
}

/** `exit 137, out of memory`. */
export function describeOutcome(
	outcome: AttemptOutcome,
	{ exitCode, signal }: { readonly exitCode: number | null; readonly signal: string | null },
): string {
	const parts = [];
	if (exitCode !== null) parts.push(`exit ${exitCode}`);
	if (signal !== null) parts.push(signal);
	const words = outcomeWords[outcome];
	if (words !== null) parts.push(words);
	return parts.join(", ") || "no exit code";
}

const outcomeWords: Readonly<Record<AttemptOutcome, string | null>> = {
	succeeded: "succeeded",
	// What it failed with is said by the exit code.
	failed: null,
	outOfMemory: "out of memory",
	timedOut: "time limit reached",
	nodeFailed: "its machine failed",
	preempted: "preempted",
	cancelled: "cancelled",
	lost: "its worker was lost",
	invalidOutput: "a declared output is missing or wrong",
	couldNotStart: "could not be started",
};

/** `tile 00/00123`, `tile 00/00123 and its neighbour at x+1`, `group well=B03`, `the whole project`. */
export function describeUnit({ tile, offset, attributes }: NamedUnit): string {
	if (tile) return `tile ${tile.relativePath}${offset ? ` and its neighbour at ${describeOffset(offset)}` : ""}`;
	const values = Object.entries(attributes ?? {}).map(([name, value]) => `${name}=${value}`);
	return values.length === 0 ? "the group of everything" : `group ${values.join(", ")}`;
}

function describeOffset(offset: { readonly x: number; readonly y: number; readonly z: number }): string {
	const parts = (["x", "y", "z"] as const).flatMap((axis) => {
		const steps = offset[axis];
		return steps === 0 ? [] : [`${axis}${steps > 0 ? "+" : ""}${steps}`];
	});
	return parts.join(", ");
}

function lastLogLine(logTail: string | null): string | null {
	const lines = (logTail ?? "").split("\n").filter((line) => line.trim() !== "");
	return lines.at(-1)?.trim().slice(0, 300) ?? null;
}

function time(date: Date): string {
	return `${date.toISOString().slice(0, 19)}Z`;
}
