/** How many pilots to ask for: plain data in, plain data out. */
export interface PilotDemand {
	/** What is ready for pilots and has no room in those that run. */
	readonly backlog: {
		readonly tasks: number;
		readonly workUnits: number;
		/** Work units times milliseconds; null while no durations are known. */
		readonly workUnitMs: number | null;
	};
	readonly running: number;
	readonly queued: number;
	/** Cluster work units this worker may use, and those its batches have in use. */
	readonly capacity: number;
	readonly usedByBatches: number;
}

export interface PilotLimits {
	readonly workUnits: number;
	readonly targetMs: number;
	readonly maximumPilots: number;
	readonly maximumQueued: number;
}

/**
 * Not more than there are tasks to begin with at once, nor than have work for the target time each; at least one
 * while there is anything to do and nobody to do it.
 */
export function pilotsToSubmit(
	{ backlog, running, queued, capacity, usedByBatches }: PilotDemand,
	{ workUnits, targetMs, maximumPilots, maximumQueued }: PilotLimits,
): number {
	if (backlog.tasks === 0) return 0;
	const byWidth = Math.max(1, Math.ceil(backlog.workUnits / workUnits)) - queued;
	const byTime =
		backlog.workUnitMs === null ? byWidth : Math.ceil(backlog.workUnitMs / (workUnits * targetMs)) - queued - running;
	const wanted = Math.max(running + queued === 0 ? 1 : 0, Math.min(byWidth, byTime));
	const affordable = Math.floor((capacity - usedByBatches) / workUnits + 1e-9) - running - queued;
	return Math.max(0, Math.min(wanted, affordable, maximumPilots - running - queued, maximumQueued - queued));
}
