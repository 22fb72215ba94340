/**
 * How long the disks last at the pace at which they fill while projects write to them: what other programs do at other times
 * says nothing of an acquisition, and may be over in a minute.
 */

export interface DiskSample {
	readonly atMs: number;
	readonly freeBytes: number;
	/** Since the sample before, tiles came or tasks ran of a project that lies there. */
	readonly isWritten: boolean;
}

export type DiskVerdict = "enough" | "low" | "critical";

export interface DiskRunway {
	readonly freeBytes: number;
	readonly totalBytes: number;
	/** How fast free space shrinks while it is written; 0 when it does not, null before there is enough to tell and while the project does not write. */
	readonly shrinkingBytesPerHour: number | null;
	/** Until it is full; null when it does not shrink or it is not known. */
	readonly hoursLeft: number | null;
	/** What the tiles still to come will need of this disk; null when that is not known. */
	readonly neededBytes: number | null;
	readonly verdict: DiskVerdict;
}

export const diskWindowMs = 2 * 3_600_000;
/** Of writing: a short look takes a file somebody copies for the pace of a night. */
const leastWrittenMs = 10 * 60_000;
const criticalHours = 2;
const lowHours = 12;
/** Full enough to worry about whatever the pace. */
const criticalShare = 0.01;
const lowShare = 0.05;
/** A verdict that was given is taken back only when there is so much more time or room: at the limit it would come and go. */
const calmerHours = 1.5;
const calmerShare = 1.1;

export interface DiskCircumstances {
	/** What the tiles still to come will need; null when that is not known. */
	readonly neededBytes: number | null;
	/** Whether the project writes now: while it does not, its disk does not fill up. */
	readonly isWriting: boolean;
	/** Until the project has nothing more to write; null when that cannot be said. */
	readonly secondsLeft: number | null;
	/** What was said last; null when nothing was. */
	readonly previous: DiskVerdict | null;
}

/** A disk that lasts so many times longer than the project needs it is no matter of this project. */
const longEnough = 3;

/** `samples` oldest first; the last one is now. */
export function diskRunway(
	samples: readonly DiskSample[],
	totalBytes: number,
	{ neededBytes, isWriting, secondsLeft, previous }: DiskCircumstances,
): DiskRunway | null {
	const now = samples.at(-1);
	if (!now) return null;
	let writtenMs = 0;
	let shrunkBytes = 0;
	let before: DiskSample | null = null;
	for (const sample of samples) {
		if (before !== null && sample.isWritten && before.atMs >= now.atMs - diskWindowMs) {
			writtenMs += sample.atMs - before.atMs;
			shrunkBytes += before.freeBytes - sample.freeBytes;
		}
		before = sample;
	}
	const isKnown = isWriting && writtenMs >= leastWrittenMs;
	const shrinking = isKnown ? Math.max(0, shrunkBytes) / (writtenMs / 3_600_000) : null;
	const hoursLeft = shrinking ? now.freeBytes / shrinking : null;
	const isLongEnough =
		hoursLeft !== null &&
		secondsLeft !== null &&
		hoursLeft * 3600 >
			Math.max(3600, secondsLeft) * longEnough * (previous === "low" || previous === "critical" ? calmerHours : 1);
	return {
		freeBytes: now.freeBytes,
		totalBytes,
		shrinkingBytesPerHour: shrinking,
		hoursLeft,
		neededBytes,
		verdict: verdictOf(now.freeBytes, totalBytes, isLongEnough ? null : hoursLeft, neededBytes, previous),
	};
}

function verdictOf(
	freeBytes: number,
	totalBytes: number,
	hoursLeft: number | null,
	neededBytes: number | null,
	previous: DiskVerdict | null,
): DiskVerdict {
	const wasCritical = previous === "critical";
	const wasLow = wasCritical || previous === "low";
	const isUnder = (was: boolean, leastShare: number, leastHours: number) =>
		share < leastShare * (was ? calmerShare : 1) || hours < leastHours * (was ? calmerHours : 1);
	const share = totalBytes === 0 ? 1 : freeBytes / totalBytes;
	const hours = hoursLeft ?? Number.POSITIVE_INFINITY;
	if (isUnder(wasCritical, criticalShare, criticalHours)) return "critical";
	if (isUnder(wasLow, lowShare, lowHours) || (neededBytes !== null && neededBytes > freeBytes)) return "low";
	return "enough";
}
