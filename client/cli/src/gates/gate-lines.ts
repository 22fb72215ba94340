import { isObject } from "../command/argument-values.ts";
import { formatFacts } from "../terminal/output.ts";
import { formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A gate as it stands in a stage's operations, for people. */
export function describeGateRules(
	stageName: string,
	gate: Readonly<Record<string, unknown>> | null,
	terminal: Terminal,
): string[] {
	if (gate === null) return [`Stage "${stageName}" has no gate: its children get every result.`];
	const rules = (Array.isArray(gate.rules) ? gate.rules : []).filter(isObject);
	const address = isObject(gate.feedback) ? gate.feedback : {};
	return [
		...formatTable(
			[
				{ title: "WHEN", canShrink: true, cell: ({ when }) => String(when) },
				{ title: "THEN", cell: (rule) => String(rule.then) },
				{ title: "FEEDBACK", isRare: true, cell: ({ feedback }) => (typeof feedback === "string" ? feedback : "") },
			],
			rules,
			{ width: terminal.width(), colours: terminal.colours },
		),
		...(rules.length === 0 ? [`The gate of "${stageName}" has no rule.`] : []),
		...formatFacts(
			[
				["review", gate.review === true ? "a person must approve every result" : "only what a rule holds back"],
				["webhook", typeof address.webhook === "string" ? address.webhook : null],
				["subject", typeof address.subject === "string" ? address.subject : null],
			],
			terminal,
		),
	];
}
