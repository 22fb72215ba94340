import { TilewrightError } from "@tilewright/contract/errors";
import type { TaskFile } from "@tilewright/contract/task-file";

/*
 * Parameters of a stage come from people, often as text. These read one by name and say exactly what is wrong
 * with it; names a program does not know are left alone, since project parameters stand beside them.
 */

export interface NumberRange {
	readonly minimum: number;
	readonly maximum: number;
}

/** A number, or text that is one; `otherwise` when the parameter is absent. Throws ARGUMENT_INVALID. */
export function numberParameter<Otherwise extends number | null>(
	task: TaskFile,
	name: string,
	otherwise: Otherwise,
	range: NumberRange,
): number | Otherwise {
	const given = task.parameters[name];
	if (given === undefined || given === null || given === "") return otherwise;
	const value = typeof given === "number" ? given : typeof given === "string" ? Number(given) : Number.NaN;
	if (value >= range.minimum && value <= range.maximum) return value;
	throw invalid(task, name, given, `a number from ${range.minimum} to ${range.maximum}`);
}

/** One of the given words; `otherwise` when the parameter is absent. Throws ARGUMENT_INVALID. */
export function choiceParameter<Choice extends string>(
	task: TaskFile,
	name: string,
	choices: readonly Choice[],
	otherwise: Choice,
): Choice {
	const given = task.parameters[name];
	if (given === undefined || given === null || given === "") return otherwise;
	const choice = choices.find((candidate) => candidate === given);
	if (choice !== undefined) return choice;
	throw invalid(task, name, given, `one of ${choices.map((candidate) => `"${candidate}"`).join(", ")}`);
}

/** Text; null when the parameter is absent. Throws ARGUMENT_INVALID. */
export function textParameter(task: TaskFile, name: string): string | null {
	const given = task.parameters[name];
	if (given === undefined || given === null || given === "") return null;
	if (typeof given === "string") return given;
	throw invalid(task, name, given, "text");
}

function invalid(task: TaskFile, name: string, given: unknown, expected: string): TilewrightError {
	return new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Parameter "${name}" of stage "${task.stage.name}" is ${JSON.stringify(given)}; expected ${expected}.`,
		fields: { name, given },
	});
}
