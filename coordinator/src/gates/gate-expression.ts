import { type ASTNode, Environment, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { describeError } from "@tilewright/contract/errors";
import { metricTextOf } from "./metric-text.ts";
import { excessOf } from "./threshold-excess.ts";

/*
 * Expressions of gates: CEL over the metrics of one result.
 *
 * `focus < 0.4` is read as `metrics["focus"] < 0.4`, whole numbers as numbers like all others (to CEL `cells * 2` would
 * be a mistake), and a division that has no finite answer is an error instead of a comparison that is quietly false.
 * What the expression looks at is known beforehand, so that a missing metric is noticed whatever the rest says.
 */

export type ExpressionResult =
	| { readonly kind: "decided"; readonly holds: boolean; readonly values: Readonly<Record<string, number>> }
	| {
			readonly kind: "undecided";
			/** True when the expression holds whatever the missing metric is. */
			readonly holds: boolean;
			readonly values: Readonly<Record<string, number>>;
			/** Half a sentence: `the metric "focus" is missing`. */
			readonly problem: string;
	  };

export interface GateExpression {
	evaluate(metrics: Readonly<Record<string, number>>): ExpressionResult;
	/** How far beyond its threshold a result is, for whoever looks at the worst first; see `excessOf`. */
	excess(metrics: Readonly<Record<string, number>>): number | null;
}

/** What is wrong with an expression, for whoever wrote it. */
export class ExpressionProblem extends Error {
	/** 1 for the first character; null when no place can be named. */
	readonly column: number | null;

	constructor(message: string, column: number | null) {
		super(message);
		this.column = column;
	}
}

const environment = new Environment({
	unlistedVariablesAreDyn: false,
	limits: { maxAstNodes: 500, maxDepth: 60, maxListElements: 200 },
})
	.registerVariable("metrics", "map<string, double>")
	.registerFunction("abs(double): double", (value: number) => Math.abs(value))
	.registerFunction("min(double, double): double", (one: number, other: number) => Math.min(one, other))
	.registerFunction("max(double, double): double", (one: number, other: number) => Math.max(one, other))
	.registerFunction("finite(double): double", (value: number) => {
		if (!Number.isFinite(value)) throw new Error("a division has no finite answer");
		return value;
	});

const compiledExpressions = new Map<string, GateExpression>();
const mostCompiled = 2_000;

/** Throws an ExpressionProblem. What was compiled once is kept. */
export function compileExpression(text: string): GateExpression {
	const known = compiledExpressions.get(text);
	if (known) return known;
	if (compiledExpressions.size >= mostCompiled) compiledExpressions.clear();
	const compiled = compile(text);
	compiledExpressions.set(text, compiled);
	return compiled;
}

function compile(text: string): GateExpression {
	const ast = parseOrExplain(text);
	const { source, pieces, looksAt, asksFor } = metricTextOf(ast);
	const placeOf = (offset: number): number | null => {
		const around = pieces.filter((piece) => piece.start <= offset && offset < piece.end);
		const innermost = around.reduce<(typeof around)[number] | undefined>(
			(best, piece) => (best === undefined || piece.end - piece.start <= best.end - best.start ? piece : best),
			undefined,
		);
		return innermost === undefined ? null : innermost.node.start + 1;
	};
	const { valid, type, error } = environment.check(source);
	if (!valid) throw new ExpressionProblem(error?.summary ?? "it cannot be read", placeOf(error?.range?.start ?? 0));
	if (type !== "bool") {
		throw new ExpressionProblem(`it gives a ${type === "double" ? "number" : type} instead of true or false`, null);
	}
	if (looksAt.length === 0 && asksFor.length === 0 && !source.includes("metrics")) {
		throw new ExpressionProblem("it looks at no metric", null);
	}
	const run = environment.parse(source);
	const needed = looksAt.filter((name) => !asksFor.includes(name));
	return {
		excess: (metrics) => excessOf(ast, metrics),
		evaluate(metrics) {
			const known = new Map(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
			const values: Record<string, number> = {};
			for (const name of looksAt) {
				const value = known.get(name);
				if (value !== undefined) values[name] = value;
			}
			const missing = needed.filter((name) => !known.has(name));
			let holds = false;
			let problem = missing.length === 0 ? null : describeMissing(missing, metrics);
			try {
				holds = run({ metrics: known }) === true;
			} catch (failure) {
				problem ??= failure instanceof EvaluationError ? failure.summary : describeError(failure);
			}
			return problem === null ? { kind: "decided", holds, values } : { kind: "undecided", holds, values, problem };
		},
	};
}

function parseOrExplain(text: string): ASTNode {
	try {
		return environment.parse(text).ast;
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw new ExpressionProblem(error.summary, error.range === undefined ? null : error.range.start + 1);
	}
}

function describeMissing(names: readonly string[], metrics: Readonly<Record<string, number>>): string {
	const parts = names.map((name) =>
		Object.hasOwn(metrics, name) ? `the metric "${name}" is not a number` : `the metric "${name}" is missing`,
	);
	return parts.join(", ");
}
