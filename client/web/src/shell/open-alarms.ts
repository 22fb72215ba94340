import { ReadOpenAlarmsDocument } from "../api/generated/documents.ts";
import { useLive, useReading } from "../live/live-context.tsx";

/** More than this many are not counted: nobody wants to know. */
const mostCounted = 99;

/** How many alarms of all projects and workers nobody has seen yet: `3`, `99+`; null while there are none, or it is not known. */
export function useOpenAlarms(): string | null {
	const reading = useReading(useLive().watched(ReadOpenAlarmsDocument, { first: mostCounted }, ["EVENT"]));
	if (reading.kind !== "ready") return null;
	const { edges, pageInfo } = reading.value.events;
	if (edges.length === 0) return null;
	return `${edges.length}${pageInfo.hasNextPage ? "+" : ""}`;
}
