import { InvalidArgumentError } from "commander";

/** Minutes of the day; the end may be on the next day. */
export interface QuietHours {
	readonly quietFrom: number;
	readonly quietTo: number;
}

/** `22:00-06:30`. */
export function readQuietHours(text: string): QuietHours {
	const [from, to, ...rest] = text.split("-").map(readClock);
	if (from != null && to != null && rest.length === 0 && from !== to) return { quietFrom: from, quietTo: to };
	throw new InvalidArgumentError("Expected two different times of the day, such as 22:00-06:30.");
}

function readClock(text: string): number | null {
	const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
	if (Number(hours) > 23 || Number(minutes) > 59 || hours === undefined) return null;
	return Number(hours) * 60 + Number(minutes);
}

/** `22:00-06:30`, or nothing. */
export function quietText({ quietFrom, quietTo }: { readonly [Field in keyof QuietHours]: number | null }): string {
	return quietFrom === null || quietTo === null ? "" : `${clockText(quietFrom)}-${clockText(quietTo)}`;
}

function clockText(minute: number): string {
	return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
