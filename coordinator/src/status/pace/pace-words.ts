/** Times, rates and sizes as the sentences about pace say them. */

/** `0.4 s`, `12 s`, `4 min`, `2 h 10 min`, `3 days`. */
export function durationText(milliseconds: number): string {
	const seconds = Math.max(0, milliseconds) / 1000;
	if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
	if (seconds < 119.5) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 120) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
	return `${Math.round(hours / 24)} days`;
}

const wholeFormat = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** `12,345`. */
export function countText(count: number): string {
	return wholeFormat.format(count);
}

/** `9.8/min`, `14/h`; a rate nobody knows yet is `some`. */
export function rateText(perMinute: number | null): string {
	if (perMinute === null) return "some";
	if (perMinute >= 10) return `${Math.round(perMinute)}/min`;
	if (perMinute >= 1) return `${Number(perMinute.toFixed(1))}/min`;
	return `${Number((perMinute * 60).toFixed(perMinute * 60 < 10 ? 1 : 0))}/h`;
}

/** `812 GB`, `1.2 TB`, in powers of ten. */
export function sizeText(bytes: number): string {
	const units = ["B", "kB", "MB", "GB", "TB", "PB"];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}
