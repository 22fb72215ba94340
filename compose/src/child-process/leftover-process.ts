import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { identifyProcess } from "./process-identity.ts";
import type { SupervisorLogger } from "./supervised-process.ts";
import { waitUntil } from "./wait-until.ts";

/**
 * Notes on disk which process runs, so that the next start can end it when we were killed without a chance
 * to (a kill -9 of `npm start` leaves its children alive).
 */
export function recordProcess(file: string, pid: number): void {
	writeFileSync(file, JSON.stringify({ pid, identity: identifyProcess(pid) }));
}

export function forgetProcess(file: string): void {
	rmSync(file, { force: true });
}

/** Ends what an earlier, killed run has left: SIGTERM, then SIGKILL after `timeoutMs`. */
export async function endLeftoverProcess(
	file: string,
	options: { readonly name: string; readonly timeoutMs: number; readonly logger: SupervisorLogger },
): Promise<void> {
	const record = readRecord(file);
	if (record !== undefined && isSameProcess(record)) {
		const { name, timeoutMs, logger } = options;
		logger.warn({ pid: record.pid }, `Ending the ${name} (pid ${record.pid}) that an earlier run left behind.`);
		const hasEnded = () => !isSameProcess(record);
		sendSignal(record.pid, "SIGTERM");
		if (!(await waitUntil(hasEnded, { timeoutMs }))) {
			sendSignal(record.pid, "SIGKILL");
			await waitUntil(hasEnded, { timeoutMs });
		}
	}
	forgetProcess(file);
}

interface ProcessRecord {
	readonly pid: number;
	readonly identity: string;
}

function readRecord(file: string): ProcessRecord | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(file, "utf8"));
		if (typeof value !== "object" || value === null) return undefined;
		if (!("pid" in value) || typeof value.pid !== "number") return undefined;
		if (!("identity" in value) || typeof value.identity !== "string") return undefined;
		return { pid: value.pid, identity: value.identity };
	} catch {
		// Absent, or cut off by a crash: nothing is known to run.
		return undefined;
	}
}

function isSameProcess(record: ProcessRecord): boolean {
	return identifyProcess(record.pid) === record.identity;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It has just ended.
	}
}
