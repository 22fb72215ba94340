import type { EventFragment } from "../../../api/generated/documents.ts";

type Told = Pick<EventFragment, "id" | "kind" | "at" | "fields">;

/** What says that an alarm is over: the same aspect, told later. */
const endings: Readonly<Record<string, readonly string[]>> = {
	sourceProblem: ["sourceRecovered", "sourceProblem"],
	tileOverdue: ["arrivalResumed"],
	processingStuck: ["processingResumed"],
	diskLow: ["diskEnough", "diskCritical"],
	diskCritical: ["diskEnough"],
};

/** When each alarm of a list (newest first) was over, by its id; those that still hold are left out. */
export function endedAlarms(events: readonly Told[]): ReadonlyMap<string, string> {
	const ended = new Map<string, string>();
	for (const [index, event] of events.entries()) {
		const ends = endings[event.kind];
		if (ends === undefined) continue;
		// The first of those that came after it; newer ones come before it in the list.
		const end = events
			.slice(0, index)
			.findLast((later) => ends.includes(later.kind) && sourceOf(later) === sourceOf(event));
		if (end !== undefined) ended.set(event.id, end.at);
	}
	return ended;
}

/** Who an alarm is acknowledged by when its cause has gone by itself. */
const byItself = "tilewright";

export interface SeenAlarm {
	readonly at: string;
	/** Null where nobody had to: it is over. */
	readonly by: string | null;
}

/**
 * The alarms of a list that nobody has to look at any more: those that are over, and those somebody has seen, as Activity
 * has them. `acknowledged`: what is known of acknowledgements, by the event's id.
 */
export function seenAlarms(
	events: readonly Told[],
	acknowledged: readonly {
		readonly id: string;
		readonly acknowledgedAt: string | null;
		readonly acknowledgedBy: string | null;
	}[],
): ReadonlyMap<string, SeenAlarm> {
	const seen = new Map<string, SeenAlarm>([...endedAlarms(events)].map(([id, at]) => [id, { at, by: null }]));
	for (const { id, acknowledgedAt, acknowledgedBy } of acknowledged) {
		if (acknowledgedAt === null || seen.has(id)) continue;
		seen.set(id, { at: acknowledgedAt, by: acknowledgedBy === byItself ? null : acknowledgedBy });
	}
	return seen;
}

/** Of what is said of a source: which one. */
function sourceOf({ fields }: Told): unknown {
	return typeof fields === "object" && fields !== null && "sourceId" in fields ? fields.sourceId : null;
}
