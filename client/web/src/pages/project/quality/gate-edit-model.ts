// biome-ignore-all lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
import { ruleText, thresholdOfRule } from "./metric-plot-model.ts";
import type { Threshold } from "./plot-choice.ts";

/** The part of a stage's operations that a threshold changes. */
export interface StageGate {
	readonly rules: readonly GateRule[];
	readonly review: boolean;
}

export interface GateRule {
	readonly when: string;
	readonly then: "reject" | "hold" | "flag" | "pass";
	readonly feedback?: string | null;
}

/** From the operations of a stage's version, which are any JSON. */
export function gateOf(operations: unknown): StageGate {
	const gate = (operations as { readonly gate?: unknown } | null)?.gate as
		| { readonly rules?: unknown; readonly review?: unknown }
		| null
		| undefined;
	const rules = Array.isArray(gate?.rules) ? gate.rules : [];
	return {
		rules: rules.flatMap((rule: Partial<GateRule>) =>
			typeof rule.when === "string" ? [{ ...rule, when: rule.when, then: rule.then ?? "hold" }] : [],
		),
		review: gate?.review === true,
	};
}

/** Thresholds of rules that can be drawn in the plot of this metric. */
export function drawnRules(gate: StageGate, metric: string): readonly (Threshold & { readonly rule: GateRule })[] {
	return gate.rules.flatMap((rule) => {
		const threshold = thresholdOfRule(rule.when, metric);
		return threshold === null ? [] : [{ ...threshold, rule }];
	});
}

/** The rule takes the place of one that is about the same metric, side and action; others stay. */
export function withRule(
	gate: StageGate,
	metric: string,
	threshold: Threshold,
	action: GateRule["then"],
): readonly GateRule[] {
	const rule = { when: ruleText(metric, threshold), then: action };
	const isSame = (other: GateRule) =>
		other.then === action && thresholdOfRule(other.when, metric)?.side === threshold.side;
	const replaced = gate.rules.some(isSame);
	return replaced ? gate.rules.map((other) => (isSame(other) ? { ...other, ...rule } : other)) : [...gate.rules, rule];
}

const consequences = {
	hold: "are held back from what comes after this stage until a person looks at them.",
	flag: "go on, with a mark that somebody should look.",
	reject: "are refused: nothing that comes after this stage gets them.",
} as const;

const consequencesAtTheEnd = {
	hold: "wait in the review until a person looks at them.",
	flag: "get a mark that somebody should look.",
	reject: "are refused.",
} as const;

/** What a rule does, as the end of a sentence about its results. `last`: the stage's name where nothing comes after it. */
export function consequenceWords(action: keyof typeof consequences, last: string | null): string {
	if (last === null) return consequences[action];
	return `${consequencesAtTheEnd[action]} Nothing comes after ${last}: this only marks tiles.`;
}
