import { type LiveStage, mostUrgentState, stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";
import { StateBar, StateNumbers } from "../../../states/state-bar.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { staleLook } from "../../../states/state-table.ts";
import { plural, shortCountWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useStagePace, useTilesPerMinute } from "../pace/pace-context.ts";
import { rateBasisWords, rateWords, stagePaceWords, stageRateWords } from "../pace/pace-model.ts";
import styles from "./stage-graph.module.css";

/** A stage in four lines: its whole name, the bar, the numbers, how fast it is. */
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
				{stage.isPaused ? (
					<span className={styles.pausedMark} title={stage.pauseReason ?? "paused"}>
						<Mark shape="pause" colour="var(--caution)" size={10} /> paused
					</span>
				) : null}
			</span>
			<StateBar counts={counts} height={7} />
			<span className={`${styles.countLine} ${isTroubled ? styles.troubled : ""}`}>
				{total === 0 ? <span className="dim">nothing to do yet</span> : <StateNumbers counts={counts} isShort />}
				<StaleCount count={own?.pace.staleResults ?? 0} />
			</span>
			<span className={styles.paceLine}>
				{own?.isBottleneck ? (
					<span className={styles.bottleneck} title={`The stage the others wait for: ${stagePaceWords(own.pace)}`}>
						bottleneck
					</span>
				) : null}
				{stage.isPaused ? null : <StageRate stage={stage} />}
			</span>
		</>
	);
}

/** Results that are no longer what the graph would make. */
function StaleCount({ count }: { count: number }) {
	if (count === 0) return null;
	return (
		<span
			className={styles.stale}
			style={{ color: staleLook.textColour }}
			title={`${plural(count, "result")}: ${staleLook.meaning}`}
		>
			<Mark shape={staleLook.shape} colour={staleLook.textColour} size={10} /> {shortCountWords(count)} {staleLook.word}
		</span>
	);
}

function StageRate({ stage }: { stage: LiveStage }) {
	const own = useStagePace(stage.id);
	const tilesPerMinute = useTilesPerMinute();
	const isRoot = stage.kind === "ROOT";
	const rate = isRoot
		? tilesPerMinute
			? rateWords(tilesPerMinute)
			: ""
		: own === null
			? ""
			: stageRateWords(own.pace);
	const { meanRunSeconds } = stage.rate;
	const each = isRoot || meanRunSeconds === null ? "" : durationWords(meanRunSeconds * 1000);
	const over = isRoot ? "tiles over the last five minutes" : own === null ? "" : rateBasisWords(own.pace);
	return (
		<span
			className={styles.rate}
			data-testid="stage-rate"
			title={`${rate === "" ? "" : `Rate: ${over}. `}How long one takes on average`}
		>
			{[rate, each].filter((part) => part !== "").join(" · ")}
		</span>
	);
}
