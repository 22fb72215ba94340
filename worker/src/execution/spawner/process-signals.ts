import { spawn } from "node:child_process";
import { allProcessIds, readProcess } from "./process-facts.ts";

/** False when there is nobody to send it to. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

/** To everyone in the group a detached program leads. Windows has no groups: there its whole tree is ended at once. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): boolean {
	if (process.platform !== "win32") return sendSignal(-leaderPid, signal);
	spawn("taskkill", ["/PID", String(leaderPid), "/T", "/F"], { stdio: "ignore" }).on("error", () => {});
	return true;
}

/** Whether anyone in the group still does something; the dead whom nobody has waited for do not count. */
export function isGroupAlive(leaderPid: number): boolean {
	if (process.platform === "win32") return sendSignal(leaderPid, 0);
	if (!sendSignal(-leaderPid, 0)) return false;
	if (process.platform !== "linux") return true;
	// An init that is slow to reap (or, in a container, missing) leaves zombies behind: seen for more than a second.
	return allProcessIds().some((pid) => {
		const facts = readProcess(pid);
		return facts !== null && facts.groupId === leaderPid && !facts.isZombie;
	});
}
