import type { HeldTaskFragment } from "../api/generated/documents.ts";
import { formatNumber } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";

type GateReport = NonNullable<HeldTaskFragment["gate"]>;

/** What the gate said: `focus < 0.4 (focus = 0.31): hold; every result is for a person`. Empty when it said nothing. */
export function describeGate(gate: GateReport | null): string {
	if (gate === null) return "";
	const rules = gate.rules.map(({ when, action, values, problem }) => {
		const seen = Object.entries(values as Readonly<Record<string, number>>).map(
			([name, value]) => `${name} = ${formatNumber(value)}`,
		);
		const why = problem ?? seen.join(", ");
		return `${when}${why === "" ? "" : ` (${why})`}: ${toWord(action)}`;
	});
	return [...rules, ...(gate.review ? ["every result is for a person"] : [])].join("; ");
}

/** As the API calls what people decide, and how it is said. */
const decisions: Readonly<Record<string, string>> = {
	approve: "approved",
	reject: "rejected",
	hold: "held",
	skipAsDone: "skipped as done",
	acceptAsIs: "accepted as it is",
	exclude: "taken out",
	include: "taken back",
};

/** `rejected by ana: bubble`. */
export function describeDecision({ kind, actor, reason }: NonNullable<HeldTaskFragment["decision"]>): string {
	return `${decisions[kind] ?? kind} by ${actor}${reason === null ? "" : `: ${reason}`}`;
}

/** `by gate: focus < 0.6`, `by ana: look at the corner`. */
export function describeFlag({ actor, reason }: HeldTaskFragment["flags"][number]): string {
	return `by ${actor ?? "the gate"}${reason === null ? "" : `: ${reason}`}`;
}
