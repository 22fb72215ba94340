import type { FixtureAcquisition } from "./fixture-acquisition.ts";

/** Whether the make-believe acquisition keeps up, as the coordinator would say. */
export function fixturePace(acquisition: FixtureAcquisition): object {
	const isEmpty = acquisition.tileTotal === 0;
	return {
		arrival: {
			verdict: isEmpty ? "NOT_STARTED" : "ON_TIME",
			sentence: isEmpty ? "waits for the first tile" : "a tile every 1.1 s",
			arrived: acquisition.arrived,
			expected: isEmpty ? null : acquisition.tileTotal,
			tileSeconds: 1.1,
			tilesPerMinute: 54,
			lastAt: new Date().toISOString(),
			nextDueAt: isEmpty ? null : new Date(Date.now() + 1_100).toISOString(),
			alarmAt: new Date(Date.now() + 3_600_000).toISOString(),
			secondsLeft: Math.round((acquisition.tileTotal - acquisition.arrived) * 1.1),
			...acquisition.pace.arrival,
		},
		processing: {
			verdict: "KEEPING_UP",
			failed: 0,
			inReview: 0,
			setAside: 0,
			retrying: 0,
			sentence: "processing keeps up with the tiles",
			secondsLeft: null,
			isEstimate: false,
			isMeasuring: false,
			...acquisition.pace.processing,
		},
		stages: acquisition.pace.stages ?? [],
		bottleneck: acquisition.pace.bottleneck ?? null,
		disks: [
			{
				roots: ["/data/cortex"],
				verdict: "ENOUGH",
				sentence: "2.1 TB of 8 TB free",
				freeBytes: 2.1e12,
				totalBytes: 8e12,
				shrinkingBytesPerHour: 11e9,
				hoursLeft: 190,
			},
		],
	};
}
