/** When what has happened is told to whom: plain data in, plain data out. */

/** A rule that tells at once tells at most this often; what comes meanwhile is told together. */
export const shortestGapMs = 60_000;

export interface QuietHours {
	/** Minutes of the day; `from` after `to` goes over midnight. */
	readonly from: number;
	readonly to: number;
	/** IANA name, such as `Europe/Vienna`. */
	readonly timeZone: string;
}

export interface TellingRule {
	readonly digestMinutes: number;
	readonly quietHours: QuietHours | null;
	readonly letsErrorsThrough: boolean;
}

export interface Untold {
	/** When the oldest of what is to be told happened. */
	readonly oldestAtMs: number;
	readonly hasError: boolean;
}

/** Whether what is to be told is told now. `lastToldAtMs`: of the rule's last message; null for the first. */
export function isTimeToTell(rule: TellingRule, untold: Untold, lastToldAtMs: number | null, nowMs: number): boolean {
	const breaksThrough = rule.letsErrorsThrough && untold.hasError;
	if (rule.quietHours !== null && !breaksThrough && isQuiet(rule.quietHours, nowMs)) return false;
	if (rule.digestMinutes > 0 && nowMs - untold.oldestAtMs < rule.digestMinutes * 60_000) return false;
	return lastToldAtMs === null || nowMs - lastToldAtMs >= shortestGapMs;
}

export function isQuiet(quiet: QuietHours, nowMs: number): boolean {
	const minute = minuteOfDay(quiet.timeZone, nowMs);
	if (quiet.from === quiet.to) return false;
	return quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to;
}

function minuteOfDay(timeZone: string, nowMs: number): number {
	const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
		.formatToParts(nowMs)
		.map((part) => Number(part.value));
	const [hour = 0, , minute = 0] = parts;
	return hour * 60 + minute;
}

export function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
