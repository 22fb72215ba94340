import { type EventFilter, type EventRow, pageEvents } from "../../database/event-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { answerPage, type Connection, type PageArguments } from "../page.ts";

/** Newest first. */
export function pageEventsOf(
	context: ApiContext,
	filter: EventFilter,
	asked: PageArguments,
): Promise<Connection<EventRow>> {
	return answerPage(asked, ["number"], (request) => pageEvents(context.database, filter, request));
}
