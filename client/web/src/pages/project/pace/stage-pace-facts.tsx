import type { LiveStage } from "../../../live/live-store-model.ts";
import { countWords } from "../../../wording/number-words.ts";
import { aheadWords, durationWords } from "../../../wording/time-words.ts";
import { useStagePace, useTilesPerMinute } from "./pace-context.ts";
import { rateBasisWords, rateWords, stageRateWords } from "./pace-model.ts";

/** What a stage's facts say of its pace, as entries of a list of terms: one rate, the same as everywhere. */
export function StagePaceFacts({ stage }: { stage: LiveStage }) {
	const own = useStagePace(stage.id);
	const tilesPerMinute = useTilesPerMinute();
	const { meanRunSeconds } = stage.rate;
	if (stage.kind === "ROOT") {
		return tilesPerMinute === null ? null : (
			<>
				<dt>rate</dt>
				<dd>{rateWords(tilesPerMinute)} over the last five minutes</dd>
			</>
		);
	}
	const pace = own?.pace;
	// How many are ready stands above it, and is pushed: counted a moment apart, two numbers would only differ.
	const setAside = pace === undefined || pace.held === 0 ? [] : [`${countWords(pace.held)} set aside`];
	const words = pace === undefined ? "" : [...setAside, stageRateWords(pace)].filter((part) => part !== "").join(" · ");
	return (
		<>
			<dt>takes</dt>
			<dd>{meanRunSeconds === null ? "not known yet" : `${durationWords(meanRunSeconds * 1000)} on average`}</dd>
			{pace === undefined || words === "" ? null : (
				<>
					<dt>pace</dt>
					<dd data-testid="stage-pace">
						{words} <span className="dim">({rateBasisWords(pace)})</span>
						{pace.secondsLeft === null || pace.secondsLeft === 0
							? ""
							: `; done in about ${aheadWords(pace.secondsLeft * 1000)}`}
						{own?.isBottleneck ? <span className="tone-caution"> bottleneck</span> : null}
					</dd>
				</>
			)}
		</>
	);
}
