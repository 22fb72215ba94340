import { type Draft, emptyDraft } from "./draft.ts";

/** Drafts outlive the view and a reload of the tab, so that looking something up elsewhere loses no work. */

/** The number goes up when drafts of an older page cannot be understood any more. */
const keyOf = (projectId: string) => `tilewright-draft-3-${projectId}`;

export function loadDraft(projectId: string): Draft {
	try {
		const text = sessionStorage.getItem(keyOf(projectId));
		// What is stored there was written by saveDraft of this tab; a newer page may know more fields.
		return text === null ? emptyDraft : { ...emptyDraft, ...(JSON.parse(text) as Draft) };
	} catch {
		return emptyDraft;
	}
}

export function saveDraft(projectId: string, draft: Draft): void {
	try {
		if (draft.baseVersion === null) sessionStorage.removeItem(keyOf(projectId));
		else sessionStorage.setItem(keyOf(projectId), JSON.stringify(draft));
	} catch {
		// Storage may be full or forbidden; the draft is then kept for as long as the view is open.
	}
}
