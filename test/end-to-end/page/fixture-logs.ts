import { codes, type FixtureAcquisition } from "./fixture-acquisition.ts";

/** What a program of the fixture prints; coloured here and there, with a progress line that overwrites itself. */
export function logOf(acquisition: FixtureAcquisition, stageId: number, unit: number, upToLine: number): string {
	const isFailed = acquisition.stateOf(stageId, unit) === codes.failed;
	const lines = [
		"\u001b[1mtilewright stage program\u001b[0m 0.1.0",
		"reading task file …",
		"\u001b[36minput\u001b[0m  /data/cortex/2026-11-21/00/00012/00012-ngc.0.tif (512 × 512 × 64, uint16)",
		"\u001b[36mdevice\u001b[0m cpu, 1.0 work units",
	];
	for (let slab = lines.length; slab < upToLine - 3; slab++) {
		const percent = Math.round((100 * slab) / Math.max(1, upToLine - 3));
		lines.push(`slab ${String(slab).padStart(3, "0")}/064  mean ${(104 + (slab % 7)).toFixed(2)}  ${percent} %`);
	}
	if (!isFailed) lines.push("progress 10 %\rprogress 60 %\rprogress 100 %", "\u001b[32mwrote\u001b[0m 2 files, 1.8 MB");
	else {
		lines.push(
			"\u001b[33mwarning:\u001b[0m 3 slabs are saturated",
			"\u001b[31mMemoryError:\u001b[0m could not allocate 1,073,741,824 bytes for the correlation volume",
			"  at correlate (shift.py:118)",
		);
	}
	return `${lines.join("\n")}\n`;
}
