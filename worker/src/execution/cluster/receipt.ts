/** What a job's script writes about one item: lines of a name and a value, complete when the last line is `end`. */
export interface Receipt {
	/** As a shell tells it: 128 and the signal's number for a program that was ended by a signal. */
	readonly code: number | null;
	readonly stopped: { readonly reason: ReceiptStop; readonly detail: string | null } | null;
	readonly problem: { readonly code: string; readonly message: string } | null;
	readonly runMs: number;
	readonly cpuSeconds: number | null;
	readonly peakMb: number | null;
	/** The kernel killed processes of this job for memory while the item ran. */
	readonly wasOutOfMemory: boolean;
	readonly stdoutBytes: number;
	readonly stderrBytes: number;
	readonly host: string;
}

const stops = [
	"timeLimit",
	"memoryLimit",
	"outputLimit",
	"cancelled",
	/** The job was told to end; the scheduler knows why. */
	"terminated",
	/** Its turn did not come before the walltime's end was near. */
	"drained",
	/** The scheduler began the job again, after this item had been begun. */
	"requeued",
] as const;
export type ReceiptStop = (typeof stops)[number];

/** Null for what is not (yet) a whole receipt. */
export function parseReceipt(text: string): Receipt | null {
	const lines = text.split("\n");
	if (lines[0] !== "tilewright-receipt 1" || lines.at(-2) !== "end") return null;
	const values = new Map<string, string>();
	for (const line of lines.slice(1, -2)) {
		const space = line.indexOf(" ");
		values.set(space < 0 ? line : line.slice(0, space), space < 0 ? "" : line.slice(space + 1));
	}
	const number = (name: string) => {
		const value = values.get(name);
		return value === undefined || !/^\d+$/.test(value) ? null : Number(value);
	};
	const stopWords = firstWord(values.get("stopped"));
	const reason = stops.find((stop) => stop === stopWords?.first);
	const problem = firstWord(values.get("problem"));
	const before = childSeconds(values.get("times_before"));
	const after = childSeconds(values.get("times_after"));
	const peakKb = number("peak_kb");
	return {
		code: number("exit"),
		stopped:
			reason === undefined ? null : { reason, detail: stopWords?.rest === "-" ? null : (stopWords?.rest ?? null) },
		problem: problem === null ? null : { code: problem.first, message: problem.rest },
		runMs: number("run_ms") ?? 0,
		cpuSeconds: before === null || after === null ? null : Math.max(0, after - before),
		peakMb: peakKb === null ? null : peakKb / 1024,
		wasOutOfMemory: values.get("oom") === "1",
		stdoutBytes: number("stdout_bytes") ?? 0,
		stderrBytes: number("stderr_bytes") ?? 0,
		host: values.get("host") ?? "",
	};
}

function firstWord(text: string | undefined): { readonly first: string; readonly rest: string } | null {
	if (text === undefined) return null;
	const space = text.indexOf(" ");
	return space < 0 ? { first: text, rest: "" } : { first: text.slice(0, space), rest: text.slice(space + 1) };
}

/** The second line of the shell's `times`: user and system time of all children, as `1m2.5s 0m0.25s`. */
function childSeconds(text: string | undefined): number | null {
	const parts = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(text ?? "");
	if (parts === null) return null;
	const [, userMinutes, userSeconds, systemMinutes, systemSeconds] = parts.map(Number);
	return ((userMinutes ?? 0) + (systemMinutes ?? 0)) * 60 + (userSeconds ?? 0) + (systemSeconds ?? 0);
}
