// biome-ignore-all lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
import { countWords } from "../../../wording/number-words.ts";
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

/** The rule whose place a new one takes: of the same metric, side and action. Null where it is one more. */
export function replacedRule(
	gate: StageGate,
	metric: string,
	threshold: Threshold,
	action: GateRule["then"],
): (Threshold & { readonly rule: GateRule }) | null {
	const isSame = ({ rule, side }: Threshold & { readonly rule: GateRule }) =>
		rule.then === action && side === threshold.side;
	return drawnRules(gate, metric).find(isSame) ?? null;
}

/** The rule takes the place of the one it replaces; others stay. */
export function withRule(
	gate: StageGate,
	metric: string,
	threshold: Threshold,
	action: GateRule["then"],
): readonly GateRule[] {
	const rule = { when: ruleText(metric, threshold), then: action };
	const replaced = replacedRule(gate, metric, threshold, action)?.rule;
	return replaced === undefined
		? [...gate.rules, rule]
		: gate.rules.map((other) => (other === replaced ? { ...other, ...rule } : other));
}

/** What a rule does to the results that are there, as a sentence: the middle of what is asked before it is put in force. */
export function changeWords({ caught, released }: { readonly caught: number; readonly released: number }): string {
	const parts = [
		...(caught > 0 || released === 0
			? [`about ${countWords(caught)} ${caught === 1 ? "comes" : "come"} under it`]
			: []),
		...(released > 0
			? [`about ${countWords(released)} that the old rule had ${released === 1 ? "is" : "are"} let go`]
			: []),
	];
	return parts.join(" and ");
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
