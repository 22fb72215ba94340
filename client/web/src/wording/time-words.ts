/** Ages, durations and points in time in words. All arguments are milliseconds unless the name says otherwise. */

/** `0.4 s`, `12 s`, `3 min`, `2 h 05 min`, `4 d`: short, and never longer than eight characters or so. */
export function ageWords(ageMs: number): string {
	const seconds = Math.max(0, ageMs) / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 60) return `${Math.floor(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
	return `${Math.floor(hours / 24)} d`;
}

/** As `ageWords` in whole seconds, followed by "ago"; "just now" below two seconds. */
export function agoWords(ageMs: number): string {
	if (ageMs < 2_000) return "just now";
	if (ageMs < 10_000) return `${Math.floor(ageMs / 1000)} s ago`;
	return `${ageWords(ageMs)} ago`;
}

/** How long something will still take, to what can be known of it: `45 s`, `2 min`, `1 h 50 min`. */
export function aheadWords(aheadMs: number): string {
	const seconds = Math.max(0, aheadMs) / 1000;
	if (seconds < 90) return `${seconds < 20 ? Math.max(1, Math.round(seconds)) : 5 * Math.round(seconds / 5)} s`;
	const minutes = seconds / 60;
	return ageWords((minutes < 60 ? Math.round(minutes) : 5 * Math.round(minutes / 5)) * 60_000);
}

/** Since when nothing new has come. Times of changes are known to a minute: below that they say no more than that. */
export function quietWords(ageMs: number | null): string {
	if (ageMs === null) return "nothing has come yet";
	return ageMs < 90_000 ? "something new within the last minute" : `nothing new for ${ageWords(ageMs)}`;
}

/** How long something took: `12 ms`, `1.25 s`, `42 s`, `3 min 07 s`, `2 h 05 min`. */
export function durationWords(durationMs: number): string {
	if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
	const seconds = durationMs / 1000;
	if (seconds < 10) return `${seconds.toFixed(2)} s`;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
	return ageWords(durationMs);
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** Local time of day, with the day in front when it is not today's. */
export function localTimeWords(at: Date, now: Date): string {
	const clock = clockFormat.format(at);
	return at.toDateString() === now.toDateString() ? clock : `${dayFormat.format(at)} ${clock}`;
}

const minuteFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** As `localTimeWords`, to the minute. */
export function roughTimeWords(at: Date, now: Date): string {
	const clock = minuteFormat.format(at);
	return at.toDateString() === now.toDateString() ? clock : `${dayFormat.format(at)} ${clock}`;
}

/** `2026-11-21 03:12:45 UTC`, for the hover. */
export function utcWords(at: Date): string {
	return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
