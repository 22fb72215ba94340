import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demonstrationStages } from "../../compose/src/demonstration/demonstration-project.ts";
import { simulateAcquisition } from "../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeProject, untilQuiet } from "../support/graph-builder.ts";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/*
 * The demonstration's graph, edited ten times while its acquisition arrives, ends with exactly what a batch run of
 * the final graph makes of the finished acquisition: the same units, the same states, the same contents.
 */

let whole: WholeSystem;
let live: MadeProject;
let definitions: ReadonlyMap<string, string>;

const tileCount = 18;
const source = {
	kind: "DIRECTORY",
	settings: {
		pattern: "r{row:int}_c{column:int}_z{z:int}.tif",
		lattice: { x: "column", y: "row", z: "z" },
		settleSeconds: 0.5,
		pollSeconds: 0.25,
		finishedMarker: "acquisition-finished",
	},
};

beforeAll(async () => {
	whole = await startWholeSystem();
	const { system, directory } = whole;
	await system.until("the built-in definitions are there", async () => (await readDefinitions()).has("mosaic"));
	definitions = await readDefinitions();
	live = await makeProject(system, { name: "Edited", rootPath: join(directory, "acquisition"), source });
});

afterAll(async () => {
	await whole?.stop();
});

async function readDefinitions(): Promise<ReadonlyMap<string, string>> {
	const answer = await whole.system.graphql<{ taskDefinitions: { id: string; name: string }[] }>(
		"{ taskDefinitions { id name } }",
	);
	return new Map(answer.taskDefinitions.map((definition) => [definition.name, definition.id]));
}

const named = (name: string) => ({ name });

function addStage(
	project: MadeProject,
	stage: {
		readonly name: string;
		readonly program: string;
		readonly parents: readonly string[];
		readonly unitRule: unknown;
		readonly parameters?: unknown;
		readonly before?: readonly string[];
	},
) {
	const { name, program, unitRule, parameters } = stage;
	const parents = stage.parents.length === 0 ? [{ id: project.rootStageId }] : stage.parents.map(named);
	const definitionId = definitions.get(program);
	return { addStage: { name, definitionId, parents, unitRule, parameters, before: (stage.before ?? []).map(named) } };
}

function editGraph(project: MadeProject, edits: readonly object[], policy: object = {}): Promise<unknown> {
	return whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { summary } }", {
		input: { projectId: project.id, edits, policy },
	});
}

async function arrived(project: MadeProject): Promise<number> {
	const answer = await whole.system.graphql<{ project: { completeTileCount: number } }>(
		"query ($id: ID!) { project(id: $id) { completeTileCount } }",
		{ id: project.id },
	);
	return answer.project.completeTileCount;
}

function until(count: number): Promise<void> {
	return whole.system.until(`${count} tiles have arrived`, async () => (await arrived(live)) >= count);
}

/** Units by the tiles they are about, with their state and what they contain. */
async function outcome(project: MadeProject): Promise<string[]> {
	const rows = await whole.database.query<{ line: string }>(
		`select s.name || ' | ' || coalesce(a.relative_path, '') || coalesce(' and ' || b.relative_path, '') || case when t.tile_id is null then t.unit_key else '' end
			|| ' | ' || t.state || ' | ' || coalesce(t.output_signature, '') as line
		from task t join stage s on s.id = t.stage_id
		left join tile a on a.id = t.tile_id
		left join tile b on b.id = case when t.unit_key like '%>%' then split_part(t.unit_key, '>', 2)::bigint end
		where t.project_id = $1 and s.removed_at is null and t.state <> 'excluded' order by line`,
		[Number(project.id)],
	);
	return rows.map((row) => row.line);
}

const each = { kind: "each" };
const pairsAlongX = { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] };

it("an acquisition edited ten times while it runs ends like a batch run of the final graph", {
	timeout: 240_000,
}, async () => {
	const { system, directory } = whole;
	const [quality, preview, projection, shift, growing] = demonstrationStages;
	if (!quality || !preview || !projection || !shift || !growing) throw new Error("the demonstration has other stages");
	// Without a choice a growing mosaic is not compressed and a whole one is; the last of the growing ones is whole.
	const mosaic = { ...growing, parameters: { compression: "none" } };
	const microscope = simulateAcquisition({
		folder: join(directory, "acquisition"),
		lattice: { columns: 3, rows: 3, planes: 2, tile: { width: 96, height: 96, depth: 3 }, overlap: 0.2 },
		output: { format: "directory" },
		pacing: { secondsPerTile: 0.4 },
		seed: 7,
	});

	await editGraph(live, [addStage(live, quality), addStage(live, projection)]);
	await until(2);
	await editGraph(live, [addStage(live, preview), addStage(live, shift)]);
	await until(4);
	await editGraph(live, [addStage(live, mosaic)]);
	await until(6);
	await editGraph(live, [{ changeStage: { stage: named("Preview"), parameters: { size: 64 } } }], { rerun: "STALE" });
	await until(7);
	await editGraph(live, [{ changeStage: { stage: named("Shift"), unitRule: pairsAlongX } }], { stopRunning: true });
	await until(9);
	await editGraph(live, [
		addStage(live, { name: "Copy", program: "projection", parents: [], unitRule: each, before: ["Preview"] }),
	]);
	await until(11);
	await editGraph(live, [{ removeStage: { stage: named("Quality") } }]);
	await until(12);
	await system.graphql("mutation ($input: RestoreGraphInput!) { restoreGraph(input: $input) { summary } }", {
		input: { projectId: live.id },
	});
	await until(14);
	await editGraph(live, [{ removeStage: { stage: named("Copy"), children: "REATTACH" } }]);
	await until(16);
	await editGraph(live, [{ changeStage: { stage: named("Shift"), unitRule: shift.unitRule } }]);
	await microscope;
	await until(tileCount);
	await system.graphql("mutation ($input: ChangeTasksInput!) { changeTasks(input: $input) { changedCount } }", {
		input: { selection: { projectId: live.id, isStale: true }, action: { kind: "RETRY" } },
	});
	await untilQuiet(system, live.id);

	const batch = await makeProject(system, {
		name: "Batch",
		rootPath: join(directory, "acquisition"),
		outputPath: join(directory, "batch-results"),
		source,
	});
	await system.until("the batch project knows all tiles", async () => (await arrived(batch)) === tileCount);
	const small = { ...preview, parameters: { size: 64 } };
	await editGraph(
		batch,
		[quality, small, projection, shift, mosaic].map((stage) => addStage(batch, stage)),
	);
	await untilQuiet(system, batch.id);

	const expected = await outcome(batch);
	expect(await outcome(live)).toEqual(expected);
	expect(expected.length).toBeGreaterThan(tileCount * 4);
	expect(expected.filter((line) => !line.includes("| succeeded |"))).toEqual([]);
	expect(await whole.violations()).toEqual([]);
});
