import { readdirSync, readFileSync } from "node:fs";

/** What Linux says about processes in /proc. Everywhere else, and for a process that has gone, the answer is null. */
export interface ProcessFacts {
	readonly pid: number;
	/** The pid of the leader of its process group. */
	readonly groupId: number;
	/** Together with the pid it tells a process from a later one of the same number. */
	readonly startTicks: number;
	/** User and system time of the process and of those children it has waited for. */
	readonly cpuTicks: number;
	readonly isZombie: boolean;
}

/** The unit of CPU times in /proc (USER_HZ), the same on all architectures Node runs on. */
export const ticksPerSecond = 100;

export function readProcess(pid: number | "self"): ProcessFacts | null {
	const text = readProc(`${pid}/stat`);
	if (text === null) return null;
	// The name in brackets may itself contain spaces and brackets.
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const number = (index: number) => Number(fields[index]);
	return {
		pid: Number.parseInt(text, 10),
		groupId: number(2),
		startTicks: number(19),
		cpuTicks: number(11) + number(12) + number(13) + number(14),
		isZombie: fields[0] === "Z",
	};
}

/** CPU time of all children this process has waited for, in ticks; null off Linux. */
export function reapedChildrenTicks(): number | null {
	const text = readProc("self/stat");
	if (text === null) return null;
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	return Number(fields[13]) + Number(fields[14]);
}

export function readMemoryMb(pid: number): { readonly residentMb: number; readonly peakMb: number } | null {
	const text = readProc(`${pid}/status`);
	if (text === null) return null;
	return { residentMb: kilobytes(text, "VmRSS") / 1024, peakMb: kilobytes(text, "VmHWM") / 1024 };
}

/** Memory with what is shared counted in parts; slower to ask for than the resident size. */
export function readProportionalMemoryMb(pid: number): number | null {
	const text = readProc(`${pid}/smaps_rollup`);
	return text === null ? null : kilobytes(text, "Pss") / 1024;
}

export function childrenOf(pid: number): readonly number[] {
	const tasks = readProcDirectory(`${pid}/task`);
	return tasks.flatMap((task) =>
		(readProc(`${pid}/task/${task}/children`) ?? "").split(" ").filter(Boolean).map(Number),
	);
}

export function allProcessIds(): readonly number[] {
	return readProcDirectory("").map(Number).filter(Number.isInteger);
}

/** The environment a process was started with, as `NAME=value`; empty when it may not be read. */
export function environmentOf(pid: number): readonly string[] {
	return (readProc(`${pid}/environ`) ?? "").split("\0");
}

/** How many processes the kernel has killed for want of memory since boot. */
export function kernelOutOfMemoryKills(): number {
	const match = /^oom_kill (\d+)$/m.exec(readProc("vmstat") ?? "");
	return match === null ? 0 : Number(match[1]);
}

function kilobytes(text: string, name: string): number {
	const match = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text);
	return match === null ? 0 : Number(match[1]);
}

function readProc(path: string): string | null {
	try {
		return readFileSync(`/proc/${path}`, "latin1");
	} catch {
		// Gone, not ours, or not Linux.
		return null;
	}
}

function readProcDirectory(path: string): readonly string[] {
	try {
		return readdirSync(`/proc/${path}`);
	} catch {
		return [];
	}
}
