import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import { seededRandom } from "../testing/synthetic-specimen.ts";
import { type MeasuredPair, solvePositions } from "./solve-positions.ts";
import type { Triple } from "./volume.ts";

const step = { x: 90, y: 80 };

function grid(columns: number, rows: number, jitter: () => number) {
	const lattice: Triple[] = [];
	for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) lattice.push({ x, y, z: 0 });
	const nominal = lattice.map(({ x, y }) => ({ x: x * step.x, y: y * step.y, z: 0 }));
	const truth = nominal.map(({ x, y }) => ({ x: x + jitter(), y: y + jitter(), z: 0 }));
	const pairs: MeasuredPair[] = [];
	for (const [from, a] of lattice.entries()) {
		for (const [to, b] of lattice.entries()) {
			const offset = { x: b.x - a.x, y: b.y - a.y, z: 0 };
			if (!((offset.x === 1 && offset.y === 0) || (offset.x === 0 && offset.y === 1))) continue;
			const [p, q] = [truth[from], truth[to]];
			if (!p || !q) continue;
			pairs.push({ from, to, offset, displacement: { x: q.x - p.x, y: q.y - p.y, z: 0 }, confidence: 1 });
		}
	}
	return { lattice, nominal, truth, pairs };
}

/** Largest distance from the truth when both begin at the first tile. */
function worst(positions: readonly Triple[], truth: readonly Triple[], tiles?: readonly number[]): number {
	const indices = tiles ?? positions.keys();
	const start = tiles?.[0] ?? 0;
	const at = (list: readonly Triple[], i: number) => ({
		x: (list[i]?.x ?? 0) - (list[start]?.x ?? 0),
		y: (list[i]?.y ?? 0) - (list[start]?.y ?? 0),
	});
	return Math.max(
		...[...indices].map((i) => Math.hypot(at(positions, i).x - at(truth, i).x, at(positions, i).y - at(truth, i).y)),
	);
}

describe("solvePositions", () => {
	const random = seededRandom(4);
	const jitter = () => (random() - 0.5) * 16;

	test("consistent pairs give the truth", () => {
		const { lattice, nominal, truth, pairs } = grid(6, 5, jitter);
		const solved = solvePositions(nominal, lattice, pairs);
		expect(worst(solved.positions, truth)).toBeLessThan(1e-6);
		expect(solved).toMatchObject({ accepted: 49, rejected: 0 });
	});

	test("confident but wrong pairs are found out, by their likes or by the loops they are in", () => {
		const { lattice, nominal, truth, pairs } = grid(8, 8, jitter);
		// By index of the tile in the 8 x 8 grid: inside, where every pair is in two loops.
		const slightly = new Set(["27 28", "21 29", "42 43"]);
		const spoilt = pairs.map((pair, i) => {
			if (i % 11 === 5) return { ...pair, displacement: { x: 40, y: -30, z: 0 } };
			if (!slightly.has(`${pair.from} ${pair.to}`)) return pair;
			return { ...pair, displacement: { ...pair.displacement, x: pair.displacement.x + 7 } };
		});
		const wrong = spoilt.filter((pair, i) => pair !== pairs[i]).length;
		expect(wrong).toBe(13);
		const solved = solvePositions(nominal, lattice, spoilt);
		expect(solved.rejected).toBe(wrong);
		expect(worst(solved.positions, truth)).toBeLessThan(1e-6);
	});

	test("a tile without any sure pair lies where its lattice neighbours let expect it", () => {
		const { lattice, nominal, truth, pairs } = grid(5, 5, () => 0);
		// The stage really moves 3 further than it says.
		const stretched = pairs.map((pair) => ({
			...pair,
			displacement: { x: pair.displacement.x + 3 * pair.offset.x, y: pair.displacement.y, z: 0 },
		}));
		const alone = 12;
		const unsure = stretched.map((pair) =>
			pair.from === alone || pair.to === alone ? { ...pair, confidence: 0.1 } : pair,
		);
		const solved = solvePositions(nominal, lattice, unsure);
		const expected = truth.map((place, i) => ({ ...place, x: place.x + 3 * (lattice[i]?.x ?? 0) }));
		expect(solved.rejected).toBe(4);
		expect(worst(solved.positions, expected)).toBeLessThan(0.01);
	});

	test("without any pair the nominal positions stay", () => {
		const { lattice, nominal } = grid(3, 3, () => 0);
		expect(solvePositions(nominal, lattice, []).positions).toEqual(nominal);
		expect(
			solvePositions(
				nominal,
				nominal.map(() => null),
				[],
			).positions,
		).toEqual(nominal);
	});

	test("two separate areas without lattice keep their nominal distance", () => {
		const { nominal, truth, pairs } = grid(2, 2, jitter);
		const far = nominal.map((place) => ({ ...place, x: place.x + 1000 }));
		const shifted = pairs.map((pair) => ({ ...pair, from: pair.from + 4, to: pair.to + 4 }));
		const solved = solvePositions([...nominal, ...far], new Array(8).fill(null), [...pairs, ...shifted]);
		expect(worst(solved.positions, truth, [0, 1, 2, 3])).toBeLessThan(1e-6);
		const gap = (solved.positions[4]?.x ?? 0) - (solved.positions[0]?.x ?? 0);
		expect(gap).toBeCloseTo(1000, 6);
	});

	test("a thousand tiles are solved in a moment", () => {
		const { lattice, nominal, truth, pairs } = grid(40, 25, jitter);
		const started = performance.now();
		const solved = solvePositions(nominal, lattice, pairs);
		expect(worst(solved.positions, truth)).toBeLessThan(1e-4);
		expect(performance.now() - started).toBeLessThan(20_000);
	});

	test.skipIf(!hasSharedData)(
		"raw phase-correlation shifts with real outliers give every tile that has a right one",
		async () => {
			const text = await readFile(
				sharedDataPath("mist-phase-5x5/mist-relative-positions-no-optimization-1.txt"),
				"utf8",
			);
			const truth: Record<string, [number, number]> = JSON.parse(
				await readFile(sharedDataPath("mist-phase-5x5/ground-truth.json"), "utf8"),
			).positions;
			const names = Object.keys(truth).sort();
			const lattice = names.map((_, p) => ({ x: Math.floor(p / 5), y: p % 5, z: 0 }));
			const nominal = lattice.map(({ x, y }) => ({ x: x * 230, y: y * 172, z: 0 }));
			const pairs = text
				.trim()
				.split("\n")
				.map((line): MeasuredPair => {
					const [direction, to = "", from = "", correlation, x, y] = line.split(", ");
					return {
						from: names.indexOf(from),
						to: names.indexOf(to),
						offset: direction === "west" ? { x: 1, y: 0, z: 0 } : { x: 0, y: 1, z: 0 },
						displacement: { x: Number(x), y: Number(y), z: 0 },
						confidence: Number(correlation),
					};
				});
			const solved = solvePositions(nominal, lattice, pairs);
			const places = names.map((name) => ({ x: truth[name]?.[0] ?? 0, y: truth[name]?.[1] ?? 0, z: 0 }));
			// p01, p21 and p25 have no right pair at all; only their lattice neighbours tell where they are.
			const reached = [...names.keys()].filter((p) => !["01", "21", "25"].includes(names[p]?.slice(-6, -4) ?? ""));
			expect(worst(solved.positions, places, reached)).toBeLessThan(0.01);
			expect(worst(solved.positions, places)).toBeLessThan(12);
		},
	);
});
