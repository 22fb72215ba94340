import type { AssignedAttempt } from "@tilewright/contract/messages";
import type { Operations } from "@tilewright/contract/recipe";

export interface ResourceLimits {
	readonly timeLimitSeconds: number | null;
	readonly memoryMb: number | null;
}

/** What an attempt gets: more than the stage says when earlier ones ended for want of it, within the stage's limits. */
export function limitsOf(
	{ timeLimitSeconds, memoryMb, escalation }: Pick<Operations, "timeLimitSeconds" | "memoryMb" | "escalation">,
	{ shortages }: Pick<AssignedAttempt, "shortages">,
): ResourceLimits {
	const { memoryFactor, maximumMemoryMb, timeFactor, maximumTimeSeconds } = escalation;
	return {
		memoryMb: raised(memoryMb, memoryFactor, shortages?.memory ?? 0, maximumMemoryMb),
		timeLimitSeconds: raised(timeLimitSeconds, timeFactor, shortages?.time ?? 0, maximumTimeSeconds),
	};
}

function raised(limit: number | null, factor: number, times: number, maximum: number | null): number | null {
	if (limit === null || times === 0) return limit;
	return Math.max(limit, Math.min(Math.round(limit * factor ** times), maximum ?? Number.POSITIVE_INFINITY));
}
