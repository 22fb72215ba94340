import type { WorkerFragment } from "../../api/generated/documents.ts";
import { useLine, useServerNow } from "../../live/live-context.tsx";
import { silentMs } from "./worker-words-model.ts";

/** How long a worker is silent; null while it is not, and while this page hears nothing itself. */
export function useSilence(worker: Pick<WorkerFragment, "state" | "lastSeenAt" | "leaseUntil">): number | null {
	const now = useServerNow();
	const line = useLine();
	return line.kind === "up" ? silentMs(worker, now) : null;
}
