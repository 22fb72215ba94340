import { InvalidArgumentError } from "commander";

/** Readers of option values; what cannot be read throws with a sentence about what was expected. */

export function readNumber(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is not a number.`);
	return value;
}

export function readPositive(text: string): number {
	const value = readNumber(text);
	if (value <= 0) throw new InvalidArgumentError(`"${text}" is not above 0.`);
	return value;
}

export function readWhole(text: string): number {
	const value = readNumber(text);
	if (!Number.isInteger(value)) throw new InvalidArgumentError(`"${text}" is not a whole number.`);
	return value;
}

/** `512x512` or `256x256x16`. */
export function readTileSize(text: string): { width: number; height: number; depth: number } {
	const [width, height, depth = 1, ...rest] = text.split("x").map((part) => readWhole(part));
	if (width === undefined || height === undefined || rest.length > 0) {
		throw new InvalidArgumentError(`"${text}" is no tile size; expected 512x512 or 256x256x16.`);
	}
	return { width, height, depth };
}

/** One or two numbers: `0.5` or `0.5,2`. */
export function readNumbers(text: string, atMost: number): number[] {
	const values = text.split(",").map((part) => readNumber(part));
	if (values.length > atMost) throw new InvalidArgumentError(`"${text}" has more than ${atMost} numbers.`);
	return values;
}

export function readNames(text: string): string[] {
	return text
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
}

/** `3s`, `500ms`, `2m`, or seconds without a unit; in milliseconds. */
export function readDurationMs(text: string): number {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
	if (!match) throw new InvalidArgumentError(`"${text}" is no duration; expected 3s, 500ms or 2m.`);
	const unitMs = { ms: 1, s: 1000, m: 60_000 }[match[2] ?? "s"] ?? 1000;
	return Number(match[1]) * unitMs;
}
