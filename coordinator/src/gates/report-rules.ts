import { type FiredRule, type GateAction, type GateReport, gateActions } from "@tilewright/contract/gate";

/** What a gate's report means for the task, and in words. */

export function strongest(actions: readonly GateAction[]): GateAction {
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

/** “focus < 0.4” (focus = 0.31), in the words of a reason sentence: a rule may have quotation marks of its own. */
export function describeRule(rule: FiredRule): string {
	if (rule.problem !== null) return `“${rule.when}” (${rule.problem})`;
	const values = Object.entries(rule.values).map(([name, value]) => `${name} = ${Number(value.toPrecision(6))}`);
	return values.length === 0 ? `“${rule.when}”` : `“${rule.when}” (${values.join(", ")})`;
}
