import { asStageId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import { finishOf } from "./finish-rules.ts";
import type { PausedWorker, Room } from "./room-rules.ts";
import { bottleneckOf, type StagePace, stagePaces } from "./stage-pace-rules.ts";
import type { CountSample } from "./stage-rate-rules.ts";

const stageId = asStageId(2);
const stage = { stageId, name: "Deconvolution", isRoot: false, isPaused: false };

interface Moment {
	readonly minute: number;
	readonly tiles: number;
	readonly ended: number;
	readonly ready?: number;
	readonly held?: number;
	readonly running?: number;
	readonly waiting?: number;
	readonly room?: Room;
}

function sample({ minute, tiles, ended, ready = 0, held = 0, running = 0, waiting = 0, room }: Moment): CountSample {
	return {
		atMs: minute * 60_000,
		tileCount: tiles,
		stages: [{ stageId, ended, finished: ended, ready, held, running, waiting, ...(room ? { room } : {}) }],
	};
}

function pace(moments: readonly Moment[], expectedTiles: number | null = null, isPaused = false): StagePace {
	const [only] = stagePaces([{ ...stage, isPaused }], moments.map(sample), expectedTiles);
	if (!only) throw new Error("a stage has a pace");
	return only;
}

describe("the pace of a stage", () => {
	it("keeps up while what is ready is soon taken", () => {
		const is = pace([
			{ minute: 0, tiles: 10, ended: 8, running: 2 },
			{ minute: 4, tiles: 50, ended: 47, ready: 1, running: 2 },
		]);
		expect(is).toMatchObject({ verdict: "keepingUp", endedPerMinute: 9.75, comingPerMinute: 10, backlog: 1 });
	});

	it("falls behind when more comes than ends, and says how long the rest would take", () => {
		const is = pace(
			[
				{ minute: 0, tiles: 10, ended: 6, ready: 2, running: 2 },
				{ minute: 4, tiles: 50, ended: 18, ready: 30, running: 2 },
			],
			100,
		);
		expect(is).toMatchObject({ verdict: "fallingBehind", endedPerMinute: 3, comingPerMinute: 10, remaining: 82 });
		expect(is.secondsLeft).toBe(Math.round((82 / 3) * 60));
	});

	it("catches up when more ends than comes", () => {
		const is = pace([
			{ minute: 0, tiles: 50, ended: 10, ready: 38, running: 2 },
			{ minute: 2, tiles: 50, ended: 30, ready: 18, running: 2 },
		]);
		expect(is.verdict).toBe("catchingUp");
	});

	it("is stuck only when nothing has run for a minute although something could", () => {
		const moments = [
			{ minute: 0, tiles: 5, ended: 2, ready: 3 },
			{ minute: 0.5, tiles: 5, ended: 2, ready: 3 },
			{ minute: 1.2, tiles: 5, ended: 2, ready: 3 },
		];
		expect(pace(moments).verdict).toBe("stuck");
		expect(pace(moments.slice(1)).verdict).not.toBe("stuck");
		expect(pace([...moments.slice(0, 2), { minute: 1.2, tiles: 5, ended: 2, ready: 2, running: 1 }]).verdict).not.toBe(
			"stuck",
		);
	});

	it("is not stuck while whoever could run it is busy", () => {
		const at = (minute: number, room: Room) => ({ minute, tiles: 5, ended: 2, ready: 3, room });
		const busy = { kind: "busy" } as const;
		const free = { kind: "free" } as const;
		const waits = pace([at(0, busy), at(0.5, busy), at(1.2, busy)]);
		expect(waits.verdict).not.toBe("stuck");
		// There must have been room for all of the minute.
		expect(pace([at(0, free), at(0.5, busy), at(1.2, free)]).verdict).not.toBe("stuck");
		expect(pace([at(0, free), at(0.5, free), at(1.2, free)]).verdict).toBe("stuck");
	});

	it("is stuck after ten seconds without anybody who could run it, and paused where these are", () => {
		const at = (minute: number, paused: readonly PausedWorker[]) => {
			return { minute, tiles: 5, ended: 2, ready: 3, room: { kind: "none", paused } as const };
		};
		expect(pace([at(0, []), at(0.1, [])]).verdict).not.toBe("stuck");
		expect(pace([at(0, []), at(0.1, []), at(0.2, [])]).verdict).toBe("stuck");
		expect(pace([at(0, [{ name: "bench", reason: null }])]).verdict).toBe("paused");
	});

	it("is idle without work, done when nothing is left, paused when somebody paused it", () => {
		expect(pace([{ minute: 0, tiles: 5, ended: 0, waiting: 5 }]).verdict).toBe("idle");
		expect(pace([{ minute: 0, tiles: 5, ended: 5 }]).verdict).toBe("done");
		const paused = pace([{ minute: 0, tiles: 5, ended: 1, ready: 4, held: 4 }], null, true);
		expect(paused).toMatchObject({ verdict: "paused", backlog: 0, held: 4 });
	});

	it("is held, and neither behind nor stuck, when only tasks outside of its trial are left", () => {
		const tried = [
			{ minute: 0, tiles: 50, ended: 0, ready: 20, held: 18 },
			{ minute: 2, tiles: 80, ended: 1, ready: 48, held: 48, running: 1 },
			{ minute: 4, tiles: 99, ended: 2, ready: 97, held: 97 },
			{ minute: 6, tiles: 99, ended: 2, ready: 97, held: 97 },
		];
		expect(pace(tried.slice(0, 2))).toMatchObject({ verdict: "keepingUp", backlog: 0, held: 48, secondsLeft: null });
		const held = pace(tried);
		expect(held).toMatchObject({ verdict: "held", backlog: 0, held: 97, remaining: 97, secondsLeft: null });
		expect(bottleneckOf([held])).toBeNull();
		expect(finishOf([held], 0)).toMatchObject({ secondsLeft: null, isMeasuring: false });
	});

	it("is failing, never catching up, when its tries all fail, and paused itself whatever is ready", () => {
		const moments = [
			{ minute: 0, tiles: 60, ended: 0, ready: 58, running: 2 },
			{ minute: 1, tiles: 60, ended: 0, ready: 58, running: 2 },
		].map(sample);
		const verdict = (facts: object) => stagePaces([{ ...stage, ...facts }], moments, null)[0]?.verdict;
		expect(verdict({ failuresInARow: 3, hasSucceeded: false })).toBe("failing");
		expect(verdict({ failuresInARow: 3, hasSucceeded: true })).toBe("catchingUp");
		expect(verdict({ failuresInARow: 5, hasSucceeded: true })).toBe("failing");
		const failing = stagePaces([{ ...stage, failuresInARow: 6 }], moments, null);
		expect(bottleneckOf(failing)).toBeNull();
		expect(finishOf(failing, 0)).toMatchObject({ secondsLeft: null, isMeasuring: false });
		expect(verdict({ isPaused: true, pausedItselfAfter: 20, failuresInARow: 20 })).toBe("pausedItself");
		const over = [sample({ minute: 0, tiles: 5, ended: 5 })];
		expect(stagePaces([{ ...stage, isPaused: true, pausedItselfAfter: 5 }], over, null)[0]?.verdict).toBe(
			"pausedItself",
		);
	});

	it("has no rate before a few seconds have been seen, rather than a wrong one", () => {
		expect(pace([{ minute: 0, tiles: 5, ended: 1, ready: 4 }]).endedPerMinute).toBeNull();
	});
});

describe("the whole", () => {
	const slow = pace([
		{ minute: 0, tiles: 10, ended: 0, ready: 10 },
		{ minute: 2, tiles: 10, ended: 4, ready: 5, running: 1 },
	]);
	const quick = pace([
		{ minute: 0, tiles: 10, ended: 0, ready: 10 },
		{ minute: 2, tiles: 10, ended: 9, ready: 1 },
	]);

	it("is held up by the stage whose backlog takes longest", () => {
		expect(bottleneckOf([quick, slow])).toBe(slow);
		expect(bottleneckOf([])).toBeNull();
	});

	it("keeps its bottleneck between equals, and names another one only when that is clearly worse", () => {
		const one = { ...slow, stageId: asStageId(7), verdict: "catchingUp" as const, backlog: 100, endedPerMinute: 10 };
		const other = { ...one, stageId: asStageId(8), backlog: 110 };
		expect(bottleneckOf([one, other])?.stageId).toBe(8);
		expect(bottleneckOf([one, other], one.stageId)?.stageId).toBe(7);
		expect(bottleneckOf([one, { ...other, backlog: 200 }], one.stageId)?.stageId).toBe(8);
		expect(bottleneckOf([{ ...one, verdict: "keepingUp" }, other], one.stageId)?.stageId).toBe(8);
	});

	it("ends with the acquisition or with the slowest stage, whichever is later", () => {
		expect(finishOf([slow, quick], 0)).toEqual({ secondsLeft: 180, isEstimate: false, isMeasuring: false });
		expect(finishOf([slow, quick], 7_200).secondsLeft).toBe(7_200);
	});

	it("has no end while nobody knows how many tiles there will be, or a stage does not move", () => {
		expect(finishOf([slow], null).secondsLeft).toBeNull();
		expect(finishOf([{ ...slow, verdict: "stuck" }], 0).secondsLeft).toBeNull();
	});
});
