import { asStageId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import { type PaceMemory, projectPace } from "./project-pace.ts";
import type { CountSample, StageCount } from "./stage-rate-rules.ts";

/*
 * A microscope that makes a tile every 1.5 s, four stages behind it, and workers of so many work units, by the second:
 * what people are told must be true soon, and must not change its mind.
 */

interface Stage {
	readonly id: number;
	readonly name: string;
	readonly runMs: number;
	/** Of the tile itself, or of another stage's results. */
	readonly after: number | null;
}

const stages: readonly Stage[] = [
	{ id: 2, name: "Quality", runMs: 300, after: null },
	{ id: 3, name: "Preview", runMs: 500, after: null },
	{ id: 4, name: "Shift", runMs: 700, after: null },
	{ id: 5, name: "Fuse", runMs: 200, after: 4 },
];
/** Work units that the tiles of 1.5 s need: 1.7 s of work each. */
const needed = stages.reduce((sum, stage) => sum + stage.runMs, 0) / 1500;
const stepMs = 100;
const tileMs = 1_500;

interface Told {
	readonly atMs: number;
	readonly verdict: string;
	readonly sentence: string;
	readonly limit: string | null;
	readonly bottleneck: string | null;
	/** When everything is said to be done. */
	readonly endsAtMs: number | null;
}

/** Runs `tileCount` tiles on so many slots; what was told at each second, and when everything was really done. */
function simulate(slots: number, tileCount: number, seed: number): { told: readonly Told[]; doneAtMs: number } {
	const random = randomFrom(seed);
	const waiting = new Map(stages.map((stage) => [stage.id, 0]));
	const ended = new Map(stages.map((stage) => [stage.id, 0]));
	const running: { id: number; untilMs: number }[] = [];
	const samples: CountSample[] = [];
	const arrivals: { atMs: number; x: number; y: number; z: number }[] = [];
	const told: Told[] = [];
	let memory: PaceMemory | null = null;
	let previousBottleneckId = null as ReturnType<typeof asStageId> | null;
	let tiles = 0;
	let nextTileMs = 0;
	for (let atMs = 0; atMs < 3_600_000; atMs += stepMs) {
		if (tiles < tileCount && atMs >= nextTileMs) {
			arrivals.push({ atMs, x: tiles, y: 0, z: 0 });
			tiles++;
			nextTileMs += tileMs * (0.8 + 0.4 * random());
			for (const stage of stages) if (stage.after === null) waiting.set(stage.id, (waiting.get(stage.id) ?? 0) + 1);
		}
		for (const task of running.filter(({ untilMs }) => untilMs <= atMs)) {
			running.splice(running.indexOf(task), 1);
			ended.set(task.id, (ended.get(task.id) ?? 0) + 1);
			for (const stage of stages) if (stage.after === task.id) waiting.set(stage.id, (waiting.get(stage.id) ?? 0) + 1);
		}
		while (running.length < slots) {
			const ready = stages.filter((stage) => (waiting.get(stage.id) ?? 0) > 0);
			const chosen = ready[Math.floor(random() * ready.length)];
			if (chosen === undefined) break;
			waiting.set(chosen.id, (waiting.get(chosen.id) ?? 0) - 1);
			running.push({ id: chosen.id, untilMs: atMs + chosen.runMs * (0.5 + random()) });
		}
		const isDone = tiles === tileCount && stages.every(({ id }) => ended.get(id) === tileCount);
		if (atMs % 1_000 !== 0 && !isDone) continue;
		const counts: StageCount[] = stages.map(({ id }) => {
			const finished = ended.get(id) ?? 0;
			const runs = running.filter((task) => task.id === id).length;
			const ready = waiting.get(id) ?? 0;
			const room = running.length < slots ? ({ kind: "free" } as const) : ({ kind: "busy" } as const);
			return {
				stageId: asStageId(id),
				ended: finished,
				finished,
				ready,
				held: 0,
				running: runs,
				waiting: tiles - finished - runs - ready,
				room,
				workUnits: 1,
			};
		});
		samples.push({ atMs, tileCount: tiles, stages: counts, workers: { offered: slots, inUse: running.length } });
		if (samples.length > 360) samples.shift();
		const pace = projectPace({
			nowMs: atMs,
			arrivals,
			samples,
			stages: [
				{ stageId: asStageId(1), name: "Acquisition", isRoot: true, isPaused: false },
				...stages.map(({ id, name, runMs }) => ({
					stageId: asStageId(id),
					name,
					isRoot: false,
					isPaused: false,
					meanRunMs: (ended.get(id) ?? 0) > 0 ? runMs : null,
				})),
			],
			expectedTiles: tileCount,
			isFinished: false,
			memory,
			previousBottleneckId,
			disks: () => [],
		});
		memory = pace.memory;
		previousBottleneckId = pace.bottleneck?.stageId ?? null;
		const { verdict, sentence, limit, secondsLeft } = pace.processing;
		const endsAtMs = secondsLeft === null ? null : atMs + 1000 * secondsLeft;
		told.push({ atMs, verdict, sentence, limit, bottleneck: pace.bottleneck?.name ?? null, endsAtMs });
		if (isDone) return { told, doneAtMs: atMs };
	}
	throw new Error("The simulated acquisition did not end within an hour.");
}

/** What was said one after the other, without repetitions. */
function successive(told: readonly Told[], read: (told: Told) => string | null): readonly (string | null)[] {
	return told.map(read).filter((word, index, words) => index === 0 || word !== words[index - 1]);
}

function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

const seeds = [1, 2, 3, 4, 5];

describe("what is said while an acquisition runs", () => {
	it.each(seeds)("keeps up from beginning to end, where there is room (%i)", (seed) => {
		const { told } = simulate(2, 400, seed);
		expect(successive(told, ({ verdict }) => verdict)).toEqual(expect.arrayContaining(["keepingUp", "done"]));
		const words = new Set(told.map(({ verdict }) => verdict));
		expect([...words].filter((word) => !["idle", "keepingUp", "catchingUp", "done"].includes(word))).toEqual([]);
		// Only after the last tile, if at all.
		const acquired = 400 * tileMs;
		expect(told.some(({ atMs, verdict }) => verdict === "catchingUp" && atMs < acquired - 30_000)).toBe(false);
	});

	it.each(seeds)("falls behind within a minute and a half and stays so, where there is too little (%i)", (seed) => {
		const { told } = simulate(1, 400, seed);
		expect(needed).toBeGreaterThan(1.1);
		const acquired = told.filter(({ atMs }) => atMs > 10_000 && atMs < 400 * tileMs * 0.97);
		const verdicts = successive(acquired, ({ verdict }) => verdict);
		expect(verdicts.at(-1)).toBe("fallingBehind");
		expect(verdicts.length).toBeLessThanOrEqual(3);
		const since = acquired.find(({ verdict }) => verdict === "fallingBehind")?.atMs ?? Infinity;
		expect(since).toBeLessThan(150_000);
	});

	it.each(seeds)("names what the workers are busy with, and how many would keep up (%i)", (seed) => {
		const { told } = simulate(1, 400, seed);
		const late = told.filter(({ atMs }) => atMs > 200_000 && atMs < 400_000);
		expect(new Set(late.map(({ limit }) => limit))).toEqual(
			new Set(['the one work unit is busy, mostly with "Shift"; about 2 would keep up']),
		);
		expect(new Set(late.map(({ bottleneck }) => bottleneck))).toEqual(new Set(["Shift"]));
	});

	it.each(seeds)("tells from the third minute on when everything will be done, within a tenth (%i)", (seed) => {
		for (const slots of [1, 2]) {
			const { told, doneAtMs } = simulate(slots, 600, seed);
			const late = told.filter(({ atMs }) => atMs > 180_000 && atMs < doneAtMs - 60_000);
			const wrong = late.filter(({ endsAtMs }) => endsAtMs === null || Math.abs(endsAtMs - doneAtMs) > 0.1 * doneAtMs);
			expect(wrong).toEqual([]);
		}
	});
});
