import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks `condition` again and again until it holds (true) or the time is over (false). Throws the reason of
 * `signal` when that is aborted.
 */
export async function waitUntil(
	condition: () => boolean | Promise<boolean>,
	options: { readonly timeoutMs: number; readonly intervalMs?: number; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
	const end = performance.now() + options.timeoutMs;
	for (;;) {
		options.signal?.throwIfAborted();
		if (await condition()) return true;
		if (performance.now() >= end) return false;
		await sleep(options.intervalMs ?? 20);
	}
}
