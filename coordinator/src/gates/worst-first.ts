import type { GateReport } from "@tilewright/contract/gate";
import { compileExpression, ExpressionProblem } from "./gate-expression.ts";

/** A result that waits for a person, with what its gate said; null where it said nothing. */
export interface HeldResult {
	readonly id: number;
	readonly report: GateReport | null;
}

/**
 * The held results in the order in which they are worth a look: those farthest beyond the threshold of the rule that
 * held them first. What no threshold held — a person did, or a rule that could not be decided — comes after them, in the
 * order in which it was given.
 */
export function worstFirst<Held extends HeldResult>(results: readonly Held[]): readonly Held[] {
	const ranked = results.map((result) => ({ result, excess: excessOfReport(result.report) }));
	// Sorting is stable: equals stay in their order.
	ranked.sort((one, other) => other.excess - one.excess || 0);
	return ranked.map(({ result }) => result);
}

/** Of the rules that made the gate say what it said the one that is broken most; below all others where none has a threshold. */
function excessOfReport(report: GateReport | null): number {
	const deciding = report?.rules.filter((rule) => rule.action === report.action && rule.problem === null) ?? [];
	return Math.max(
		Number.NEGATIVE_INFINITY,
		...deciding.flatMap(({ when, values }) => excessOfRule(when, values) ?? []),
	);
}

function excessOfRule(when: string, values: Readonly<Record<string, number>>): number | null {
	try {
		return compileExpression(when).excess(values);
	} catch (error) {
		// A rule of long ago that is no expression any more has no threshold.
		if (!(error instanceof ExpressionProblem)) throw error;
		return null;
	}
}
