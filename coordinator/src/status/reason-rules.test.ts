import type { GateAction } from "@tilewright/contract/gate";
import { describe, expect, it } from "vitest";
import { type BlockerFacts, type ReasonFacts, reasonOf, type WorkforceFacts } from "./reason-rules.ts";

const now = new Date("2021-04-09T12:00:00Z");
const tile = (relativePath: string) => ({
	tile: { relativePath, verdict: "", isWithdrawn: false, isSuperseded: false },
	offset: null,
	attributes: null,
});
const workforce: WorkforceFacts = { connectedWorkers: 1, pausedWorkers: 0, largestCapacity: 16, readyTasks: 1 };

interface Changes extends Partial<Omit<ReasonFacts, "stage" | "project">> {
	readonly stage?: Partial<ReasonFacts["stage"]>;
	readonly project?: Partial<ReasonFacts["project"]>;
}

function reason(changes: Changes, workers: Partial<WorkforceFacts> = {}): string {
	const facts: ReasonFacts = {
		state: "waiting",
		unmetInputs: 0,
		inputCount: 1,
		isOpen: false,
		isStale: false,
		notBefore: null,
		changedAt: new Date("2021-04-09T11:58:00Z"),
		unit: tile("00/00123"),
		blocker: null,
		attempt: null,
		...changes,
		stage: { name: "Match", isRoot: false, unitRule: { kind: "each" }, workUnits: 1, pause: null, ...changes.stage },
		project: { name: "Brain 7", isArchived: false, isRescoping: false, pause: null, ...changes.project },
	};
	return reasonOf(facts, { ...workforce, ...workers }, now);
}

const attempt = {
	number: 2,
	workerName: "scope-1",
	dispatchedAt: new Date("2021-04-09T11:59:00Z"),
	outcome: null,
	exitCode: null,
	signal: null,
	problem: null,
	logTail: null,
};

const blocker = (state: BlockerFacts["state"], ended: Partial<BlockerFacts["attempt"]> = {}): BlockerFacts => ({
	stageName: "Descriptors",
	state,
	unit: tile("2021-04-09/00/00123"),
	attempt: { outcome: null, exitCode: null, signal: null, workerName: "scope-1", ...ended },
});

describe("a waiting task", () => {
	it("names the parent it waits for, on which tile, and how that failed", () => {
		const failed = blocker("failed", { outcome: "outOfMemory", exitCode: 137 });
		expect(reason({ unmetInputs: 1, blocker: failed })).toBe(
			'waiting for stage "Descriptors" on tile 2021-04-09/00/00123, which failed (exit 137, out of memory)',
		);
	});

	it.each([
		["waiting", "is itself waiting"],
		["ready", "is ready and has not been started"],
		["running", 'is running on worker "scope-1"'],
		["review", "waits for approval"],
		["rejected", "was rejected"],
		["cancelled", "was cancelled"],
		["excluded", "is excluded"],
	] as const)("says when the parent %s", (state, words) => {
		expect(reason({ unmetInputs: 1, blocker: blocker(state) })).toMatch(new RegExp(`which ${words}$`));
	});

	it("of a group says how many of its members are ready", () => {
		const group = { tile: null, offset: null, attributes: { well: "B03" } };
		expect(
			reason({
				unit: group,
				inputCount: 5,
				unmetInputs: 1,
				blocker: blocker("running"),
				stage: { unitRule: { kind: "group", by: ["well"], completion: { kind: "endOfAcquisition" }, partial: null } },
			}),
		).toBe(
			'group well=B03 has 4 of 5 inputs ready; waiting for stage "Descriptors" on tile 2021-04-09/00/00123, which is running on worker "scope-1"',
		);
	});

	it.each([
		[{ kind: "count", expected: 5 }, "group z=3 has 4 of 5 members"],
		[{ kind: "quiet", seconds: 30 }, "group z=3 has 4 inputs and closes when none has been added for 30 s"],
		[{ kind: "seal", path: "done.txt" }, 'group z=3 has 4 inputs and closes when the file "done.txt" appears'],
		[{ kind: "endOfAcquisition" }, "group z=3 has 4 inputs and closes at the end of the acquisition"],
	] as const)("of an open group says what closes it: %o", (completion, words) => {
		const unit = { tile: null, offset: null, attributes: { z: 3 } };
		const stage = { unitRule: { kind: "group" as const, by: ["z"], completion, partial: null } };
		expect(reason({ unit, stage, isOpen: true, inputCount: 4 })).toBe(words);
	});

	it("of the root stage says why the tile is not complete", () => {
		const unit = tile("00/00123");
		expect(
			reason({
				unit: { ...unit, tile: { ...unit.tile, verdict: "its size changed 3 s ago" } },
				stage: { isRoot: true, unitRule: null },
			}),
		).toBe("tile 00/00123 is not complete yet: its size changed 3 s ago");
	});
});

