import type { FiredRule, Gate, GateAction, GateReport } from "@tilewright/contract/gate";
import { compileExpression, ExpressionProblem, type ExpressionResult } from "./gate-expression.ts";
import { strongest } from "./report-rules.ts";

/** What a gate says of one result; null when it has nothing to say. */
export function judgeResult(gate: Gate | null, metrics: Readonly<Record<string, number>>): GateReport | null {
	if (gate === null) return null;
	const rules: FiredRule[] = [];
	for (const rule of gate.rules) {
		const result = evaluate(rule.when, metrics);
		const { values } = result;
		if (result.holds) {
			rules.push({ when: rule.when, action: rule.then, feedback: rule.feedback ?? null, values, problem: null });
		}
		// Not knowing is no reason to let a result through: a person decides.
		if (result.kind === "undecided") {
			rules.push({ when: rule.when, action: "hold", feedback: null, values, problem: result.problem });
		}
	}
	if (rules.length === 0 && !gate.review) return null;
	const actions: GateAction[] = rules.map((rule) => rule.action);
	if (gate.review) actions.push("hold");
	return { action: strongest(actions), review: gate.review, rules };
}

/** An expression is checked when it is saved; one that got past that holds results instead of stopping the round. */
function evaluate(when: string, metrics: Readonly<Record<string, number>>): ExpressionResult {
	try {
		return compileExpression(when).evaluate(metrics);
	} catch (error) {
		if (!(error instanceof ExpressionProblem)) throw error;
		return { kind: "undecided", holds: false, values: {}, problem: error.message };
	}
}
