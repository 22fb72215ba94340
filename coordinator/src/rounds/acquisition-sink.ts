import type { Clock } from "@tilewright/contract/clock";
import type { SourceId } from "@tilewright/contract/ids";
import type { AcquisitionSink, InputObservation } from "../acquisition/observed-tile.ts";
import { unchangedToldEveryMs } from "../acquisition/source-look-rules.ts";
import { recordInput } from "../planning/source-recorder.ts";
import { takeTiles } from "../planning/tile-intake.ts";
import type { RoundKeeper } from "./round-keeper.ts";
import { noteRecovery } from "./source-recovery.ts";

/** What watchers saw becomes part of the next round. An observation that says nothing new is written once a minute. */
export function acquisitionSink(rounds: RoundKeeper, clock: Clock): AcquisitionSink {
	const written = new Map<SourceId, { readonly content: string; readonly atMs: number }>();
	return {
		importTiles: (sourceId, tiles) =>
			rounds.submit("import tiles", (transaction, effects) => takeTiles(transaction, effects, sourceId, tiles)),
		async recordInput(sourceId, observation) {
			const content = contentOf(observation);
			const last = written.get(sourceId);
			const now = clock.monotonicMs();
			if (last && last.content === content && now - last.atMs < unchangedToldEveryMs) return;
			await rounds.submit("record input", async (transaction, effects) => {
				await noteRecovery(transaction, effects, sourceId, observation);
				await recordInput(transaction, effects, sourceId, observation);
			});
			written.set(sourceId, { content, atMs: now });
		},
	};
}

function contentOf(observation: InputObservation): string {
	const { checkedAt: _checkedAt, seenAt: _seenAt, pendingFiles, ...rest } = observation;
	// Verdicts tell the age of a file and differ at every look; which files are pending is the news.
	return JSON.stringify({ ...rest, pendingFiles: pendingFiles.map((file) => file.path) });
}
