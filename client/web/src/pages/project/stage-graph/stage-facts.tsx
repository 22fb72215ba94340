import { type LiveStage, mostUrgentState, stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";
import { StateBar, StateNumbers } from "../../../states/state-bar.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { countWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useStagePace } from "../pace/pace-context.ts";
import { stagePaceWords } from "../pace/pace-model.ts";
import styles from "./stage-graph.module.css";

/** A stage in three lines: name and rate, the bar, the numbers. */
export function StageFacts({ stage }: { stage: LiveStage }) {
	const counts = stateCounts(stage.counts);
	const total = sumOfCounts(counts);
	const own = useStagePace(stage.id);
	const isTroubled = mostUrgentState(counts) === "FAILED";
	return (
		<>
			<span className={styles.nameLine}>
				<span className={styles.stageName} title={`${stage.name}: ${viewUnitRule(stage.unitRule).words}`}>
					{stage.name}
				</span>
				{own?.isBottleneck ? (
					<span className={styles.bottleneck} title={`The stage the others wait for: ${stagePaceWords(own.pace)}`}>
						bottleneck
					</span>
				) : null}
				{stage.isPaused ? (
					<span className={styles.pausedMark} title={stage.pauseReason ?? "paused"}>
						<Mark shape="pause" colour="var(--caution)" size={10} /> paused
					</span>
				) : (
					<span className={styles.rate} title="Finished in the last minute, and how long one takes on average">
						{rateWords(stage)}
					</span>
				)}
			</span>
			<StateBar counts={counts} height={7} />
			<span className={`${styles.countLine} ${isTroubled ? styles.troubled : ""}`}>
				{total === 0 ? <span className="dim">nothing to do yet</span> : <StateNumbers counts={counts} isShort />}
			</span>
		</>
	);
}

function rateWords({ rate, kind }: LiveStage): string {
	const parts = [];
	if (rate.finishedLastMinute > 0) parts.push(`${countWords(rate.finishedLastMinute)}/min`);
	if (kind !== "ROOT" && rate.meanRunSeconds !== null) parts.push(durationWords(rate.meanRunSeconds * 1000));
	return parts.join(" · ");
}
