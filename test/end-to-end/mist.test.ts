import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../seeds/src/simulate-acquisition.ts";
import {
	type ListedTask,
	type MadeProject,
	makeDefinition,
	makeProject,
	makeStage,
	tasksOf,
	untilQuiet,
} from "../support/graph-builder.ts";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/*
 * Real input: 25 tiles of a real phase-contrast acquisition whose true positions are known exactly, replayed into a
 * directory that a source watches.
 */

const recording = resolve("../shared/data/mist-phase-5x5");
const isHere = existsSync(recording);

interface GroundTruth {
	readonly positions: Readonly<Record<string, readonly [number, number]>>;
}

describe.skipIf(!isHere)("a replayed acquisition of 25 real tiles", () => {
	let whole: WholeSystem;
	let project: MadeProject;
	let shiftStage: string;
	let counts: Record<string, Record<string, number>>;

	beforeAll(async () => {
		whole = await startWholeSystem();
		const { system, directory } = whole;
		const root = join(directory, "acquisition");
		project = await makeProject(system, {
			name: "MIST phase contrast",
			rootPath: root,
			source: {
				kind: "DIRECTORY",
				settings: {
					pattern: "ImageName_t{t:int}_p{p:int}.tif",
					lattice: { index: "p", start: 1, rows: 5, order: "columns" },
					position: { from: "lattice", step: { x: 230, y: 172 } },
					settleSeconds: 1,
					pollSeconds: 0.5,
					finishedMarker: "acquisition-finished",
				},
			},
		});
		const definition = (name: string) =>
			makeDefinition(system, `mist ${name}`, { program: { kind: "builtIn", name }, standardArguments: false });
		const pairs = {
			kind: "neighbours",
			offsets: [
				{ x: 1, y: 0, z: 0 },
				{ x: 0, y: 1, z: 0 },
			],
		};
		await makeStage(system, project, { name: "Preview", definitionId: await definition("preview") });
		await makeStage(system, project, { name: "Quality", definitionId: await definition("quality") });
		shiftStage = await makeStage(system, project, {
			name: "Shift",
			definitionId: await definition("shift"),
			unitRule: pairs,
		});
		await makeStage(system, project, {
			name: "Mosaic",
			definitionId: await definition("mosaic"),
			parentIds: [project.rootStageId, shiftStage],
			unitRule: {
				kind: "all",
				completion: { kind: "endOfAcquisition" },
				partial: { minimumMembers: 4, intervalSeconds: 3 },
			},
			parameters: { placement: "shifts" },
		});
		await simulateAcquisition({
			folder: root,
			replay: { folder: recording, endings: [".tif"] },
			output: { format: "directory" },
			pacing: { secondsPerTile: 0.1 },
		});
		await system.until("all tiles have arrived", async () => {
			const answer = await system.graphql<{
				project: { completeTileCount: number; sources: { finishedAt: string | null }[] };
			}>("query ($id: ID!) { project(id: $id) { completeTileCount sources { finishedAt } } }", { id: project.id });
			return (
				answer.project.completeTileCount === 25 && answer.project.sources.every((source) => source.finishedAt !== null)
			);
		});
		counts = await untilQuiet(system, project.id);
	}, 240_000);

	afterAll(async () => {
		await whole?.stop();
	});

	it("runs every stage on every unit", async () => {
		expect(counts).toEqual({
			Acquisition: { succeeded: 25 },
			Preview: { succeeded: 25 },
			Quality: { succeeded: 25 },
			Shift: { succeeded: 40 },
			Mosaic: { succeeded: 1 },
		});
		expect(await whole.violations()).toEqual([]);
	});

	it("finds all 40 displacements exactly", async () => {
		// The file is the data set's own, described in its SOURCE.md.
		const truth = JSON.parse(readFileSync(join(recording, "ground-truth.json"), "utf8")) as GroundTruth;
		const wrong = (await tasksOf(whole.system, shiftStage)).flatMap((task) => {
			const [first, second] = tilesOfPair(task);
			const [firstX, firstY] = truth.positions[first] ?? [Number.NaN, Number.NaN];
			const [secondX, secondY] = truth.positions[second] ?? [Number.NaN, Number.NaN];
			const expected = { x: secondX - firstX, y: secondY - firstY };
			const found = { x: task.metrics?.["displacement.x"], y: task.metrics?.["displacement.y"] };
			return found.x === expected.x && found.y === expected.y ? [] : [{ first, second, expected, found }];
		});
		expect(wrong).toEqual([]);
	});

	it("leaves no attempt unaccounted and no temporary file visible", async () => {
		const [row] = await whole.database.query<{ live: number }>(
			"select count(*)::int as live from attempt where finished_at is null",
		);
		expect(row).toEqual({ live: 0 });
	});
});

function tilesOfPair(task: ListedTask): [string, string] {
	const names = task.inputs.edges.map((edge) => edge.node.tile?.name ?? "");
	const first = task.tile?.name ?? "";
	const second = names.find((name) => name !== first) ?? "";
	return [first, second];
}
