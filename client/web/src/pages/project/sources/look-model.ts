import type { LiveSource } from "../../../live/live-store-model.ts";
import { ageWords } from "../../../wording/time-words.ts";

/** Whether a source is looked at as it should be. An age alone says nothing to who does not know how often that is. */
export type Look =
	/** `everySeconds` null: nothing is looked at, tiles are announced. */
	| { readonly kind: "regular"; readonly everySeconds: number | null }
	| { readonly kind: "never" }
	| { readonly kind: "late"; readonly everySeconds: number; readonly ageMs: number };

type Looked = Pick<LiveSource, "lookEverySeconds" | "lateAfterSeconds" | "lastCheckedAt">;

export function lookOf({ lookEverySeconds, lateAfterSeconds, lastCheckedAt }: Looked, nowMs: number): Look {
	if (lookEverySeconds === null || lateAfterSeconds === null) return { kind: "regular", everySeconds: null };
	if (lastCheckedAt === null) return { kind: "never" };
	const ageMs = nowMs - Date.parse(lastCheckedAt);
	return ageMs > lateAfterSeconds * 1000
		? { kind: "late", everySeconds: lookEverySeconds, ageMs }
		: { kind: "regular", everySeconds: lookEverySeconds };
}

export function lookWords(look: Look): string {
	switch (look.kind) {
		case "regular":
			return look.everySeconds === null ? "waits for announcements" : `looks every ${everyWords(look.everySeconds)}`;
		case "never":
			return "not looked at yet";
		case "late":
			return `last looked at ${ageWords(look.ageMs)} ago, should be every ${everyWords(look.everySeconds)}`;
	}
}

function everyWords(seconds: number): string {
	return seconds < 60 ? `${Number(seconds.toFixed(1))} s` : ageWords(seconds * 1000);
}