describe("a ready task", () => {
	it("says who paused the project, and why", () => {
		const pause = { actor: "maria", reason: "objective is being cleaned" };
		expect(reason({ state: "ready", project: { pause } })).toBe(
			'project "Brain 7" is paused by maria: objective is being cleaned',
		);
	});

	it("says that its stage is paused even when nobody gave a reason", () => {
		expect(reason({ state: "ready", stage: { pause: { actor: null, reason: null } } })).toBe('stage "Match" is paused');
	});

	it("says until when it backs off and after what", () => {
		expect(
			reason({
				state: "ready",
				notBefore: new Date("2021-04-09T12:00:04Z"),
				attempt: { ...attempt, outcome: "failed", exitCode: 1 },
			}),
		).toBe("waits until 2021-04-09T12:00:04Z for try 3 after the last one ended (exit 1)");
	});

	it("forgets a back-off that is over", () => {
		expect(reason({ state: "ready", notBefore: new Date("2021-04-09T11:00:00Z") })).toBe(
			"waits for a worker with 1 work unit free",
		);
	});

	it("says that no worker is connected", () => {
		expect(reason({ state: "ready" }, { connectedWorkers: 0 })).toBe("no worker is connected");
	});

	it("says that all workers are paused", () => {
		expect(reason({ state: "ready" }, { connectedWorkers: 3, pausedWorkers: 3 })).toBe(
			"all 3 connected workers are paused or in quarantine",
		);
	});

	it("says that it is too heavy for any worker", () => {
		expect(reason({ state: "ready", stage: { workUnits: 18 } })).toBe(
			"no worker offers 18 work units; the largest offers 16",
		);
	});

	it("says what it needs of a cluster", () => {
		const cluster = { placement: "cluster" as const, workUnits: 4 };
		expect(reason({ state: "ready", stage: { cluster } })).toBe(
			"no worker offers 4 work units of a cluster; the largest offers 0",
		);
		expect(reason({ state: "ready", stage: { cluster } }, { largestClusterCapacity: 8 })).toBe(
			"waits for 4 work units of a cluster",
		);
		const anywhere = { placement: "auto" as const, workUnits: 4 };
		expect(reason({ state: "ready", stage: { workUnits: 18, cluster: anywhere } }, { largestClusterCapacity: 8 })).toBe(
			"waits for 4 work units of a cluster",
		);
		expect(reason({ state: "ready", stage: { cluster: anywhere } }, { largestClusterCapacity: 8 })).toBe(
			"waits for a worker with 1 work unit free",
		);
	});

	it("says how many others wait as well", () => {
		expect(reason({ state: "ready", stage: { workUnits: 0.5 } }, { readyTasks: 42 })).toBe(
			"waits for a worker with 0.5 work units free, as do 41 other tasks",
		);
	});
});

