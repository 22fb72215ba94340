import type { Decision } from "./decision-model.ts";

/** What was decided in this tab outlives the view and a reload, so that it can still be taken back. */

const kept = 200;
const keyOf = (projectId: string) => `tilewright-decisions-1-${projectId}`;

/** The newest last. */
export function loadDecisions(projectId: string): readonly Decision[] {
	try {
		// What is stored there was written by saveDecisions of this tab.
		return JSON.parse(sessionStorage.getItem(keyOf(projectId)) ?? "[]") as readonly Decision[];
	} catch {
		return [];
	}
}

export function saveDecisions(projectId: string, decisions: readonly Decision[]): void {
	try {
		sessionStorage.setItem(keyOf(projectId), JSON.stringify(decisions.slice(-kept)));
	} catch {
		// Storage may be full or forbidden; they can then be taken back for as long as the view is open.
	}
}
