import { useEffect, useReducer } from "react";
import { type Draft, emptyDraft } from "./draft.ts";
import { applyDraftEvent, type DraftEvent, type ShownGraph } from "./draft-model.ts";
import { loadDraft, saveDraft } from "./draft-store.ts";

interface DraftSteps {
	readonly now: Draft;
	/** What each step before has left, the last first. */
	readonly before: readonly Draft[];
	readonly lastKey: string;
}

type Step = { readonly event: DraftEvent; readonly graph: ShownGraph } | "back" | "discard" | "applied";

export interface DraftHandle {
	readonly draft: Draft;
	readonly apply: (event: DraftEvent) => void;
	readonly stepBack: () => void;
	readonly canStepBack: boolean;
	/** Stepping back brings it again. */
	readonly discard: () => void;
	/** It is a version of the graph now, and no draft any more. */
	readonly finish: () => void;
}

const keptSteps = 100;
/** What is typed letter by letter; connections and choices are steps of their own. */
const typedFields: ReadonlySet<string> = new Set(["name", "description", "parameters", "operations", "outputPath"]);

/** `graph`: as it is on the screen. Typing in one field of one stage is one step. */
export function useDraft(projectId: string, graph: ShownGraph): DraftHandle {
	const [steps, step] = useReducer(applyStep, projectId, (id) => ({ now: loadDraft(id), before: [], lastKey: "" }));
	useEffect(() => saveDraft(projectId, steps.now), [projectId, steps.now]);
	return {
		draft: steps.now,
		apply: (event) => step({ event, graph }),
		stepBack: () => step("back"),
		canStepBack: steps.before.length > 0,
		discard: () => step("discard"),
		finish: () => step("applied"),
	};
}

function applyStep(steps: DraftSteps, step: Step): DraftSteps {
	if (step === "back") {
		const [last, ...before] = steps.before;
		return last === undefined ? steps : { now: last, before, lastKey: "" };
	}
	const nothing = { ...emptyDraft, nextKey: steps.now.nextKey };
	if (step === "applied") return { now: nothing, before: [], lastKey: "" };
	if (step === "discard") return { now: nothing, before: withStep(steps), lastKey: "" };
	const { event, graph } = step;
	const names = event.kind === "fields" ? Object.keys(event.fields) : [];
	const isTyping = names.length > 0 && names.every((name) => typedFields.has(name));
	const key = event.kind === "fields" && isTyping ? `${event.key} ${names.join(" ")}` : "";
	const isSameStep = key !== "" && key === steps.lastKey;
	return {
		now: applyDraftEvent(steps.now, event, graph),
		before: isSameStep ? steps.before : withStep(steps),
		lastKey: key,
	};
}

function withStep(steps: DraftSteps): readonly Draft[] {
	return [steps.now, ...steps.before].slice(0, keptSteps);
}
