/**
 * How a worker divides the lease the coordinator has granted. By the coordinator's clock the lease begins when
 * it answers, by ours when we asked, which is earlier: so we are always done before it is over.
 *
 *   0 ────────────── renewed every fifth ─────────── 70 % ────────── 90 % ────── 100 %
 *                                                     │               │            └ attempts are given to others
 *                                                     │               └ programs are killed, nothing is published
 *                                                     └ programs are asked to stop, none is started
 */
const stopShare = 0.7;
const killShare = 0.9;
const renewalsPerLease = 5;
const longestRenewalIntervalMs = 2_000;

export interface HeldLease {
	readonly stopAtMs: number;
	readonly killAtMs: number;
	readonly renewEveryMs: number;
}

/** `askedAtMs` is the time just before the request was sent. */
export function divideLease(askedAtMs: number, leaseDurationMs: number): HeldLease {
	return {
		stopAtMs: askedAtMs + leaseDurationMs * stopShare,
		killAtMs: askedAtMs + leaseDurationMs * killShare,
		renewEveryMs: Math.min(longestRenewalIntervalMs, leaseDurationMs / renewalsPerLease),
	};
}
