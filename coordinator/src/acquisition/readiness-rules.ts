import { type FileStamp, isSameStamp } from "./file-stamp-rules.ts";

/*
 * When is a file complete? Decided from what our own looks at it saw, on our monotonic clock; a file's times are
 * compared with themselves only, never with ours (instruments write times from the future, and shares lag).
 *
 *   first look ──► settling ──unchanged in two or more looks spanning the settle time──► settled
 *                     ▲                                                                    │
 *                     └───────────────── size, mtime, ctime or inode changed ──────────────┘
 *
 *   settled ──► is not empty ──► companions are there ──► opens, header parses, nothing cut off ──► ready
 *
 * A sentinel or manifest takes the place of settling for the first taking only: when the file changes later the
 * sentinel is still there and says nothing about the new content.
 */

/** What our looks at one file saw. */
export interface FileHistory {
	readonly stamp: FileStamp;
	/** Monotonic time of the first look that saw this stamp. */
	readonly unchangedSinceMs: number;
	readonly lastLookMs: number;
	/** Looks that saw this stamp. */
	readonly looks: number;
	/** False while the stamp is still that of the very first look. */
	readonly hasChanged: boolean;
}

/** Two looks in one moment prove nothing: file systems keep time in ticks of a few milliseconds. */
const shortestSpanMs = 50;

export function recordLook(history: FileHistory | null, stamp: FileStamp, nowMs: number): FileHistory {
	if (history === null) {
		return { stamp, unchangedSinceMs: nowMs, lastLookMs: nowMs, looks: 1, hasChanged: false };
	}
	if (!isSameStamp(history.stamp, stamp)) {
		return { stamp, unchangedSinceMs: nowMs, lastLookMs: nowMs, looks: 1, hasChanged: true };
	}
	return { ...history, lastLookMs: nowMs, looks: history.looks + 1 };
}

/** The earliest look that may call the file settled. */
export function settlesAtMs(history: FileHistory, settleMs: number): number {
	return history.unchangedSinceMs + Math.max(settleMs, shortestSpanMs);
}

export function isSettled(history: FileHistory, settleMs: number): boolean {
	return history.looks >= 2 && history.lastLookMs >= settlesAtMs(history, settleMs);
}

export type ImageCheck =
	| { readonly kind: "unchecked" }
	| { readonly kind: "sound" }
	| { readonly kind: "unsound"; readonly reason: string };

export interface FileFacts {
	readonly history: FileHistory;
	readonly settleMs: number;
	/** Null where settling decides. `awaits` is what is missing, for people. */
	readonly marker: { readonly isThere: boolean; readonly awaits: string } | null;
	/** Paths of companions that are not there or still settling. */
	readonly missingCompanions: readonly string[];
	readonly check: ImageCheck;
	readonly wasTakenBefore: boolean;
	/** Take an unsound file after it has been unchanged for so long; null never. */
	readonly acceptInvalidAfterMs: number | null;
}

export type FileVerdict =
	| { readonly kind: "settling"; readonly dueAtMs: number }
	| { readonly kind: "waiting"; readonly awaits: readonly string[] }
	| { readonly kind: "empty" }
	/** All but the content has been looked at: open it, and judge again. */
	| { readonly kind: "unchecked" }
	| { readonly kind: "unsound"; readonly reason: string }
	| { readonly kind: "ready"; readonly unsoundBecause: string | null };

export function judgeFile(facts: FileFacts): FileVerdict {
	const { history, settleMs, marker, check } = facts;
	const decidesByMarker = marker !== null && !facts.wasTakenBefore;
	if (decidesByMarker && !marker.isThere) return { kind: "waiting", awaits: [marker.awaits] };
	if (!decidesByMarker && !isSettled(history, settleMs)) {
		return { kind: "settling", dueAtMs: settlesAtMs(history, settleMs) };
	}
	if (history.stamp.sizeBytes === 0) return { kind: "empty" };
	if (facts.missingCompanions.length > 0) return { kind: "waiting", awaits: facts.missingCompanions };
	switch (check.kind) {
		case "unchecked":
			return { kind: "unchecked" };
		case "sound":
			return { kind: "ready", unsoundBecause: null };
		case "unsound": {
			const unchangedMs = history.lastLookMs - history.unchangedSinceMs;
			const isAccepted = facts.acceptInvalidAfterMs !== null && unchangedMs >= facts.acceptInvalidAfterMs;
			return isAccepted ? { kind: "ready", unsoundBecause: check.reason } : { kind: "unsound", reason: check.reason };
		}
	}
}

/** One sentence for people. */
export function describeVerdict(
	verdict: FileVerdict,
	history: FileHistory,
	settings: { readonly settleMs: number; readonly wasTakenBefore: boolean },
	nowMs: number,
): string {
	switch (verdict.kind) {
		case "settling": {
			const since = describeDuration(nowMs - history.unchangedSinceMs);
			const before = settings.wasTakenBefore
				? "changed after it was taken, last"
				: history.hasChanged
					? "changed"
					: "first seen";
			const taken = settings.wasTakenBefore ? "taken again" : "taken";
			return `${before} ${since} ago; ${taken} when unchanged for ${describeDuration(settings.settleMs)}`;
		}
		case "waiting":
			return `waits for ${verdict.awaits.join(", ")}`;
		case "empty":
			return "is empty (0 bytes)";
		case "unchecked":
			return "unchanged long enough; about to be opened";
		case "unsound":
			return `not taken: ${verdict.reason}`;
		case "ready":
			return verdict.unsoundBecause === null
				? `unchanged for ${describeDuration(history.lastLookMs - history.unchangedSinceMs)}`
				: `taken although ${verdict.unsoundBecause}`;
	}
}

/** `0.4 s`, `12 s`, `3 min`, `2.5 h`. */
export function describeDuration(milliseconds: number): string {
	const seconds = Math.max(0, milliseconds) / 1000;
	if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
	if (seconds < 119.5) return `${Math.round(seconds)} s`;
	const minutes = seconds / 60;
	return minutes < 119.5 ? `${Math.round(minutes)} min` : `${Number((minutes / 60).toFixed(1))} h`;
}
