import { parameterDefaults } from "@tilewright/contract/command-line";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { GraphStage } from "./graph.ts";
import type { GraphDifference, StageDifference } from "./graph-difference.ts";

/** A sentence is read in a list; what does not fit is counted. */
const maximumLength = 200;
const maximumValues = 3;
const maximumValueLength = 40;
const maximumNameLength = 40;

/**
 * One sentence without a full stop of about 200 characters at most, such as
 * `added "Mosaic"; changed parameters of "Shift": sigma 1 → 2`.
 */
export function describeDifference({ added, removed, changed }: GraphDifference): string {
	const parts = [
		...(added.length > 0 ? [`added ${names(added)}`] : []),
		...(removed.length > 0 ? [`removed ${names(removed)}`] : []),
		...changed.map(describeStage),
	];
	return parts.length === 0 ? "changed nothing" : joined(parts);
}

/** As many as fit, and how many more there are; the first always, cut where it is too long by itself. */
function joined(parts: readonly string[]): string {
	const kept: string[] = [];
	let length = 0;
	for (const part of parts) {
		if (kept.length > 0 && length + part.length > maximumLength) break;
		kept.push(part);
		length += part.length + 2;
	}
	const more = parts.length - kept.length;
	return `${cut(kept.join("; "), maximumLength)}${more === 0 ? "" : `; and ${more} more`}`;
}

function names(stages: readonly GraphStage[]): string {
	return listed(stages.map((stage) => quoted(stage.name)));
}

function describeStage({ before, after, parts }: StageDifference): string {
	const head = `changed ${parts.join(", ")} of ${quoted(before.name)}`;
	const values = parts.flatMap((part) => valuesOf(part, before, after));
	return values.length === 0 ? head : `${head}: ${listed(values)}`;
}

function listed(values: readonly string[]): string {
	const kept = values.slice(0, maximumValues);
	const more = values.length - kept.length;
	return more === 0 ? kept.join(", ") : `${kept.join(", ")} and ${more} more`;
}

/** What was and what is, where that is short enough to say: `sigma 1 → 2`. */
function valuesOf(part: string, before: GraphStage, after: GraphStage): readonly string[] {
	switch (part) {
		case "name":
			return [`now ${quoted(after.name)}`];
		case "priority":
			return [`${before.priority} → ${after.priority}`];
		case "definition":
			return before.recipe.definitionId === after.recipe.definitionId
				? [`version ${before.recipe.definitionVersion} → ${after.recipe.definitionVersion}`]
				: [];
		case "parameters":
			return changedParameters(before, after);
		case "unit rule":
			return [`${before.recipe.unitRule.kind} → ${after.recipe.unitRule.kind}`].filter(
				() => before.recipe.unitRule.kind !== after.recipe.unitRule.kind,
			);
		case "output path":
			return [`${short(before.recipe.outputPath)} → ${short(after.recipe.outputPath)}`];
		case "operations":
			return operationValues(before, after);
		default:
			return [];
	}
}

type Values = Readonly<Record<string, unknown>>;

/** What was not set had the value that the definition names: `size 256 (default) → 128`. */
function changedParameters(before: GraphStage, after: GraphStage): readonly string[] {
	const [old, now] = [before.recipe.parameters, after.recipe.parameters];
	const was = parameterDefaults(before.recipe.definition);
	const is = parameterDefaults(after.recipe.definition);
	return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
		const words = cut(name, maximumNameLength);
		if (old[name] === undefined && was[name] !== undefined && !isValues(now[name])) {
			return [`${words} ${short(was[name])} (default) → ${short(now[name])}`];
		}
		if (now[name] === undefined && is[name] !== undefined && !isValues(old[name])) {
			return [`${words} ${short(old[name])} → ${short(is[name])} (default)`];
		}
		const only = (values: Values) => (values[name] === undefined ? {} : { [name]: values[name] });
		return changedValues(only(old), only(now));
	});
}

function operationValues(before: GraphStage, after: GraphStage): readonly string[] {
	const { gate: oldGate, ...old } = before.operations;
	const { gate: newGate, ...now } = after.operations;
	const rules = (gate: typeof oldGate) => (gate?.rules ?? []).map((rule) => `${cut(rule.when, 60)} → ${rule.then}`);
	const [was, is] = [rules(oldGate), rules(newGate)];
	const review = (oldGate?.review ?? false) !== (newGate?.review ?? false);
	// The address itself may have a secret in it.
	const feedback = canonicalJson(oldGate?.feedback ?? null) !== canonicalJson(newGate?.feedback ?? null);
	return [
		...is.filter((rule) => !was.includes(rule)).map((rule) => `added a gate rule ${rule}`),
		...was.filter((rule) => !is.includes(rule)).map((rule) => `removed the gate rule ${rule}`),
		...(review ? [newGate?.review ? "a person looks at every result" : "no person looks at every result"] : []),
		...(feedback ? ["another address for feedback"] : []),
		...changedValues(old, now),
	];
}

/** `scale 1 → 2`; of nested values those that differ, by path: `cluster.cpus 1 → 4`. */
function changedValues(before: Values, after: Values, path = ""): readonly string[] {
	return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
		const [old, now] = [before[name], after[name]];
		if (isSame(old, now)) return [];
		const words = cut(`${path}${name}`, maximumNameLength);
		if (isValues(old) && isValues(now)) return changedValues(old, now, `${path}${name}.`);
		if (now === undefined) return [`${words} ${short(old)} removed`];
		return [old === undefined ? `${words} ${short(now)} added` : `${words} ${short(old)} → ${short(now)}`];
	});
}

function isSame(old: unknown, now: unknown): boolean {
	if (old === undefined || now === undefined) return old === now;
	return canonicalJson(old) === canonicalJson(now);
}

function isValues(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
	if (value === null || value === undefined) return "nothing";
	return cut(JSON.stringify(value) ?? String(value), maximumValueLength);
}

function quoted(name: string): string {
	return `"${cut(name, maximumNameLength)}"`;
}

/** By whole characters, so that none is torn in two. */
function cut(text: string, length: number): string {
	const characters = [...text];
	return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
