import { allProcessIds, environmentOf } from "./process-facts.ts";
import { sendSignal } from "./process-signals.ts";

/**
 * Every program is started with these two; they are how its descendants are found again when they have left
 * its process group (`setsid`), or when whoever started them has died. The worker's id is part of it because
 * several workers may share a machine and number their attempts alike.
 */
export const attemptVariable = "TILEWRIGHT_ATTEMPT_ID";
export const workerVariable = "TILEWRIGHT_WORKER_ID";

export interface MarkedProcess {
	readonly pid: number;
	readonly attemptId: number;
}

/** All processes of this worker's programs, by a look through /proc (about 20 µs for each process of the machine). */
export function findMarkedProcesses(workerId: string): readonly MarkedProcess[] {
	const marker = `${workerVariable}=${workerId}`;
	return allProcessIds().flatMap((pid) => {
		const environment = environmentOf(pid);
		if (!environment.includes(marker)) return [];
		const attempt = environment.find((variable) => variable.startsWith(`${attemptVariable}=`));
		return attempt === undefined ? [] : [{ pid, attemptId: Number(attempt.slice(attemptVariable.length + 1)) }];
	});
}

const maximumPasses = 10;

/**
 * Kills this worker's processes of the attempts chosen, and looks again until no new one is found (one may be
 * forking while we look; one that has been killed cannot). Returns how many.
 */
export function killMarkedProcesses(workerId: string, isChosen: (attemptId: number) => boolean): number {
	const killed = new Set<number>();
	for (let pass = 0; pass < maximumPasses; pass += 1) {
		const fresh = findMarkedProcesses(workerId).filter(({ pid, attemptId }) => !killed.has(pid) && isChosen(attemptId));
		if (fresh.length === 0) break;
		for (const { pid } of fresh) {
			killed.add(pid);
			sendSignal(pid, "SIGKILL");
		}
	}
	return killed.size;
}
