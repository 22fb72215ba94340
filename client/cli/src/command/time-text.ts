import { InvalidArgumentError } from "commander";

const millisecondsPer = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A date, a time, or how long ago, as a point in time for the API. */
export function readTime(text: string, _before?: unknown, now: Date = new Date()): string {
	const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
	if (count !== undefined) {
		// The pattern knows no other unit.
		return new Date(
			now.getTime() - Number(count) * millisecondsPer[unit as keyof typeof millisecondsPer],
		).toISOString();
	}
	// Without a time zone a date alone would count as UTC, a date with a time as local: both are meant here, as they are shown.
	const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
	if (!Number.isNaN(time.getTime()) && /^\d{4}-/.test(text)) return time.toISOString();
	throw new InvalidArgumentError("Expected a time such as 2026-11-21, 2026-11-21T09:30, or how long ago: 30m, 2h, 3d.");
}
