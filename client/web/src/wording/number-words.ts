const wholeFormat = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** `12,345`. */
export function countWords(count: number): string {
	return wholeFormat.format(count);
}

/** `12.3k`, `1.2M` from ten thousand on, for places where twelve digits do not fit. */
export function shortCountWords(count: number): string {
	if (count < 10_000) return countWords(count);
	if (count < 1_000_000) return `${trimZero(count / 1000)}k`;
	return `${trimZero(count / 1_000_000)}M`;
}

/** Bytes in the units people see in their file manager (powers of ten). */
export function sizeWords(bytes: number): string {
	const units = ["B", "kB", "MB", "GB", "TB", "PB"];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 ? value : trimZero(value)} ${units[unit]}`;
}

/** At most three digits that matter: `0.042`, `3.1`, `128`. */
export function measureWords(value: number): string {
	if (!Number.isFinite(value)) return String(value);
	if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
	if (Math.abs(value) >= 1000) return countWords(value);
	return String(Number(value.toPrecision(3)));
}

/** Work units are fractions more often than not: `3`, `0.5`, `1.25`. */
export function unitsWords(value: number): string {
	return String(Math.round(value * 100) / 100);
}

export function plural(count: number, one: string, many = `${one}s`): string {
	return `${countWords(count)} ${count === 1 ? one : many}`;
}

function trimZero(value: number): string {
	return (value >= 100 ? Math.round(value).toString() : value.toFixed(1)).replace(/\.0$/, "");
}

/** `Quality, Preview and Projection`. */
export function listWords(names: readonly string[]): string {
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
