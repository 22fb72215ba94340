import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describeError } from "@tilewright/contract/errors";
import { InvalidArgumentError, Option } from "commander";
import { usageFailure } from "./command-failure.ts";

/** Readers of options: commander puts the option's name before their complaint. */

export function readWhole(text: string): number {
	const value = Number(text);
	if (Number.isSafeInteger(value) && text.trim() !== "") return value;
	throw new InvalidArgumentError("Expected a whole number.");
}

export function readCount(text: string): number {
	const value = readWhole(text);
	if (value > 0) return value;
	throw new InvalidArgumentError("Expected a whole number above 0.");
}

/** Several by commas, or by repeating the option. */
export function readList(text: string, before: readonly string[] = []): string[] {
	const parts = text.split(",").map((part) => part.trim());
	if (parts.includes("")) throw new InvalidArgumentError("Expected names, with commas between them.");
	return [...before, ...parts];
}

/** Reads an option, and says what it may be: for shells that complete it. */
export interface ChoiceReader<Choice extends string, Value, Before extends unknown[]> {
	(text: string, ...before: Before): Value;
	readonly choices: readonly Choice[];
	/** Several with commas. */
	readonly isList: boolean;
}

/** One of the API's enumerations, in any spelling: `outOfMemory`, `out-of-memory`, `OUT_OF_MEMORY`. */
export function readChoice<Choice extends string>(choices: readonly Choice[]): ChoiceReader<Choice, Choice, []> {
	const plain = (name: string) => name.replaceAll(/[^a-z]/gi, "").toLowerCase();
	const read = (text: string) => {
		const found = choices.find((choice) => plain(choice) === plain(text));
		if (found !== undefined) return found;
		throw new InvalidArgumentError(`Expected one of ${choices.map(toArgument).join(", ")}.`);
	};
	return Object.assign(read, { choices, isList: false });
}

export function readChoices<Choice extends string>(
	choices: readonly Choice[],
): ChoiceReader<Choice, Choice[], [before?: readonly Choice[]]> {
	const readOne = readChoice(choices);
	const read = (text: string, before: readonly Choice[] = []) => [
		...before,
		...readList(text).map((part) => readOne(part)),
	];
	return Object.assign(read, { choices, isList: true });
}

/** As `readChoice` shows and accepts it: `out-of-memory`. */
export function toArgument(choice: string): string {
	return choice
		.replaceAll(/([a-z])([A-Z])/g, "$1-$2")
		.toLowerCase()
		.replaceAll("_", "-");
}

/** JSON as it stands, or `@file` (`@-` for standard input). */
export function readJson(text: string, workingDirectory: string): unknown {
	const source = text.startsWith("@") ? readText(text.slice(1), workingDirectory) : text;
	try {
		return JSON.parse(source);
	} catch (error) {
		const what = text.startsWith("@") ? `The file ${text.slice(1)}` : `"${text}"`;
		throw usageFailure(`${what} is not JSON: ${describeError(error)}.`);
	}
}

/** An object in JSON, or undefined where the option was not given. */
export function readJsonObject(
	text: string | undefined,
	optionName: string,
	workingDirectory: string,
): Record<string, unknown> | undefined {
	if (text === undefined) return undefined;
	const value = readJson(text, workingDirectory);
	if (isObject(value)) return value;
	throw usageFailure(`${optionName} is not a JSON object; expected something like {"sigma": 2} or @file.json.`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(file: string, workingDirectory: string): string {
	try {
		return readFileSync(file === "-" ? 0 : resolve(workingDirectory, file), "utf8");
	} catch (error) {
		throw usageFailure(`The file ${file} cannot be read: ${describeError(error)}.`);
	}
}

/** Why something is done: kept with the command for whoever looks later. */
export function messageOption(): Option {
	return new Option("-m, --message <text>", "why; kept in the audit");
}

/** Where a newly given path is meant; the server takes absolute ones only. */
export function absolutePath(path: string, workingDirectory: string): string {
	// A server on another kind of system has other paths: what looks absolute is passed on.
	return /^(?:[a-z]:[\\/]|\\\\)/i.test(path) ? path : resolve(workingDirectory, path);
}
