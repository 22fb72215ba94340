import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one that got the same number: its start time (on Linux with the id of
 * the boot). Undefined when no such process runs.
 */
export function identifyProcess(pid: number): string | undefined {
	if (!isAlive(pid)) return undefined;
	switch (process.platform) {
		case "linux":
			return identifyOnLinux(pid);
		case "win32":
			// Start times need a helper program there; the number alone must do.
			return "alive";
		default:
			return identifyByPs(pid);
	}
}

function isAlive(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it runs, but belongs to somebody else.
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}

function identifyOnLinux(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The name in parentheses may hold spaces; state is field 3 and start time field 22 of man proc(5).
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		if (fields[0] === "Z") return undefined;
		const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
		return `${bootId}/${fields[19]}`;
	} catch {
		return undefined;
	}
}

function identifyByPs(pid: number): string | undefined {
	try {
		return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
	} catch {
		return undefined;
	}
}

/** The program and its arguments as one line; undefined where it cannot be found out. */
export function commandLineOf(pid: number): string | undefined {
	try {
		if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
		if (process.platform === "win32") return undefined;
		return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
	} catch {
		return undefined;
	}
}
