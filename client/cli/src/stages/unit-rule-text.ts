import { isObject, readJson } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";

type Offset = Readonly<Record<"x" | "y" | "z", number>>;
const axes = ["x", "y", "z"] as const;

const examples = "each, all, group:z, group:well,site, neighbours:x,y, neighbours:x+1y-1, or JSON";

/**
 * A unit rule as it is typed: `each`, `all`, `group:<attribute>,…`, `neighbours:<offset>,…` with offsets such as `x`
 * (the next one along x) or `x+1y-2`; groups close at the end of the acquisition. Everything else is said in JSON,
 * and is checked by the server.
 */
export function readUnitRule(text: string, workingDirectory: string): unknown {
	if (text.startsWith("{") || text.startsWith("@")) return readJson(text, workingDirectory);
	const [, kind, rest] = /^(\w+)(?::(.*))?$/.exec(text) ?? [];
	const parts = rest === undefined ? [] : rest.split(",").map((part) => part.trim());
	const completion = { kind: "endOfAcquisition" };
	if (!parts.includes("")) {
		if (kind === "each" && parts.length === 0) return { kind };
		if (kind === "all" && parts.length === 0) return { kind, completion };
		if (kind === "group" && parts.length > 0) return { kind, by: parts, completion };
		if (kind === "neighbours" && parts.length > 0) return { kind, offsets: parts.map(readOffset) };
	}
	throw usageFailure(`"${text}" is no unit rule: expected ${examples}.`);
}

/** The reverse, for lists; what it does not know is shown as it is. */
export function describeUnitRule(rule: unknown): string {
	if (!isObject(rule)) return "";
	const isPartial = isObject(rule.partial);
	const suffix = isPartial ? " (also partial)" : "";
	switch (rule.kind) {
		case "each":
			return "each";
		case "all":
			return `all${suffix}`;
		case "group":
			return `group:${Array.isArray(rule.by) ? rule.by.join(",") : "?"}${suffix}`;
		case "neighbours":
			return `neighbours:${Array.isArray(rule.offsets) ? rule.offsets.map(describeOffset).join(",") : "?"}`;
		default:
			return JSON.stringify(rule);
	}
}

function readOffset(text: string): Offset {
	const offset = { x: 0, y: 0, z: 0 };
	const steps = [...text.matchAll(/([xyz])([+-]?\d+)?/g)];
	if (steps.length === 0 || steps.map(([step]) => step).join("") !== text) {
		throw usageFailure(`"${text}" is no lattice offset: expected something like x, y+2 or x+1y-1.`);
	}
	// Both groups of the pattern: an axis, and perhaps a whole number.
	for (const [, axis, step] of steps) offset[axis as "x" | "y" | "z"] += step === undefined ? 1 : Number(step);
	return offset;
}

function describeOffset(offset: unknown): string {
	if (!isObject(offset)) return "?";
	return axes
		.flatMap((axis) => {
			const step = Number(offset[axis] ?? 0);
			if (step === 0) return [];
			return step === 1 ? [axis] : [`${axis}${step > 0 ? "+" : ""}${step}`];
		})
		.join("");
}
