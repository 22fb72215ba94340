import { useEffect, useReducer } from "react";
import { applyDraftEvent, type Draft, type DraftEvent, emptyDraft } from "./draft-model.ts";
import { loadDraft, saveDraft } from "./draft-store.ts";

interface DraftSteps {
	readonly now: Draft;
	/** What each step before has left, the last first. */
	readonly before: readonly Draft[];
	readonly lastKey: string;
}

type Step = { readonly event: DraftEvent; readonly version: number } | "back" | "discard";

export interface DraftHandle {
	readonly draft: Draft;
	readonly apply: (event: DraftEvent) => void;
	readonly stepBack: () => void;
	readonly canStepBack: boolean;
	readonly discard: () => void;
}

const keptSteps = 100;
/** What is typed letter by letter; connections and choices are steps of their own. */
const typedFields: ReadonlySet<string> = new Set(["name", "description", "parameters", "operations", "outputPath"]);

/** `version`: of the graph on the screen. Typing in one field of one stage is one step. */
export function useDraft(projectId: string, version: number): DraftHandle {
	const [steps, step] = useReducer(applyStep, projectId, (id) => ({ now: loadDraft(id), before: [], lastKey: "" }));
	useEffect(() => saveDraft(projectId, steps.now), [projectId, steps.now]);
	return {
		draft: steps.now,
		apply: (event) => step({ event, version }),
		stepBack: () => step("back"),
		canStepBack: steps.before.length > 0,
		discard: () => step("discard"),
	};
}

function applyStep(steps: DraftSteps, step: Step): DraftSteps {
	if (step === "back") {
		const [last, ...before] = steps.before;
		return last === undefined ? steps : { now: last, before, lastKey: "" };
	}
	if (step === "discard") return { now: { ...emptyDraft, nextKey: steps.now.nextKey }, before: [], lastKey: "" };
	const { event, version } = step;
	const names = event.kind === "fields" ? Object.keys(event.fields) : [];
	const isTyping = names.length > 0 && names.every((name) => typedFields.has(name));
	const key = event.kind === "fields" && isTyping ? `${event.key} ${names.join(" ")}` : "";
	const isSameStep = key !== "" && key === steps.lastKey;
	return {
		now: applyDraftEvent(steps.now, event, version),
		before: isSameStep ? steps.before : [steps.now, ...steps.before].slice(0, keptSteps),
		lastKey: key,
	};
}
