import { cpus, loadavg } from "node:os";

/** One line of a benchmark's answer. */
export interface Measure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly conditions: Readonly<Record<string, string | number>>;
}

export function machineConditions(): Record<string, string | number> {
	return {
		node: process.version,
		cores: cpus().length,
		cpu: cpus()[0]?.model ?? "unknown",
		loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
	};
}

export function percentile(values: readonly number[], fraction: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}