describe("a task that has been started", () => {
	it("says where it runs and since when", () => {
		expect(reason({ state: "running", attempt })).toBe(
			'running on worker "scope-1" since 2021-04-09T11:59:00Z (try 2)',
		);
	});

	it("that failed gives the exit code and the last line of its log", () => {
		const ended = { ...attempt, outcome: "failed", exitCode: 2, logTail: "one\nValueError: empty image\n\n" } as const;
		expect(reason({ state: "failed", attempt: ended })).toBe("failed on try 2 (exit 2): ValueError: empty image");
	});

	it("that failed prefers our sentence to its log", () => {
		const ended = { ...attempt, outcome: "invalidOutput", exitCode: 0, problem: "out.tif is missing", logTail: "ok" };
		expect(reason({ state: "failed", attempt: { ...ended, outcome: "invalidOutput" } })).toBe(
			"failed on try 2 (exit 0, a declared output is missing or wrong): out.tif is missing",
		);
	});

	it("has no full stop at its end, whoever wrote the end", () => {
		const ended = { ...attempt, outcome: "failed", exitCode: 2, logTail: "Registration failed.\n" } as const;
		expect(reason({ state: "failed", attempt: ended })).toBe("failed on try 2 (exit 2): Registration failed");
		const judge = { actor: "ana", reason: "Bubble at the edge." };
		expect(reason({ state: "rejected", judge })).toBe("rejected by ana: Bubble at the edge");
	});

	it("that succeeded says when a newer recipe or input made it stale", () => {
		const done = { ...attempt, outcome: "succeeded", exitCode: 0 } as const;
		expect(reason({ state: "succeeded", attempt: done, isStale: true })).toBe(
			'succeeded at 2021-04-09T11:58:00Z on worker "scope-1" (try 2); stale, because the recipe or an input changed after it',
		);
	});
});

describe("an excluded task", () => {
	it("says that its tile was imaged again", () => {
		const unit = tile("00/00123");
		expect(reason({ state: "excluded", unit: { ...unit, tile: { ...unit.tile, isSuperseded: true } } })).toBe(
			"tile 00/00123 was imaged again; the newer tile counts",
		);
	});

	it("says that its unit is gone", () => {
		const unit = { ...tile("00/00123"), offset: { x: 1, y: 0, z: 0 } };
		expect(reason({ state: "excluded", unit, inputCount: 0 })).toBe("its unit no longer exists in the graph");
	});
});

describe("a result that is held back or refused", () => {
	const rule = (action: GateAction, when: string, problem: string | null = null) => ({
		when,
		action,
		feedback: null,
		values: problem === null ? { focus: 0.31 } : {},
		problem,
	});

	it("names the rule of the gate and the values it saw", () => {
		const gate = {
			action: "hold" as const,
			review: false,
			rules: [rule("hold", "focus < 0.4"), rule("flag", "focus < 0.6")],
		};
		expect(reason({ state: "review", gate })).toBe("held by gate rule “focus < 0.4” (focus = 0.31)");
	});

	it("says which metric is missing", () => {
		const gate = {
			action: "hold" as const,
			review: false,
			rules: [rule("hold", "focus < 0.4", 'the metric "focus" is missing')],
		};
		expect(reason({ state: "review", gate })).toBe('held by gate rule “focus < 0.4” (the metric "focus" is missing)');
	});

	it("names all rules that refused it", () => {
		const gate = {
			action: "reject" as const,
			review: true,
			rules: [rule("reject", "focus < 0.4"), rule("reject", "focus < 1")],
		};
		expect(reason({ state: "rejected", gate })).toBe(
			"rejected by gate rules “focus < 0.4” (focus = 0.31) and “focus < 1” (focus = 0.31)",
		);
	});

	it("names the person, whose word is the later one", () => {
		const gate = { action: "hold" as const, review: false, rules: [rule("hold", "focus < 0.4")] };
		expect(reason({ state: "rejected", gate, judge: { actor: "ana", reason: "bubble" } })).toBe(
			"rejected by ana: bubble",
		);
	});

	it("names the rule and the person where both hold it, or the one that does", () => {
		const gate = { action: "hold" as const, review: false, rules: [rule("hold", "focus < 0.4")] };
		expect(reason({ state: "review", gate, judge: { actor: "ana", reason: "look again" } })).toBe(
			"held by gate rule “focus < 0.4” (focus = 0.31), and by ana: look again",
		);
		expect(reason({ state: "review", gate: null, judge: { actor: "ana", reason: null } })).toBe("held by ana");
	});

	it("waits for a person where every result does", () => {
		const gate = { action: "hold" as const, review: true, rules: [] };
		expect(reason({ state: "review", gate })).toBe("done, and waiting for a person to approve or reject the result");
	});
});
