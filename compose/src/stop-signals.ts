import type { SupervisorLogger } from "./child-process/supervised-process.ts";

export interface StopSignals {
	/** Aborted by the first Ctrl-C (or SIGTERM, or the end of the terminal). */
	readonly stop: AbortSignal;
	/** Aborted by a second one: no more waiting. */
	readonly force: AbortSignal;
	readonly stopped: Promise<void>;
}

/** npm passes a Ctrl-C on that the terminal has already sent: two within this time are one. */
const sameKeyPressMs = 800;

export function handleStopSignals(logger: SupervisorLogger, source: NodeJS.EventEmitter = process): StopSignals {
	const stop = new AbortController();
	const force = new AbortController();
	let firstAt = Number.NEGATIVE_INFINITY;
	const onSignal = (signal: NodeJS.Signals) => {
		const now = performance.now();
		if (!stop.signal.aborted) {
			firstAt = now;
			logger.info({ signal }, "Stopping everything; once more to force it.");
			stop.abort(new Error(`stopped by ${signal}`));
		} else if (now - firstAt > sameKeyPressMs && !force.signal.aborted) {
			logger.warn({ signal }, "Stopping by force.");
			force.abort();
		}
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) source.on(signal, onSignal);
	const stopped = new Promise<void>((resolve) => {
		stop.signal.addEventListener("abort", () => resolve(), { once: true });
	});
	return { stop: stop.signal, force: force.signal, stopped };
}
