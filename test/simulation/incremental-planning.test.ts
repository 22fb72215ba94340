import type { StageId } from "@tilewright/contract/ids";
import type { unitRuleSchema } from "@tilewright/contract/recipe";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import { DecidingCoordinator } from "../support/deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile } from "../support/project-builder.ts";

/*
 * However tiles arrive (late, twice at one place, incomplete first, imaged again) and whatever runs meanwhile, a
 * stage has in the end exactly the tasks and inputs that a stage added afterwards gets in one go.
 */

let coordinator: DecidingCoordinator;

beforeAll(async () => {
	coordinator = await DecidingCoordinator.start();
	await coordinator.addWorker();
});

afterAll(async () => {
	await coordinator.stop();
});

const rules: readonly z.input<typeof unitRuleSchema>[] = [
	{ kind: "each" },
	{
		kind: "neighbours",
		offsets: [
			{ x: 1, y: 0, z: 0 },
			{ x: 0, y: 0, z: 1 },
		],
	},
	{
		kind: "group",
		by: ["z"],
		completion: { kind: "count", expected: 3 },
		partial: { minimumMembers: 1, intervalSeconds: 0 },
	},
	{ kind: "all", completion: { kind: "endOfAcquisition" } },
];

const step = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("tiles" as const),
			tiles: fc.array(
				fc.record({
					name: fc.integer({ min: 0, max: 14 }),
					x: fc.integer({ min: 0, max: 2 }),
					z: fc.integer({ min: 0, max: 1 }),
					channel: fc.constantFrom("red", "green"),
					isComplete: fc.boolean(),
					content: fc.integer({ min: 0, max: 1 }),
				}),
				{ minLength: 1, maxLength: 4 },
			),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant("finish" as const),
			count: fc.integer({ min: 1, max: 4 }),
			outcome: fc.constantFrom("succeeded" as const, "failed" as const, "lost" as const),
		}),
	},
);

async function unitsOf(stageId: StageId): Promise<string[]> {
	const rows = await coordinator.database.query<{ unit: string }>(
		`select t.unit_key || ' <- ' || coalesce(string_agg(p.unit_key, ' ' order by p.unit_key, p.stage_id), '') as unit
		from task t left join task_input i on i.task_id = t.id left join task p on p.id = i.input_task_id
		where t.stage_id = $1 and t.input_count > 0 group by t.id, t.unit_key order by 1`,
		[stageId],
	);
	return rows.map((row) => row.unit);
}

it("planning tile by tile ends where planning everything at once does", { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
			coordinator.assigned.length = 0;
			const project = await createTestProject(coordinator.database);
			const addStages = async (suffix: string): Promise<StageId[]> =>
				coordinator.rounds.submit("stages", async (transaction, effects) => {
					const added: StageId[] = [];
					for (const [place, unitRule] of rules.entries()) {
						const stage = await addTestStage(transaction, effects, project, {
							name: `rule ${place}${suffix}`,
							parents: [project.rootStageId],
							unitRule,
						});
						added.push(stage);
					}
					const [each] = added;
					if (each === undefined) throw new Error("no stage");
					added.push(
						await addTestStage(transaction, effects, project, {
							name: `pairs below${suffix}`,
							parents: [each],
							unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
						}),
					);
					return added;
				});
			const incremental = await addStages("");
			for (const action of steps) {
				if (action.kind === "tiles") {
					const named = new Map(action.tiles.map((tile) => [tile.name, tile]));
					await coordinator.takeTiles(
						project,
						[...named.values()].map((tile) =>
							observedTile(`tile ${tile.name}`, {
								at: [tile.x, 0, tile.z],
								attributes: { channel: tile.channel },
								isComplete: tile.isComplete,
								...(tile.isComplete ? { contentSignature: `content ${tile.content}` } : {}),
							}),
						),
					);
				} else {
					const chosen = coordinator.assigned.slice(0, action.count);
					await coordinator.finish(
						{ outcome: action.outcome, outputSignature: action.outcome === "succeeded" ? "made" : null },
						chosen,
					);
				}
			}
			const atOnce = await addStages(" at once");
			await coordinator.settle();
			for (const [place, stageId] of incremental.entries()) {
				const other = atOnce[place];
				if (other === undefined) throw new Error("a stage is missing");
				expect(await unitsOf(stageId)).toEqual(await unitsOf(other));
			}
			expect(await coordinator.violations()).toEqual([]);
		}),
		{ numRuns: Number(process.env.TILEWRIGHT_PROPERTY_RUNS ?? 30) },
	);
});
