import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTaskDefinition } from "../../coordinator/src/commands/task-definition-commands.ts";
import { DecidingCoordinator } from "../support/deciding-coordinator.ts";
import { createTestProject } from "../support/project-builder.ts";
import { examples } from "./editing-examples.ts";
import { forgetEverything, Simulation } from "./editing-simulation.ts";
import { type Step, step } from "./editing-steps.ts";

/*
 * Random edits, arrivals, completions and losses against the real planner and a real Postgres, compared after every
 * step with a model that is worked out from scratch: which tasks exist, from which inputs; and in the end, which
 * results are current. TILEWRIGHT_MODEL_RUNS sets the number of sequences, TILEWRIGHT_MODEL_SEED repeats one.
 */

let coordinator: DecidingCoordinator;
let definitionId: number;

beforeAll(async () => {
	// Other regions are carried out tile by tile, as those of a hundred thousand tiles are.
	coordinator = await DecidingCoordinator.start(undefined, { rescopedTasksPerRound: 6 });
	await coordinator.addWorker(100_000);
	const made = await coordinator.carryOut(createTaskDefinition, {
		name: "nothing",
		content: { program: { kind: "none" } },
		defaultOperations: { retryRules: { failed: { retries: 1, backOffSeconds: 0 } }, pauseAfterFailures: null },
	});
	definitionId = made.taskDefinitionId;
});

afterAll(async () => {
	await coordinator.stop();
});

const runs = Number(process.env.TILEWRIGHT_MODEL_RUNS ?? 60);
/** Every change is tried with the same sequences; a number of runs that is asked for, with new ones. */
const seed =
	process.env.TILEWRIGHT_MODEL_SEED !== undefined
		? Number(process.env.TILEWRIGHT_MODEL_SEED)
		: process.env.TILEWRIGHT_MODEL_RUNS === undefined
			? 20261121
			: undefined;

it("random edits, arrivals, completions and losses end where the model says, and nothing runs without a reason", {
	timeout: 60_000 + runs * 2_000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
			coordinator.assigned.length = 0;
			const simulation = new Simulation(
				coordinator,
				await createTestProject(coordinator.database, "/data/sample"),
				definitionId,
			);
			try {
				for (const action of steps) await simulation.take(action);
				await simulation.end();
				expect(await coordinator.violations()).toEqual([]);
			} finally {
				await forgetEverything(coordinator);
			}
		}),
		{
			numRuns: runs,
			// Of a long run the first sequence that fails is enough: repeated alone it is made smaller.
			endOnFailure: runs > 1_000,
			examples: examples.map((steps): [Step[]] => [[...steps]]),
			...(seed === undefined ? {} : { seed }),
			...(process.env.TILEWRIGHT_MODEL_PATH ? { path: process.env.TILEWRIGHT_MODEL_PATH } : {}),
		},
	);
});
