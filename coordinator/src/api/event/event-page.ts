import type { ProjectId } from "@tilewright/contract/ids";
import { type EventRow, pageEvents } from "../../database/event-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { answerPage, type Connection, type PageArguments } from "../page.ts";

/** Newest first; of one project, or of all. */
export function pageEventsOf(
	context: ApiContext,
	projectId: ProjectId | null,
	asked: PageArguments,
): Promise<Connection<EventRow>> {
	return answerPage(asked, ["number"], (request) => pageEvents(context.database, projectId, request));
}
