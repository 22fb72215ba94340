/** How long the disks last at the pace at which they fill. */

export interface DiskSample {
	readonly atMs: number;
	readonly freeBytes: number;
}

export type DiskVerdict = "enough" | "low" | "critical";

export interface DiskRunway {
	readonly freeBytes: number;
	readonly totalBytes: number;
	/** How fast free space shrinks; 0 when it does not, null before there is enough to tell. */
	readonly shrinkingBytesPerHour: number | null;
	/** Until it is full; null when it does not shrink or it is not known. */
	readonly hoursLeft: number | null;
	/** What the tiles still to come will need of this disk; null when that is not known. */
	readonly neededBytes: number | null;
	readonly verdict: DiskVerdict;
}

export const diskWindowMs = 30 * 60_000;
const leastWindowMs = 60_000;
const criticalHours = 2;
const lowHours = 12;
/** Full enough to worry about whatever the pace. */
const criticalShare = 0.01;
const lowShare = 0.05;

/** `samples` oldest first; the last one is now. */
export function diskRunway(
	samples: readonly DiskSample[],
	totalBytes: number,
	neededBytes: number | null,
): DiskRunway | null {
	const now = samples.at(-1);
	if (!now) return null;
	const then = samples.find((sample) => sample.atMs >= now.atMs - diskWindowMs) ?? now;
	const hours = (now.atMs - then.atMs) / 3_600_000;
	const isKnown = now.atMs - then.atMs >= leastWindowMs;
	const shrinking = isKnown ? Math.max(0, then.freeBytes - now.freeBytes) / hours : null;
	const hoursLeft = shrinking ? now.freeBytes / shrinking : null;
	return {
		freeBytes: now.freeBytes,
		totalBytes,
		shrinkingBytesPerHour: shrinking,
		hoursLeft,
		neededBytes,
		verdict: verdictOf(now.freeBytes, totalBytes, hoursLeft, neededBytes),
	};
}

function verdictOf(
	freeBytes: number,
	totalBytes: number,
	hoursLeft: number | null,
	neededBytes: number | null,
): DiskVerdict {
	const share = totalBytes === 0 ? 1 : freeBytes / totalBytes;
	const hours = hoursLeft ?? Number.POSITIVE_INFINITY;
	if (share < criticalShare || hours < criticalHours) return "critical";
	if (share < lowShare || hours < lowHours || (neededBytes !== null && neededBytes > freeBytes)) return "low";
	return "enough";
}
