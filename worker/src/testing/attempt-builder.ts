import type { AssignedAttempt, AssignedRecipe, AttemptResult } from "@tilewright/contract/messages";
import { operationsSchema, recipeSchema, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import type { z } from "zod";
import { resultWithoutRun } from "../attempts/attempt-results.ts";
import { LiveAttempt } from "../attempts/live-attempt.ts";

/** For tests: a recipe whose program is a script, unless changed. */
export function recipe(
	changes: {
		readonly stageVersionId?: number;
		readonly definition?: Partial<z.input<typeof taskDefinitionContentSchema>>;
		readonly operations?: z.input<typeof operationsSchema>;
		readonly repositoryLocation?: string | null;
	} = {},
): AssignedRecipe {
	return {
		stageVersionId: changes.stageVersionId ?? 1,
		project: { id: 1, name: "project", rootPath: "/root", parameters: {} },
		stage: { id: 1, name: "stage" },
		recipe: recipeSchema.parse({
			definitionId: 1,
			definitionVersion: 1,
			definition: taskDefinitionContentSchema.parse({
				program: { kind: "script", path: "/bin/true" },
				...changes.definition,
			}),
			repositoryLocation: changes.repositoryLocation ?? null,
			parameters: {},
			unitRule: { kind: "each" },
			parents: [1],
			outputPath: "/out",
		}),
		operations: operationsSchema.parse(changes.operations ?? {}),
	};
}

export function assigned(attemptId: number, changes: Partial<AssignedAttempt> = {}): AssignedAttempt {
	return {
		attemptId,
		taskId: attemptId + 1_000,
		attemptNumber: 1,
		stageVersionId: 1,
		unit: {
			key: `tile-${attemptId}`,
			directory: `tile-${attemptId}`,
			offset: null,
			attributes: {},
			isPartial: false,
			memberCount: 1,
		},
		tile: null,
		inputRoot: "/in",
		inputs: [],
		...changes,
	};
}

export function attempt(attemptId: number, of: AssignedRecipe = recipe()): LiveAttempt {
	return new LiveAttempt(assigned(attemptId), of, 0);
}

export function result(attemptId: number, changes: Partial<AttemptResult> = {}): AttemptResult {
	return { ...resultWithoutRun({ id: attemptId, receivedAtMs: 0 }, "succeeded", null, 0), ...changes };
}
