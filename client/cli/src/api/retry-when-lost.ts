import { setTimeout as sleep } from "node:timers/promises";
import { CommandFailure, exitCodes } from "../command/command-failure.ts";

const firstWaitMs = 500;
const longestWaitMs = 5_000;
/** A server that is started again needs some seconds; one that stays away is worth an error. */
const patienceMs = 60_000;

/**
 * Follows something live, and again after the line was lost. The first try fails at once: then the address is
 * wrong rather than the server gone. `noteLife` is to be called with every message.
 */
export async function retryWhenLost(
	signal: AbortSignal,
	follow: (noteLife: () => void) => Promise<void>,
	onLost: (failure: CommandFailure) => void = () => {},
): Promise<void> {
	let lastLife: number | undefined;
	let waitMs = firstWaitMs;
	for (;;) {
		try {
			await follow(() => {
				lastLife = performance.now();
				waitMs = firstWaitMs;
			});
			return;
		} catch (error) {
			const isLost = error instanceof CommandFailure && error.exitCode === exitCodes.unreachable;
			if (!isLost || lastLife === undefined || performance.now() - lastLife > patienceMs) throw error;
			onLost(error);
		}
		await sleep(waitMs, undefined, { signal }).catch(() => {});
		if (signal.aborted) return;
		waitMs = Math.min(waitMs * 2, longestWaitMs);
	}
}
