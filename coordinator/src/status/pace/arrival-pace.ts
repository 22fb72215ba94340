import { type Arrival, type ArrivalRhythm, learnRhythm, nextArrival } from "./arrival-rules.ts";
import { durationText } from "./pace-words.ts";
import { type CountSample, rateWindowMs } from "./stage-rate-rules.ts";

/** Whether tiles come as they should, in numbers and in one sentence. */

export type ArrivalVerdict = "notStarted" | "learning" | "onTime" | "overdue" | "finished";

export interface ArrivalPace {
	readonly verdict: ArrivalVerdict;
	readonly arrived: number;
	readonly expected: number | null;
	/** The usual times before a tile, the first of a row, the first of a plane. */
	readonly tileSeconds: number | null;
	readonly rowSeconds: number | null;
	readonly planeSeconds: number | null;
	/** Over the last minutes, pauses included; null before there is enough to tell. */
	readonly tilesPerMinute: number | null;
	readonly lastAt: Date | null;
	readonly nextDueAt: Date | null;
	/** When its absence becomes (or became) an alarm. */
	readonly alarmAt: Date | null;
	readonly secondsLeft: number | null;
	readonly sentence: string;
}

export interface ArrivalInput {
	readonly nowMs: number;
	readonly arrivals: readonly Arrival[];
	/** Oldest first; the last one is now. */
	readonly samples: readonly CountSample[];
	readonly expectedTiles: number | null;
	/** Every source has said that nothing more will come. */
	readonly isFinished: boolean;
}

export function arrivalPace({ nowMs, arrivals, samples, expectedTiles, isFinished }: ArrivalInput): ArrivalPace {
	const arrived = samples.at(-1)?.tileCount ?? 0;
	const rhythm = learnRhythm(arrivals);
	const isAll = isFinished || (expectedTiles !== null && arrived > 0 && arrived >= expectedTiles);
	const next = rhythm === null || isAll ? null : nextArrival(rhythm);
	const isOverdue = next !== null && nowMs > next.alarmMs;
	const verdict = isAll
		? "finished"
		: arrived === 0
			? "notStarted"
			: rhythm === null
				? "learning"
				: isOverdue
					? "overdue"
					: "onTime";
	const tilesPerMinute = recentRate(samples);
	const missing = expectedTiles === null ? null : Math.max(0, expectedTiles - arrived);
	const msPerTile = tilesPerMinute ? 60_000 / tilesPerMinute : (rhythm?.tileMs ?? null);
	const last = arrivals.at(-1);
	return {
		verdict,
		arrived,
		expected: expectedTiles,
		tileSeconds: seconds(rhythm?.tileMs),
		rowSeconds: seconds(rhythm?.rowMs),
		planeSeconds: seconds(rhythm?.planeMs),
		tilesPerMinute,
		lastAt: last ? new Date(last.atMs) : null,
		nextDueAt: next ? new Date(next.dueMs) : null,
		alarmAt: next ? new Date(next.alarmMs) : null,
		secondsLeft: isAll
			? 0
			: missing === null || msPerTile === null || isOverdue
				? null
				: Math.round((missing * msPerTile) / 1000),
		sentence: arrivalSentence(verdict, rhythm, next?.dueMs ?? nowMs, nowMs, isFinished),
	};
}

function arrivalSentence(
	verdict: ArrivalVerdict,
	rhythm: ArrivalRhythm | null,
	dueMs: number,
	nowMs: number,
	isFinished: boolean,
): string {
	switch (verdict) {
		case "notStarted":
			return "waits for the first tile";
		case "learning":
			return "the rhythm is not known yet: it is learned from tiles as they arrive";
		case "finished":
			return isFinished ? "the acquisition has finished" : "all expected tiles have arrived";
		case "onTime":
		case "overdue": {
			if (rhythm === null) return "";
			const rows = rhythm.rowMs !== null && rhythm.rowMs > 1.5 * rhythm.tileMs;
			const planes = rhythm.planeMs !== null && rhythm.planeMs > 1.5 * rhythm.tileMs;
			const gaps = [
				...(rows ? [`${durationText(rhythm.rowMs ?? 0)} before a row`] : []),
				...(planes ? [`${durationText(rhythm.planeMs ?? 0)} before a plane`] : []),
			];
			const usual = [`a tile every ${durationText(rhythm.tileMs)}`, ...gaps].join(", ");
			return verdict === "overdue" ? `${usual}; the next tile is overdue by ${durationText(nowMs - dueMs)}` : usual;
		}
	}
}

/** Tiles per minute over the last minutes. */
function recentRate(samples: readonly CountSample[]): number | null {
	const now = samples.at(-1);
	const then = now && samples.find((sample) => sample.atMs >= now.atMs - rateWindowMs);
	if (!now || !then || now.atMs - then.atMs < 20_000) return null;
	return Math.max(0, now.tileCount - then.tileCount) / ((now.atMs - then.atMs) / 60_000);
}

function seconds(milliseconds: number | null | undefined): number | null {
	return milliseconds == null ? null : Math.round(milliseconds) / 1000;
}
