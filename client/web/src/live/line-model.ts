/*
 * The line is the one WebSocket everything is pushed over.
 *
 *   connecting ──opened──► up ──closed──► reconnecting ──opened──► up
 *                                              │ ▲
 *                        the browser has no network: shown as offline
 */
export interface LineState {
	readonly kind: "connecting" | "up" | "reconnecting";
	/** Failed tries since the line was last up. */
	readonly failedTries: number;
	/** When the next try is made, on the monotonic clock; null while one is under way. */
	readonly nextTryAtMs: number | null;
	/** When anything was last heard over the line, on the monotonic clock; null before the first time. */
	readonly lastHeardAtMs: number | null;
	/** What the browser believes. It is right about "no", and only ever asked while the line is down. */
	readonly hasNetwork: boolean;
	/** How often the line has come up. A change means that something may have been missed. */
	readonly timesUp: number;
}

export type LineEvent =
	| { readonly kind: "opened"; readonly atMs: number }
	| { readonly kind: "heard"; readonly atMs: number }
	| { readonly kind: "closed" }
	| { readonly kind: "tryPlanned"; readonly nextTryAtMs: number }
	| { readonly kind: "tryBegun" }
	| { readonly kind: "networkChanged"; readonly hasNetwork: boolean };

export function initialLineState(hasNetwork: boolean): LineState {
	return { kind: "connecting", failedTries: 0, nextTryAtMs: null, lastHeardAtMs: null, hasNetwork, timesUp: 0 };
}

export function applyLineEvent(state: LineState, event: LineEvent): LineState {
	switch (event.kind) {
		case "opened":
			return {
				...state,
				kind: "up",
				failedTries: 0,
				nextTryAtMs: null,
				lastHeardAtMs: event.atMs,
				timesUp: state.timesUp + 1,
			};
		case "heard":
			return state.kind === "up" ? { ...state, lastHeardAtMs: event.atMs } : state;
		case "closed":
			return {
				...state,
				kind: state.timesUp === 0 ? "connecting" : "reconnecting",
				failedTries: state.kind === "up" ? 0 : state.failedTries + 1,
				nextTryAtMs: null,
			};
		case "tryPlanned":
			return { ...state, nextTryAtMs: event.nextTryAtMs };
		case "tryBegun":
			return { ...state, nextTryAtMs: null };
		case "networkChanged":
			return { ...state, hasNetwork: event.hasNetwork };
	}
}

const firstRetryMs = 300;
const longestRetryMs = 5_000;

/** Doubles from 0.3 s to 5 s; `random` (0 to 1) spreads many pages that lost the same coordinator over ±25 %. */
export function retryDelayMs(failedTries: number, random: number): number {
	return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failedTries, 10)) * (0.75 + random / 2);
}

/** From here on data counts as stale: the line is silent for longer than two of its heartbeats. */
export const staleAfterMs = 6_000;

export type Freshness =
	| { readonly kind: "connecting" }
	| { readonly kind: "live"; readonly ageMs: number }
	| { readonly kind: "stale"; readonly ageMs: number }
	| { readonly kind: "reconnecting"; readonly ageMs: number; readonly nextTryInMs: number | null }
	| { readonly kind: "offline"; readonly ageMs: number | null };

/**
 * How old what the page shows may be. `outOfSyncSinceMs`: since when a needed re-read has not come back; null when
 * everything was read after the last gap.
 */
export function freshnessOf(state: LineState, outOfSyncSinceMs: number | null, nowMs: number): Freshness {
	const lastGoodMs = Math.min(
		state.lastHeardAtMs ?? Number.POSITIVE_INFINITY,
		outOfSyncSinceMs ?? Number.POSITIVE_INFINITY,
	);
	const ageMs = Number.isFinite(lastGoodMs) ? Math.max(0, nowMs - lastGoodMs) : null;
	if (state.kind !== "up") {
		if (!state.hasNetwork) return { kind: "offline", ageMs };
		if (state.kind === "connecting" || ageMs === null) return { kind: "connecting" };
		const nextTryInMs = state.nextTryAtMs === null ? null : Math.max(0, state.nextTryAtMs - nowMs);
		return { kind: "reconnecting", ageMs, nextTryInMs };
	}
	if (ageMs === null) return { kind: "connecting" };
	return { kind: ageMs > staleAfterMs ? "stale" : "live", ageMs };
}
