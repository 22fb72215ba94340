import { type RenderedArguments, renderArguments } from "@tilewright/contract/command-line";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import { argumentContextOf } from "./argument-context.ts";
import { type ProgramPlaces, type ResolvedProgram, resolveProgram } from "./program-rules.ts";

export interface ComposedCommand {
	readonly command: readonly [string, ...string[]];
	readonly program: ResolvedProgram;
	readonly logFile: RenderedArguments["logFile"];
}

/** The final command line of an attempt on this machine; a problem is one sentence for people. */
export function composeCommand(
	attempt: LiveAttempt,
	inputs: readonly TaskFileInput[],
	places: ProgramPlaces,
): ComposedCommand | { readonly problem: string } {
	const { recipe } = attempt.recipe;
	const { program: definition } = recipe.definition;
	if (definition.kind === "none") return { problem: "The task definition has no program to run." };
	const program = resolveProgram(definition, recipe.repositoryLocation, places);
	if ("problem" in program) return program;
	const rendered = renderArguments(argumentContextOf(attempt, inputs));
	return { command: [...program.launch, ...rendered.arguments], program, logFile: rendered.logFile };
}
