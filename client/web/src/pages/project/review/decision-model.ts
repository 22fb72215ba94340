import { listWords } from "../../../wording/number-words.ts";

/** What somebody decided in this tab, and how each decision is taken back. */

export type Word = "approved" | "rejected" | "held";

/** A result as it was before somebody decided about it. */
interface ResultBefore {
	readonly id: string;
	readonly name: string;
	readonly word: Word;
	/** To be said again when it becomes so again; null where its gate, or nobody, says why. */
	readonly reason: string | null;
}

export interface Decision {
	readonly kind: Word;
	readonly results: readonly ResultBefore[];
}

const mark = "taken back; before: ";

/** What is known of a held result when somebody decides about it. */
export interface HeldResult {
	readonly id: string;
	readonly name: string;
	readonly reason: string;
	readonly gate: { readonly action: string } | null;
}

/** Where the gate holds a result its words come back by themselves; what a person said has to be kept here. */
export function decisionAboutHeld(kind: Word, results: readonly HeldResult[]): Decision {
	return {
		kind,
		results: results.map(({ id, name, reason, gate }) => ({
			id,
			name,
			word: "held",
			// Taken back twice it is still the first word that counts.
			reason: gate?.action === "HOLD" ? null : `${mark}${reason.split(mark).at(-1)}`,
		})),
	};
}

/** A result that was decided about before: taking this back is saying again what was said then. */
export function decisionAboutDecided(kind: Word, result: ResultBefore): Decision {
	return { kind, results: [result] };
}

/** Which results are to be judged how again, and with which words. */
export interface Judgement {
	readonly word: Word;
	readonly reason: string | null;
	readonly ids: readonly string[];
}

export function takenBack({ results }: Decision): readonly Judgement[] {
	const judgements = new Map<string, { word: Word; reason: string | null; ids: string[] }>();
	for (const { id, word, reason } of results) {
		const key = JSON.stringify([word, reason]);
		const judgement = judgements.get(key) ?? { word, reason, ids: [] };
		judgement.ids.push(id);
		judgements.set(key, judgement);
	}
	return [...judgements.values()];
}

const namedResults = 3;

/** `00070`, `00070 and 00071`, `12 results (00070, 00071, 00072, …)`. */
function subjectOf({ results }: Decision): string {
	const names = results.map(({ name }) => name);
	if (names.length <= namedResults) return listWords(names);
	return `${names.length} results (${names.slice(0, namedResults).join(", ")}, …)`;
}

/** `Rejected 00070`. */
export function decidedWords(decision: Decision): string {
	const verb = { approved: "Approved", rejected: "Rejected", held: "Held again" }[decision.kind];
	return decision.kind === "held" ? `${verb}: ${subjectOf(decision)}` : `${verb} ${subjectOf(decision)}`;
}

/** `Taken back: 00070 is held again`; `changed` as the coordinator counted. */
export function takenBackWords(decision: Decision, changed: number): string {
	const word = decision.results[0]?.word ?? "held";
	const one = decision.results.length === 1;
	if (changed === 0) {
		return `${subjectOf(decision)} ${one ? "is" : "are"} not as this decision left ${one ? "it" : "them"} any more: nothing was changed`;
	}
	return `Taken back: ${subjectOf(decision)} ${one ? "is" : "are"} ${word} again`;
}
