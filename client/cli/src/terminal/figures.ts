/** Numbers, times and sizes as people read them. */

const secondsPer = { day: 86_400, hour: 3_600, minute: 60 } as const;

/** `0.35 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`; `–` for what is not known. */
export function formatDuration(seconds: number | null | undefined): string {
	if (seconds === null || seconds === undefined) return "–";
	if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
	const whole = Math.round(seconds);
	if (whole < secondsPer.minute) return `${whole} s`;
	if (whole < secondsPer.hour) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
	if (whole < secondsPer.day) {
		return `${Math.floor(whole / secondsPer.hour)} h ${String(Math.floor((whole % 3_600) / 60)).padStart(2, "0")} min`;
	}
	return `${Math.floor(whole / secondsPer.day)} d ${Math.floor((whole % secondsPer.day) / 3_600)} h`;
}

/** How long ago, in the largest unit that says something: `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function formatAge(from: string | null | undefined, now: Date): string {
	if (from === null || from === undefined) return "–";
	const seconds = Math.floor((now.getTime() - Date.parse(from)) / 1000);
	if (seconds < 1) return "now";
	if (seconds < secondsPer.minute) return `${seconds} s`;
	if (seconds < secondsPer.hour) return `${Math.floor(seconds / secondsPer.minute)} min`;
	if (seconds < secondsPer.day) return `${Math.floor(seconds / secondsPer.hour)} h`;
	return `${Math.floor(seconds / secondsPer.day)} d`;
}

/** `2026-11-21 09:30:00` in the local zone; `–` for never. */
export function formatTime(time: string | null | undefined): string {
	if (time === null || time === undefined) return "–";
	const date = new Date(time);
	const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":")}`;
}

/** `812 B`, `4.2 kB`, `1.5 GB` (powers of 1000). */
export function formatSize(bytes: number): string {
	const units = ["B", "kB", "MB", "GB", "TB", "PB"];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	return `${unit === 0 || value >= 99.5 ? Math.round(value) : Number(value.toPrecision(2))} ${units[unit]}`;
}

/** Work units, percents: at most two decimals, none where they say nothing. */
export function formatNumber(value: number | null | undefined): string {
	return value === null || value === undefined ? "–" : String(Math.round(value * 100) / 100);
}

/** `12,340`. */
export function formatCount(count: number): string {
	return count.toLocaleString("en-GB");
}

/** Any JSON value on one line: texts as they are. */
export function formatValue(value: unknown): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}

function twoDigits(value: number): string {
	return String(value).padStart(2, "0");
}
