import { spawn } from "node:child_process";

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

export function isGroupAlive(leaderPid: number): boolean {
	return process.platform === "win32" ? sendSignal(leaderPid, 0) : sendSignal(-leaderPid, 0);
}
