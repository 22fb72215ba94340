import type { ASTNode } from "@marcbachmann/cel-js";

/*
 * How far a result is beyond what a rule allows, so that the worst can be looked at first: of `focus < 0.4` with a focus
 * of 0.3 it is a quarter of the threshold. Of `a && b` it is the smaller one, as that much less would have let the result
 * through; of `a || b` the larger one.
 */

type Metrics = Readonly<Record<string, number>>;

/**
 * As a share of the threshold, or as it is where the threshold is zero; negative where the expression does not hold. Null
 * where the expression compares no numbers, or a metric is missing.
 */
export function excessOf(node: ASTNode, metrics: Metrics): number | null {
	if (node.op === "<" || node.op === "<=") return beyond(node.args, metrics, -1);
	if (node.op === ">" || node.op === ">=") return beyond(node.args, metrics, 1);
	if (node.op === "&&") return ofBoth(node.args, metrics, Math.min);
	if (node.op === "||") return ofBoth(node.args, metrics, Math.max);
	if (node.op !== "!_") return null;
	const excess = excessOf(node.args, metrics);
	return excess === null ? null : -excess;
}

function ofBoth(
	[left, right]: readonly [ASTNode, ASTNode],
	metrics: Metrics,
	choose: (one: number, other: number) => number,
): number | null {
	const [one, other] = [excessOf(left, metrics), excessOf(right, metrics)];
	if (one === null || other === null) return one ?? other;
	return choose(one, other);
}

function beyond([left, right]: readonly [ASTNode, ASTNode], metrics: Metrics, sign: 1 | -1): number | null {
	const [one, other] = [numberOf(left, metrics), numberOf(right, metrics)];
	if (one === null || other === null) return null;
	// `0.4 > focus` has its threshold on the left.
	const threshold = Math.abs(numberOf(right, {}) ?? numberOf(left, {}) ?? other);
	const excess = sign * (one - other);
	return Number.isFinite(excess) ? excess / (threshold === 0 ? 1 : threshold) : null;
}

/** Null where it is no number, or needs a metric that is not there. */
function numberOf(node: ASTNode, metrics: Metrics): number | null {
	if (node.op === "value") {
		return typeof node.args === "bigint" || typeof node.args === "number" ? Number(node.args) : null;
	}
	if (node.op === "id") return metrics[node.args] ?? null;
	if (node.op === ".") return isMetrics(node.args[0]) ? (metrics[node.args[1]] ?? null) : null;
	if (node.op === "[]") {
		const [of, key] = node.args;
		return isMetrics(of) && key.op === "value" ? (metrics[String(key.args)] ?? null) : null;
	}
	if (node.op === "-_") return calculated((value) => -value, [node.args], metrics);
	if (node.op === "call") return calculated(functions[node.args[0]], node.args[1], metrics);
	if (node.op === "+" || node.op === "-" || node.op === "*" || node.op === "/") {
		return calculated(functions[node.op], node.args, metrics);
	}
	return null;
}

function calculated(apply: Calculation | undefined, parts: readonly ASTNode[], metrics: Metrics): number | null {
	const values = parts.map((part) => numberOf(part, metrics));
	return apply !== undefined && values.every((value) => value !== null) ? apply(...values) : null;
}

type Calculation = (...values: number[]) => number;

const functions: Readonly<Record<string, Calculation>> = {
	abs: Math.abs,
	min: Math.min,
	max: Math.max,
	"+": (one = 0, other = 0) => one + other,
	"-": (one = 0, other = 0) => one - other,
	"*": (one = 0, other = 0) => one * other,
	"/": (one = 0, other = 0) => one / other,
};

function isMetrics(node: ASTNode): boolean {
	return node.op === "id" && node.args === "metrics";
}
