/** Sums of fractions such as 0.1 are not exact; work units are compared to this precision. */
const precision = 1e-9;

export function fitsNow(usedWorkUnits: number, workUnits: number, capacity: number): boolean {
	return usedWorkUnits + workUnits <= capacity + precision;
}

export function fitsEver(workUnits: number, capacity: number): boolean {
	return fitsNow(0, workUnits, capacity);
}

export function sumWorkUnits(parts: Iterable<number>): number {
	let sum = 0;
	for (const part of parts) sum += part;
	return Math.round(sum / precision) * precision;
}
