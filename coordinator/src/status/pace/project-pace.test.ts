import { asStageId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import { durationText, rateText, sizeText } from "./pace-words.ts";
import { type PaceInput, projectPace } from "./project-pace.ts";
import type { StageCount } from "./stage-rate-rules.ts";

const root = { stageId: asStageId(1), name: "Acquisition", isRoot: true, isPaused: false };
const shift = { stageId: asStageId(2), name: "Shift", isRoot: false, isPaused: false };

/** 30 tiles, one every two seconds; the last one `agoMs` ago. */
function acquisition(agoMs: number, over: Partial<PaceInput> = {}): PaceInput {
	const arrivals = Array.from({ length: 30 }, (_, index) => ({ atMs: index * 2_000, x: index, y: 0, z: 0 }));
	return {
		nowMs: 58_000 + agoMs,
		arrivals,
		samples: [{ atMs: 0, tileCount: 30, stages: [] }],
		stages: [root, shift],
		expectedTiles: 100,
		isFinished: false,
		disks: () => [],
		...over,
	};
}

describe("what is said of an acquisition", () => {
	it("is on time until the alarm, and then says by how much the next tile is overdue", () => {
		expect(projectPace(acquisition(1_000)).arrival).toMatchObject({
			verdict: "onTime",
			sentence: "a tile every 2 s",
			secondsLeft: 140,
		});
		expect(projectPace(acquisition(242_000)).arrival).toMatchObject({
			verdict: "overdue",
			sentence: "a tile every 2 s; the next tile is overdue by 4 min",
			secondsLeft: null,
		});
	});

	it("gives no alarm after the end, before the beginning, or while learning", () => {
		expect(projectPace(acquisition(1e9, { isFinished: true })).arrival.verdict).toBe("finished");
		expect(projectPace(acquisition(1e9, { expectedTiles: 30 })).arrival).toMatchObject({
			verdict: "finished",
			sentence: "all expected tiles have arrived",
		});
		const empty = { arrivals: [], samples: [{ atMs: 0, tileCount: 0, stages: [] }] };
		expect(projectPace(acquisition(1e9, empty)).arrival.verdict).toBe("notStarted");
		expect(projectPace(acquisition(1e9, { arrivals: [] })).arrival.verdict).toBe("learning");
	});

	it("does not say that all is done where tasks failed", () => {
		const over = (failed: number, waiting: number, inReview = 0) =>
			projectPace(
				acquisition(0, {
					isFinished: true,
					samples: [
						{
							atMs: 0,
							tileCount: 30,
							stages: [
								{
									stageId: shift.stageId,
									ended: 30 - waiting,
									finished: 30 - waiting,
									failed,
									inReview,
									ready: 0,
									held: 0,
									running: 0,
									waiting,
								},
							],
						},
					],
				}),
			).processing;
		expect(over(0, 0)).toMatchObject({ verdict: "done", failed: 0, sentence: "everything that arrived is done" });
		expect(over(1, 0)).toMatchObject({ failed: 1, sentence: "1 task failed; everything else is done" });
		expect(over(3, 2)).toMatchObject({
			failed: 3,
			sentence: "3 tasks failed, 2 tasks wait for them; everything else is done",
		});
		expect(over(6, 0, 16).sentence).toBe("6 tasks failed, 16 results wait for review; everything else is done");
		expect(over(0, 0, 1)).toMatchObject({
			inReview: 1,
			sentence: "1 result waits for review; everything else is done",
		});
	});

	/** Every ten seconds for three minutes, two tasks under way; `readyAt`: by the minute. */
	const samplesOf = (readyAt: (minute: number) => number, over: Partial<StageCount> = {}) =>
		Array.from({ length: 19 }, (_, step) => {
			const minute = step / 6;
			const ended = Math.round(6 * minute);
			const count = { stageId: shift.stageId, ended, finished: ended, held: 0, running: 2, waiting: 0 };
			return {
				atMs: 10_000 * step,
				tileCount: 10 + Math.round(25 * minute),
				stages: [{ ...count, ready: Math.round(readyAt(minute)), ...over }],
				workers: { offered: 2, inUse: 2 },
			};
		});
	const shifting = [root, { ...shift, meanRunMs: 20_000 }];

	it("says what lies ready, how long that takes and that it grows, and what the workers are busy with", () => {
		const input = acquisition(0, { samples: samplesOf((minute) => 6 + 15 * minute), stages: shifting });
		const pace = projectPace(input);
		expect(pace.processing).toMatchObject({
			verdict: "fallingBehind",
			sentence: "51 tasks ready, about 9 min of work, and more every minute; done about 10 min after the last tile",
			limit: 'all 2 work units are busy, mostly with "Shift"; about 7 would keep up',
			behindSeconds: 510,
		});
		expect(pace.bottleneck?.name).toBe("Shift");
		expect(pace.arrival.tilesPerMinute).toBe(25);
		const acquired = projectPace({ ...input, isFinished: true });
		expect(acquired.processing).toMatchObject({
			verdict: "catchingUp",
			sentence: "the last tile has come; 53 tasks still to go",
		});
	});

	it("never says of a stage that it ends after all of them", () => {
		const other = { stageId: asStageId(3), name: "Projection", isRoot: false, isPaused: false, meanRunMs: 1_000 };
		const samples = samplesOf((minute) => 6 + 15 * minute).map((sample, step) => ({
			...sample,
			stages: [
				...sample.stages,
				{ stageId: other.stageId, ended: 4 * step, finished: 4 * step, ready: 10, held: 0, running: 0, waiting: 0 },
			],
		}));
		const { stages, processing } = projectPace(acquisition(0, { samples, stages: [...shifting, other] }));
		expect(processing.secondsLeft).not.toBeNull();
		for (const { secondsLeft } of stages) expect(secondsLeft).toBeLessThanOrEqual(processing.secondsLeft ?? 0);
		expect(stages.map(({ secondsLeft }) => secondsLeft)).toContain(processing.secondsLeft);
	});

	it("catches up where it shrinks, and keeps pace where a little lies there all the time", () => {
		const shrinking = samplesOf((minute) => 100 - 20 * minute);
		expect(
			projectPace(acquisition(0, { samples: shrinking, stages: shifting, expectedTiles: null })).processing,
		).toMatchObject({
			verdict: "catchingUp",
			sentence: "40 tasks ready, about 7 min of work, and fewer every minute",
		});
		const level = samplesOf(() => 4);
		expect(
			projectPace(acquisition(0, { samples: level, stages: shifting, expectedTiles: null })).processing,
		).toMatchObject({
			verdict: "keepingUp",
			sentence: "processing keeps pace with the tiles, about 40 s behind them",
		});
	});

	it("catches up as soon as it melts, however it has grown before", () => {
		// Grows for two minutes and is gone within one.
		const melting = samplesOf((minute) => (minute < 2 ? 30 * minute : 60 - 50 * (minute - 2)));
		const at = (count: number) =>
			projectPace(acquisition(0, { samples: melting.slice(0, count), stages: shifting, expectedTiles: null }))
				.processing;
		expect(at(13)).toMatchObject({ verdict: "fallingBehind", sentence: expect.stringMatching(/more every minute/) });
		expect(at(17)).toMatchObject({ verdict: "catchingUp", sentence: expect.stringMatching(/fewer every minute/) });
	});

	it("ends with the last tile as soon as it keeps up, whatever was said of the end before", () => {
		const input = acquisition(1_000, { samples: samplesOf(() => 0, { running: 0 }), stages: shifting });
		const { memory, arrival } = projectPace(input);
		const late = { endsAtMs: 180_000 + 80_000, atMs: 179_000, sinceMs: 0 };
		const { processing } = projectPace({ ...input, memory: { ...memory, finish: late } });
		expect(processing).toMatchObject({ verdict: "keepingUp", secondsLeft: arrival.secondsLeft });
	});

	it("keeps to the number of work units that would do while rates vary", () => {
		const input = acquisition(0, { samples: samplesOf((minute) => 6 + 15 * minute), stages: shifting });
		const { memory } = projectPace(input);
		const limitAfter = (needed: number) => projectPace({ ...input, memory: { ...memory, needed } }).processing.limit;
		expect(limitAfter(8)).toMatch(/about 8 would keep up/);
		expect(limitAfter(12)).toMatch(/about 7 would keep up/);
		expect(limitAfter(4)).toMatch(/about 7 would keep up/);
	});

	it("does not take a stage that somebody adds for tiles that come too fast", () => {
		const added = samplesOf((minute) => (minute < 1 ? 2 : 290 - 40 * (minute - 1)));
		const said = (count: number) =>
			projectPace(acquisition(0, { samples: added.slice(0, count), stages: shifting, expectedTiles: null })).processing
				.verdict;
		expect(said(6)).toBe("keepingUp");
		expect([7, 9, 11].map(said)).toEqual(["measuring", "measuring", "measuring"]);
		expect([14, 19].map(said)).toEqual(["catchingUp", "catchingUp"]);
	});

	it("does not judge before three quarters of a minute", () => {
		const samples = samplesOf((minute) => 6 + 15 * minute);
		const at = (count: number) => projectPace(acquisition(0, { samples: samples.slice(0, count), stages: shifting }));
		expect(at(4).processing).toMatchObject({ verdict: "measuring", sentence: "too early to say: 14 tasks ready" });
		expect(at(7).processing.verdict).toBe("fallingBehind");
	});

	it("says that nobody works, and why, whatever lies there", () => {
		const room = { kind: "none", paused: [{ name: "bench", reason: "lunch" }] } as const;
		const growing = samplesOf((minute) => 6 + 15 * minute, { running: 0, room });
		expect(projectPace(acquisition(0, { samples: growing, stages: shifting })).processing).toMatchObject({
			verdict: "paused",
			sentence: 'nothing runs, as worker "bench" is paused: lunch',
			secondsLeft: null,
		});
		const gone = samplesOf((minute) => 6 + 15 * minute, { running: 0, room: { kind: "none", paused: [] } });
		expect(projectPace(acquisition(0, { samples: gone, stages: shifting })).processing).toMatchObject({
			verdict: "stuck",
			sentence: '"Shift" has 51 tasks ready, and no worker that could run them is connected',
			secondsLeft: null,
		});
	});

	it("keeps up between two tiles as well, when nothing is to be done for a moment", () => {
		const resting = samplesOf(() => 0, { running: 0 });
		expect(projectPace(acquisition(1_000, { samples: resting, stages: shifting })).processing).toMatchObject({
			verdict: "keepingUp",
			sentence: "processing keeps up with the tiles",
		});
		// Late tiles are another matter.
		expect(projectPace(acquisition(242_000, { samples: resting, stages: shifting })).processing.verdict).toBe("idle");
	});

	it("says that tasks are held while a stage is tried out, and what still runs when one is paused", () => {
		const counts = (ready: number, running: number) => [
			{ stageId: shift.stageId, ended: 2, finished: 2, ready, held: ready, running, waiting: 0 },
		];
		const held = acquisition(0, { samples: [{ atMs: 0, tileCount: 40, stages: counts(38, 0) }] });
		expect(projectPace(held).processing).toMatchObject({
			verdict: "held",
			sentence: '"Shift" is tried out: 38 tasks set aside until somebody decides about the trial',
		});
		// The others go on, and that is the news.
		const beside = { ...shift, stageId: asStageId(9), name: "Register" };
		const others = acquisition(0, {
			stages: [root, shift, beside],
			samples: [
				{
					atMs: 0,
					tileCount: 40,
					stages: [...counts(38, 0), ...counts(0, 0).map((count) => ({ ...count, stageId: beside.stageId }))],
				},
			],
		});
		expect(projectPace(others).processing).toMatchObject({ verdict: "keepingUp", setAside: 38 });
		const paused = { ...held, stages: held.stages.map((stage) => ({ ...stage, isPaused: true })) };
		expect(projectPace(paused).processing.sentence).toBe('"Shift" is paused with 38 tasks ready');
		const draining = { ...paused, samples: [{ atMs: 0, tileCount: 40, stages: counts(0, 2) }] };
		expect(projectPace(draining).processing.sentence).toBe('"Shift" is paused; 2 tasks still run');
	});
});

describe("what is said of processing", () => {
	const with1 = (count: object, over: Partial<PaceInput> = {}, facts: object = {}) =>
		projectPace(
			acquisition(0, {
				stages: [root, { ...shift, ...facts }],
				samples: [
					{
						atMs: 0,
						tileCount: 30,
						stages: [
							{ stageId: shift.stageId, ended: 0, finished: 0, ready: 0, held: 0, running: 0, waiting: 0, ...count },
						],
					},
				],
				...over,
			}),
		).processing;

	it("is first that a stage paused itself, and how many of its tasks are to be tried again", () => {
		const facts = { isPaused: true, pausedItselfAfter: 20, failuresInARow: 20, retrying: 20 };
		expect(with1({ ready: 60, held: 60 }, { isProjectPaused: true }, facts)).toMatchObject({
			verdict: "pausedItself",
			retrying: 20,
			sentence: '"Shift" paused itself after 20 failures in a row; 20 tasks failed and wait for another try',
		});
	});

	it("is that tries fail, not that a stage catches up", () => {
		expect(with1({ ready: 58, running: 2 }, {}, { failuresInARow: 6 })).toMatchObject({
			verdict: "failing",
			sentence: '"Shift" fails: the last 6 tries all failed, 58 tasks ready',
		});
	});

	it("is that the project is paused where it is the project", () => {
		const paused = { isPaused: true };
		expect(with1({ ready: 60, held: 60 }, { isProjectPaused: true }, paused).sentence).toBe(
			"the project is paused with 60 tasks ready",
		);
		expect(with1({ ready: 60, held: 60 }, {}, paused).sentence).toBe('"Shift" is paused with 60 tasks ready');
	});

	it("does not compare with the tiles after the last one, and names stale results", () => {
		expect(with1({ running: 2, ended: 28 }).sentence).toBe("processing keeps up with the tiles");
		expect(with1({ running: 2, ended: 28 }, { isFinished: true }).sentence).toBe(
			"the last tile has come; 2 tasks still to go",
		);
		expect(with1({ ended: 30, finished: 30 }, { isFinished: true }, { staleResults: 60 }).sentence).toBe(
			"everything that arrived is done; 60 results are stale",
		);
	});
});

describe("words of pace", () => {
	it.each([
		[400, "0.4 s"],
		[12_000, "12 s"],
		[240_000, "4 min"],
		[7_800_000, "2 h 10 min"],
		[260_000_000, "3 days"],
	])("%d ms are %s", (milliseconds, words) => {
		expect(durationText(milliseconds)).toBe(words);
	});

	it("tell rates per minute or per hour, and sizes in powers of ten", () => {
		expect([rateText(42.3), rateText(9.75), rateText(0.2), rateText(null)]).toEqual([
			"42/min",
			"9.8/min",
			"12/h",
			"some",
		]);
		expect([sizeText(812e9), sizeText(1.23e12), sizeText(17)]).toEqual(["812 GB", "1.2 TB", "17 B"]);
	});
});
