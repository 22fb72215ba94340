import fc from "fast-check";
import type { z } from "zod";
import type { editGraphCommand } from "../../coordinator/src/commands/graph-commands.ts";

/** What happens in a sequence: people edit, tiles arrive and move, programs end. */

export type Edit = z.input<typeof editGraphCommand.input>["edits"][number];
export type UnitRuleInput = Extract<Edit, { kind: "addStage" }>["unitRule"];

export const unitRules: readonly UnitRuleInput[] = [
	{ kind: "each" },
	{ kind: "each" },
	{ kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
	{
		kind: "neighbours",
		offsets: [
			{ x: 1, y: 0, z: 0 },
			{ x: 0, y: 0, z: 1 },
		],
	},
	{ kind: "group", by: ["z"], completion: { kind: "count", expected: 2 } },
	{
		kind: "all",
		completion: { kind: "endOfAcquisition" },
		partial: { minimumMembers: 1, intervalSeconds: 0 },
	},
	{ kind: "all", completion: { kind: "count", expected: 1 } },
];

const pick = fc.nat(1_000);
export const step = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant("tiles" as const),
			tiles: fc.array(
				fc.record({
					name: fc.nat(17),
					isComplete: fc.boolean(),
					content: fc.nat(1),
					// Mostly where it was said to be first.
					shift: fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
				}),
				{ minLength: 1, maxLength: 5 },
			),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("withdraw" as const), names: fc.array(fc.nat(17)), back: fc.boolean() }),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant("finish" as const),
			count: fc.integer({ min: 1, max: 8 }),
			outcome: fc.constantFrom("succeeded" as const, "succeeded" as const, "failed" as const, "lost" as const),
			content: fc.nat(1),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), rule: pick, parent: pick, other: pick }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("insert" as const), stage: pick }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant("parameters" as const), stage: pick, value: fc.nat(2), policy: pick }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("parents" as const), stage: pick, parent: pick, policy: pick }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("rule" as const), stage: pick, rule: pick }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("remove" as const), stage: pick, takesChildren: fc.boolean() }),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const) }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant("region" as const), min: fc.nat(3), max: fc.option(fc.nat(3)) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant("skip" as const), planes: fc.array(fc.nat(3), { maxLength: 2 }) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant("take out" as const),
			stage: pick,
			x: fc.nat(3),
			back: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("retry" as const), stage: pick }) },
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
