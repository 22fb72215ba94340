import type { StagePaceFragment } from "../../../api/generated/documents.ts";
import { type LiveStage, mostUrgentState, stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";
import { StateBar, StateNumbers } from "../../../states/state-bar.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { staleLook } from "../../../states/state-table.ts";
import { plural, shortCountWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useStagePace, useTilesPerMinute } from "../pace/pace-context.ts";
import { rateBasisWords, rateWords, stagePaceWords, stageRateWords } from "../pace/pace-model.ts";
import type { Density } from "./card-model.ts";
import styles from "./stage-graph.module.css";

/** What a stage says of itself, in as much room as there is. */
export function StageFacts({ stage, density = "full" }: { stage: LiveStage; density?: Density }) {
	switch (density) {
		case "full":
			return <FullFacts stage={stage} />;
		case "brief":
			return <BriefFacts stage={stage} />;
		case "line":
			return <LineFacts stage={stage} />;
	}
}

/** A stage in four lines: its whole name, the bar, the numbers, how fast it is. */
function FullFacts({ stage }: { stage: LiveStage }) {
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
				<PausedMark stage={stage} words="paused" />
			</span>
			<StateBar counts={counts} height={7} />
			<span className={`${styles.countLine} ${isTroubled ? styles.troubled : ""}`}>
				{total === 0 ? <span className="dim">nothing to do yet</span> : <StateNumbers counts={counts} isShort />}
				<StaleCount count={own?.pace.staleResults ?? 0} />
			</span>
			<span className={styles.paceLine}>
				{own?.isBottleneck ? <Bottleneck pace={own.pace} /> : null}
				{stage.isPaused ? null : <StageRate stage={stage} />}
			</span>
		</>
	);
}

/** In three lines: the name with its mark, the bar, the numbers with the rate. */
function BriefFacts({ stage }: { stage: LiveStage }) {
	const counts = stateCounts(stage.counts);
	const own = useStagePace(stage.id);
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} />
				<PausedMark stage={stage} words="paused" />
			</span>
			{own?.isBottleneck ? <Bottleneck pace={own.pace} /> : null}
			<StateBar counts={counts} height={5} />
			<span className={`${styles.countLine} ${mostUrgentState(counts) === "FAILED" ? styles.troubled : ""}`}>
				{sumOfCounts(counts) === 0 ? (
					<span className="dim">nothing to do yet</span>
				) : (
					<StateNumbers counts={counts} isShort />
				)}
				<StaleCount count={own?.pace.staleResults ?? 0} />
				{stage.isPaused ? null : <StageRate stage={stage} />}
			</span>
		</>
	);
}

/** In one: the name, and what is not done; all of it where everything is. */
function LineFacts({ stage }: { stage: LiveStage }) {
	const counts = stateCounts(stage.counts);
	const open = { ...counts, SUCCEEDED: 0 };
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} />
				<PausedMark stage={stage} words="" />
				<span className={styles.lineNumbers}>
					<StateNumbers counts={sumOfCounts(open) === 0 ? counts : open} isShort />
				</span>
			</span>
			<StateBar counts={counts} height={4} />
		</>
	);
}

function ShortName({ stage }: { stage: LiveStage }) {
	return (
		<span className={styles.shortName} title={`${stage.name}: ${viewUnitRule(stage.unitRule).words}`}>
			{stage.name}
		</span>
	);
}

function PausedMark({ stage, words }: { stage: LiveStage; words: string }) {
	if (!stage.isPaused) return null;
	return (
		<span className={styles.pausedMark} title={stage.pauseReason ?? "paused"}>
			<Mark shape="pause" colour="var(--caution)" size={10} /> {words}
		</span>
	);
}

function Bottleneck({ pace }: { pace: StagePaceFragment }) {
	return (
		<span className={styles.bottleneck} title={`The stage the others wait for: ${stagePaceWords(pace)}`}>
			bottleneck
		</span>
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
