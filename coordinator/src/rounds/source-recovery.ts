import { asProjectId, type SourceId } from "@tilewright/contract/ids";
import type { InputObservation } from "../acquisition/observed-tile.ts";
import type { Transaction } from "../database/database.ts";
import { endSourceAlarms } from "../database/event-store.ts";
import type { RoundEffects } from "../effects/round-effects.ts";

/**
 * A warning of a source is over when a look no longer finds what it was about: nobody has to acknowledge it any more, and
 * that the source is in order again is said once. Comes before the observation is written.
 */
export async function noteRecovery(
	transaction: Transaction,
	effects: RoundEffects,
	sourceId: SourceId,
	{ problem }: Pick<InputObservation, "problem">,
): Promise<void> {
	const [source] = await transaction.query<{ project_id: number; name: string }>(
		"select project_id, name from source where id = $1 and problem is not null and problem is distinct from $2",
		[sourceId, problem?.message ?? null],
	);
	if (!source) return;
	await endSourceAlarms(transaction, sourceId);
	if (problem !== null) return;
	effects.events.push({
		projectId: asProjectId(source.project_id),
		stageId: null,
		severity: "info",
		kind: "sourceRecovered",
		message: `Source "${source.name}" is in order again.`,
		fields: { sourceId },
	});
}
