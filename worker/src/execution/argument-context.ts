import { attemptOutputRoot } from "@tilewright/contract/attempt-paths";
import { type ArgumentContext, firstInputOf } from "@tilewright/contract/command-line";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import type { LiveAttempt } from "../attempts/live-attempt.ts";

/** What an attempt's arguments and declared outputs are rendered from, on this machine. */
export function argumentContextOf(attempt: LiveAttempt, inputs: readonly TaskFileInput[]): ArgumentContext {
	const { project, recipe } = attempt.recipe;
	const { unit, tile, taskId, inputRoot } = attempt.assigned;
	const isPair = recipe.unitRule.kind === "neighbours";
	return {
		project,
		stageParameters: recipe.parameters,
		definition: recipe.definition,
		taskId,
		unitDirectory: unit.directory,
		tile,
		adjacentTile: isPair ? (inputs.find((input) => input.index === 1)?.tile ?? null) : null,
		firstInput: firstInputOf(inputs),
		inputRoot,
		outputRoot: attemptOutputRoot(recipe.outputPath, attempt.id),
		publishedRoot: recipe.outputPath,
		isClusterJob: attempt.place === "cluster",
	};
}
