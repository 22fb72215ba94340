/** Where services get their time from. Rules take `now` as an argument instead. */
export interface Clock {
	/** Wall-clock time, for people and for records. */
	now(): Date;
	/** Milliseconds of a clock that never jumps: the only one durations are measured with. */
	monotonicMs(): number;
}

export const systemClock: Clock = {
	now: () => new Date(),
	monotonicMs: () => performance.now(),
};
