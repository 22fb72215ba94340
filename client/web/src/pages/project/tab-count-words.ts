/** A count in four letters at most, for a badge whose room must not change: `999`, `1.2k`, `12k`, `1.2M`; rounded down. */
export function tabCountWords(count: number): string {
	if (count < 1000) return String(count);
	const [value, unit] = count < 1_000_000 ? [count / 1000, "k"] : [count / 1_000_000, "M"];
	return `${value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.floor(value)}${unit}`;
}
