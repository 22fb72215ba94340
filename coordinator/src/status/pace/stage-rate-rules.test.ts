import { asStageId } from "@tilewright/contract/ids";
import { assert, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { finishOf } from "./finish-rules.ts";
import { stagePaces } from "./stage-pace-rules.ts";
import { type CountSample, overallRate, type StageCount, stageRate } from "./stage-rate-rules.ts";

const stageId = asStageId(7);
const sampleEveryMs = 2_000;

/** A stage with `slots` side by side and tasks of `runMs`, looked at every two seconds; it gets all its tasks at once. */
function workedOff(options: {
	readonly tasks: number;
	readonly slots: number;
	readonly runMs: number;
	/** When it is added, in milliseconds; before that the project was there without it. */
	readonly addedAtMs: number;
	readonly untilMs: number;
	/** Not taken from `pausedAtMs` to `resumedAtMs`; what runs finishes. */
	readonly pausedAtMs?: number;
	readonly resumedAtMs?: number;
}): CountSample[] {
	const { tasks, slots, runMs, addedAtMs, untilMs, pausedAtMs, resumedAtMs = 0 } = options;
	const samples: CountSample[] = [];
	const firstEnds = (workedMs: number) => Math.floor(workedMs / runMs) * slots;
	for (let atMs = 0; atMs <= untilMs; atMs += sampleEveryMs) {
		const stages: StageCount[] = [];
		if (atMs >= addedAtMs) {
			const beforePause = (pausedAtMs ?? Number.POSITIVE_INFINITY) - addedAtMs;
			// What runs when it is paused finishes.
			const drained = pausedAtMs === undefined ? 0 : Math.ceil(beforePause / runMs) * runMs;
			const isPaused = pausedAtMs !== undefined && atMs >= pausedAtMs && atMs < resumedAtMs;
			const workedMs =
				pausedAtMs === undefined || atMs < pausedAtMs
					? atMs - addedAtMs
					: isPaused
						? Math.min(atMs - addedAtMs, drained)
						: drained + atMs - resumedAtMs;
			const ended = Math.min(tasks, firstEnds(workedMs));
			const drains = isPaused && atMs - addedAtMs < drained;
			const running = isPaused && !drains ? 0 : Math.min(slots, tasks - ended);
			const ready = tasks - ended - running;
			stages.push({ stageId, ended, finished: ended, ready, held: isPaused ? ready : 0, running, waiting: 0 });
		}
		samples.push({ atMs, tileCount: tasks, stages });
	}
	return samples;
}

const facts = { stageId, name: "Segment", isRoot: false, isPaused: false };

function finishAfter(samples: readonly CountSample[], meanRunMs: number | null) {
	return finishOf(stagePaces([{ ...facts, meanRunMs }], samples, null, true), 0);
}

const workloads = record({
	slots: integer({ min: 1, max: 16 }),
	runMs: integer({ min: 500, max: 60_000 }),
	addedAtMs: integer({ min: 0, max: 300_000 }),
	rounds: integer({ min: 60, max: 400 }),
});

describe("the rate of all stages together", () => {
	it("is known while they take turns, over the time in which there was something to do", () => {
		const ids = [asStageId(2), asStageId(3)];
		const count = { held: 0, running: 1, waiting: 0 };
		const samples = Array.from({ length: 31 }, (_, index) => {
			// Ten seconds of one, then ten of the other; after two minutes nothing is left.
			const ended = Math.min(index, 24);
			const one = 5 * Math.floor(ended / 10) + Math.min(5, ended % 10);
			const ready = index < 24 ? 10 : 0;
			const running = ready > 0 ? 1 : 0;
			return {
				atMs: index * 5_000,
				tileCount: 30,
				stages: ids.map((stageId, place) => {
					const own = place === 0 ? one : ended - one;
					return { ...count, stageId, ended: own, finished: own, ready, running };
				}),
			};
		});
		expect(overallRate(ids, samples)).toBeCloseTo(12, 5);
		expect(overallRate(ids, samples.slice(0, 4))).toBeNull();
		expect(overallRate([], samples)).toBeNull();
	});
});

describe("the rate of a stage", () => {
	it("is not divided by the minutes in which the stage did not exist", () => {
		const samples = workedOff({ tasks: 1_000, slots: 4, runMs: 1_000, addedAtMs: 240_000, untilMs: 260_000 });
		expect(stageRate(stageId, samples, null)).toMatchObject({ endedPerMinute: 240, basis: "measured", overMs: 20_000 });
	});

	it("is of what runs and how long that takes until enough has ended, and nothing where that is not known", () => {
		const samples = workedOff({ tasks: 100, slots: 4, runMs: 30_000, addedAtMs: 60_000, untilMs: 70_000 });
		expect(stageRate(stageId, samples, 30_000)).toMatchObject({ endedPerMinute: 8, basis: "estimated" });
		expect(stageRate(stageId, samples, null)).toMatchObject({ endedPerMinute: null, basis: null });
		expect(finishAfter(samples, 30_000)).toEqual({ secondsLeft: 750, isEstimate: true, isMeasuring: false });
		expect(finishAfter(samples, null)).toEqual({ secondsLeft: null, isEstimate: false, isMeasuring: true });
	});

	it("begins anew when a paused stage is resumed", () => {
		const paused = { tasks: 2_000, slots: 4, runMs: 1_000, addedAtMs: 0, pausedAtMs: 20_000, resumedAtMs: 200_000 };
		expect(stageRate(stageId, workedOff({ ...paused, untilMs: 180_000 }), 1_000).endedPerMinute).toBeNull();
		const resumed = stageRate(stageId, workedOff({ ...paused, untilMs: 220_000 }), null);
		expect(resumed).toMatchObject({ endedPerMinute: 240, basis: "measured", overMs: 20_000 });
	});

	it("leaves out the moments without work while there is a backlog, and counts them while there is none", () => {
		const at = (seconds: number, ended: number, ready: number, running: number): CountSample => ({
			atMs: seconds * 1_000,
			tileCount: 100,
			stages: [{ stageId, ended, finished: ended, ready, held: 0, running, waiting: 0 }],
		});
		// A tile every 30 s, worked off in two; then 200 of them at once.
		const fed = [0, 30, 60, 90].flatMap((second, index) => [
			at(second, index, 0, 1),
			at(second + 2, index + 1, 0, 0),
			at(second + 28, index + 1, 0, 0),
		]);
		expect(stageRate(stageId, fed, 2_000)).toMatchObject({ endedPerMinute: (4 / 118) * 60, basis: "measured" });
		const burst = [at(120, 4, 199, 1), at(130, 9, 194, 1), at(140, 14, 189, 1)];
		expect(stageRate(stageId, [...fed, ...burst], null).endedPerMinute).toBeCloseTo(30, 0);
	});

	it("is not taken for zero when results run again, nor for thousands when tasks are excluded", () => {
		const at = (seconds: number, ended: number, finished: number, ready: number): CountSample => ({
			atMs: seconds * 1_000,
			tileCount: 500,
			stages: [{ stageId, ended, finished, ready, held: 0, running: 4, waiting: 0 }],
		});
		const again = [at(0, 500, 500, 0), at(2, 0, 0, 496), at(4, 8, 8, 488), at(20, 72, 72, 424)];
		expect(stageRate(stageId, again, null).endedPerMinute).toBeCloseTo(216, 0);
		const excluded = [at(0, 0, 0, 496), at(10, 300, 40, 196), at(20, 340, 80, 156)];
		expect(stageRate(stageId, excluded, null).endedPerMinute).toBe(240);
	});

	it("does not take what a stage gets when it is added for what it will get every minute", () => {
		const samples = workedOff({ tasks: 3_000, slots: 4, runMs: 1_000, addedAtMs: 4_000, untilMs: 60_000 });
		const partlyPlanned = samples.map((sample) =>
			sample.atMs === 4_000
				? { ...sample, stages: sample.stages.map((stage) => ({ ...stage, ready: stage.ready - 2_000 })) }
				: sample,
		);
		expect(stageRate(stageId, partlyPlanned, null).comingPerMinute).toBe(0);
		expect(stagePaces([facts], partlyPlanned, null)[0]?.verdict).toBe("catchingUp");
	});

	/** Tasks that all end together are the worst case: right before they do, one round of the three or two seen is missing. */
	it("tells the end to within 60 % while it is an estimate, and 40 % from then on, whenever the stage was added", () => {
		assert(
			property(workloads, integer({ min: 4, max: 60 }), ({ slots, runMs, addedAtMs, rounds }, seenPercent) => {
				const wholeMs = rounds * runMs;
				const untilMs = addedAtMs + Math.round((wholeMs * seenPercent) / 100);
				const samples = workedOff({ tasks: slots * rounds, slots, runMs, addedAtMs, untilMs });
				// Nobody has looked yet since it was added.
				if (samples.at(-1)?.stages.length === 0) return;
				const leftSeconds = (addedAtMs + wholeMs - (samples.at(-1)?.atMs ?? 0)) / 1_000;
				const measured = finishAfter(samples, null);
				const known = finishAfter(samples, runMs);
				if (measured.secondsLeft !== null) {
					const share = measured.isEstimate ? 0.6 : 0.4;
					expect(Math.abs(measured.secondsLeft - leftSeconds)).toBeLessThan(leftSeconds * share + 2 + runMs / 1_000);
				} else {
					expect(measured.isMeasuring || leftSeconds <= 0).toBe(true);
				}
				expect(known.secondsLeft).not.toBeNull();
				expect(Math.abs((known.secondsLeft ?? 0) - leftSeconds)).toBeLessThan(0.4 * leftSeconds + 2 + runMs / 1_000);
			}),
			{ numRuns: 300 },
		);
	});

	it("is the same whatever the project did before the stage was there", () => {
		assert(
			property(workloads, ({ slots, runMs, addedAtMs, rounds }) => {
				const options = { tasks: slots * rounds, slots, runMs };
				const begins = Math.ceil(addedAtMs / sampleEveryMs) * sampleEveryMs;
				const late = stageRate(stageId, workedOff({ ...options, addedAtMs: begins, untilMs: begins + 40_000 }), runMs);
				const early = stageRate(stageId, workedOff({ ...options, addedAtMs: 0, untilMs: 40_000 }), runMs);
				expect(late).toEqual(early);
			}),
		);
	});
});
