import { type FiredRule, type Gate, type GateAction, type GateReport, gateActions } from "@tilewright/contract/gate";
import { compileExpression, ExpressionProblem, type ExpressionResult } from "./gate-expression.ts";

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

function strongest(actions: readonly GateAction[]): GateAction {
	return gateActions.find((action) => actions.includes(action)) ?? "pass";
}

/** What the task's column says. */
export function verdictOf(report: GateReport | null): "hold" | "reject" | null {
	switch (report?.action) {
		case "reject":
		case "hold":
			return report.action;
		case "flag":
		case "pass":
		case undefined:
			return null;
	}
}

/** The rules that flag, as a reason; null when none does. */
export function flagOf(report: GateReport | null): string | null {
	const flagging = report?.rules.filter((rule) => rule.action === "flag") ?? [];
	return flagging.length === 0 ? null : flagging.map(describeRule).join("; ");
}

/** `focus < 0.4` (focus = 0.31), in the words of a reason sentence. */
export function describeRule(rule: FiredRule): string {
	if (rule.problem !== null) return `\`${rule.when}\` (${rule.problem})`;
	const values = Object.entries(rule.values).map(([name, value]) => `${name} = ${Number(value.toPrecision(6))}`);
	return values.length === 0 ? `\`${rule.when}\`` : `\`${rule.when}\` (${values.join(", ")})`;
}
