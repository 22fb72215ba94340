import type { Place } from "./placement-model.ts";

/** Where in which graph somebody was last in this tab: a definition made meanwhile goes there. */
export interface Origin {
	readonly projectId: string;
	/** Where a new stage would have gone. */
	readonly place: Place | null;
}

const key = "tilewright-graph-left";

export function loadOrigin(): Origin | null {
	try {
		const text = sessionStorage.getItem(key);
		// What is stored there was written by saveOrigin of this tab.
		return text === null ? null : (JSON.parse(text) as Origin);
	} catch {
		return null;
	}
}

export function saveOrigin(origin: Origin): void {
	try {
		sessionStorage.setItem(key, JSON.stringify(origin));
	} catch {
		// Storage may be full or forbidden; a new stage then goes below the acquisition.
	}
}
