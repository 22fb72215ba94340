import { asStageId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import { type Finish, finishOf, type SaidFinish, settleFinish } from "./finish-rules.ts";
import type { StagePace } from "./stage-pace-rules.ts";

const stage = (over: Partial<StagePace>): StagePace => ({
	stageId: asStageId(2),
	name: "Shift",
	endedPerMinute: null,
	rateBasis: null,
	rateSeconds: 0,
	comingPerMinute: null,
	backlog: 0,
	held: 0,
	running: 0,
	remaining: 0,
	secondsLeft: null,
	isEstimate: false,
	staleResults: null,
	failuresInARow: 0,
	retrying: 0,
	pausedItselfAfter: null,
	verdict: "catchingUp",
	...over,
});

/** So many of all stages end per minute; null while nobody knows. */
const atRate = (perMinute: number | null) => (left: readonly { readonly count: number }[]) =>
	perMinute === null ? null : (60 * left.reduce((sum, { count }) => sum + count, 0)) / perMinute;

describe("the end of stages that share the workers", () => {
	const working = stage({ backlog: 360, running: 2, remaining: 362, endedPerMinute: 19, secondsLeft: 1_143 });
	const waiting = stage({ stageId: asStageId(3), backlog: 398, remaining: 398 });

	it("is that of all tasks at the rate of all, also while one of them has not had its turn", () => {
		expect(finishOf([working, waiting], 0, atRate(19))).toEqual({
			secondsLeft: 2_400,
			isEstimate: true,
			isMeasuring: false,
		});
		expect(finishOf([working, waiting], 9_000, atRate(19)).secondsLeft).toBe(9_000);
		expect(finishOf([working, waiting], 0, atRate(null))).toMatchObject({ secondsLeft: null, isMeasuring: true });
	});

	it("leaves out what waits for a person, and is not known where that is all there is", () => {
		const held = stage({ stageId: asStageId(4), backlog: 18, held: 792, remaining: 900 });
		const paused = stage({ stageId: asStageId(5), held: 50, remaining: 50, verdict: "paused" });
		expect(finishOf([working, held, paused], 0, atRate(19)).secondsLeft).toBe(1_200);
		expect(finishOf([paused], 0, atRate(19)).secondsLeft).toBeNull();
	});

	it("is that of the stage itself where only one has a backlog", () => {
		expect(
			finishOf([working, stage({ verdict: "keepingUp", running: 1, remaining: 1 })], 600, atRate(19)).secondsLeft,
		).toBe(1_143);
	});
});

describe("what is said of the end", () => {
	const known = (secondsLeft: number): Finish => ({ secondsLeft, isEstimate: true, isMeasuring: false });
	const measuring: Finish = { secondsLeft: null, isEstimate: false, isMeasuring: true };

	it("moves slowly while estimates jump", () => {
		let said: SaidFinish | null = null;
		const ends: number[] = [];
		for (let second = 0; second < 120; second++) {
			const finish = second % 7 === 3 ? measuring : known(second % 10 < 5 ? 900 : 1_300);
			const settled = settleFinish(finish, said, second * 1000);
			said = settled.said;
			expect(settled.finish.secondsLeft).not.toBeNull();
			ends.push(second + (settled.finish.secondsLeft ?? 0));
		}
		const steps = ends.slice(1).map((end, index) => Math.abs(end - (ends[index] ?? 0)));
		expect(Math.max(...steps)).toBeLessThan(20);
		expect(ends.at(-1)).toBeGreaterThan(1_000);
	});

	it("does not follow a few busy minutes when it is an hour away and has been told for long", () => {
		const minute = 60_000;
		const endAfter = (toldForMs: number) => {
			let said: SaidFinish | null = { endsAtMs: 60 * minute, atMs: 0, sinceMs: -toldForMs };
			for (let second = 1; second <= 180; second++) said = settleFinish(known(5_400), said, second * 1000).said;
			return Math.round((said?.endsAtMs ?? 0) / minute);
		};
		// By the pace of these minutes alone it were half an hour later.
		expect(endAfter(0)).toBeGreaterThan(80);
		expect(endAfter(20 * minute)).toBeLessThan(75);
	});

	it("follows at once where it is another matter altogether, and near the end", () => {
		const said = { endsAtMs: 600_000, atMs: 0, sinceMs: 0 };
		expect(settleFinish(known(3_000), said, 1_000).finish.secondsLeft).toBe(3_000);
		expect(settleFinish(known(20), { endsAtMs: 40_000, atMs: 0, sinceMs: 0 }, 1_000).finish.secondsLeft).toBe(20);
	});

	it("is taken back when it cannot be said any more, or has been measured for long", () => {
		const said = { endsAtMs: 600_000, atMs: 0, sinceMs: 0 };
		const never: Finish = { ...measuring, isMeasuring: false };
		expect(settleFinish(never, said, 1_000)).toEqual({ finish: never, said: null });
		expect(settleFinish(measuring, said, 30_000).finish).toEqual(known(570));
		expect(settleFinish(measuring, said, 61_000).finish).toEqual(measuring);
	});
});
