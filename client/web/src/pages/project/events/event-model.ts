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

/** Of what is said of a source: which one. */
function sourceOf({ fields }: Told): unknown {
	return typeof fields === "object" && fields !== null && "sourceId" in fields ? fields.sourceId : null;
}
