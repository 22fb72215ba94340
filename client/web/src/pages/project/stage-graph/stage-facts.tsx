import type { StagePaceFragment } from "../../../api/generated/documents.ts";
import {
	type LiveStage,
	mostUrgentState,
	type StateCounts,
	stateCounts,
	sumOfCounts,
} from "../../../live/live-store-model.ts";
import { StateBar, StateNumbers } from "../../../states/state-bar.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { staleLook } from "../../../states/state-table.ts";
import { plural, shortCountWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useStagePace, useTilesPerMinute } from "../pace/pace-context.ts";
import { rateBasisWords, rateWords, stagePaceWords, stageRateWords } from "../pace/pace-model.ts";
import { countsWords, type Density } from "./card-model.ts";
import styles from "./stage-graph.module.css";
import { heldWords, ranWords, type TrialProgress, trialProgress, trialWords } from "./trial-model.ts";

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
	const own = useStagePace(stage.id);
	const trial = useTrial(stage);
	const isTroubled = mostUrgentState(counts) === "FAILED";
	return (
		<>
			<span className={styles.nameLine}>
				<span className={styles.stageName} title={`${stage.name}: ${viewUnitRule(stage.unitRule).words}`}>
					{stage.name}
				</span>
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="paused" />
			</span>
			<StateBar counts={counts} height={7} />
			<span className={`${styles.countLine} ${isTroubled ? styles.troubled : ""}`}>
				{trial === null ? null : <span>{ranWords(trial)}</span>}
				<Numbers counts={counts} trial={trial} />
				<StaleCount count={own?.pace.staleResults ?? 0} />
			</span>
			<span className={styles.paceLine}>
				{own?.isBottleneck ? <Bottleneck pace={own.pace} /> : null}
				{trial === null ? null : <span>{heldWords(trial)}</span>}
				{stage.isPaused ? null : <StageRate stage={stage} />}
			</span>
		</>
	);
}

/** In three lines: the name with its mark, the bar, the numbers with the rate. */
function BriefFacts({ stage }: { stage: LiveStage }) {
	const counts = stateCounts(stage.counts);
	const own = useStagePace(stage.id);
	const trial = useTrial(stage);
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} />
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="paused" />
			</span>
			{own?.isBottleneck ? <Bottleneck pace={own.pace} /> : null}
			<StateBar counts={counts} height={5} />
			<span className={`${styles.countLine} ${mostUrgentState(counts) === "FAILED" ? styles.troubled : ""}`}>
				{trial === null ? null : (
					<>
						<span>{ranWords(trial)}</span>
						<span>{heldWords(trial)}</span>
					</>
				)}
				<Numbers counts={counts} trial={trial} />
				<StaleCount count={own?.pace.staleResults ?? 0} />
				{stage.isPaused ? null : <StageRate stage={stage} />}
			</span>
		</>
	);
}

/** In one: the name, and what is not done; all of it where everything is. */
function LineFacts({ stage }: { stage: LiveStage }) {
	const counts = stateCounts(stage.counts);
	const trial = useTrial(stage);
	const open = { ...(trial?.counts ?? counts), SUCCEEDED: 0 };
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} />
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="" />
				<span className={styles.lineNumbers} title={countsWords(counts)}>
					{trial === null || trial.held === 0 ? (
						<StateNumbers counts={sumOfCounts(open) === 0 ? counts : open} isShort />
					) : (
						heldWords(trial)
					)}
				</span>
			</span>
			<StateBar counts={counts} height={4} />
		</>
	);
}

/** Numbers there is no room for are left out whole, the last first: half a number is another one. All are in the hover. */
function Numbers({ counts, trial }: { counts: StateCounts; trial: TrialProgress | null }) {
	if (sumOfCounts(counts) === 0) return <span className="dim">nothing to do yet</span>;
	return (
		<span className={styles.numbers} title={countsWords(counts)}>
			<StateNumbers counts={trial?.counts ?? counts} isShort />
		</span>
	);
}

function useTrial(stage: LiveStage): TrialProgress | null {
	return trialProgress(stage, useStagePace(stage.id)?.pace.held ?? 0);
}

function TrialMark({ trial }: { trial: TrialProgress | null }) {
	if (trial === null) return null;
	return (
		<span className={styles.trialMark} title={trialWords(trial)}>
			trial
		</span>
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
	const title = `${rate === "" ? "" : `Rate: ${over}. `}How long one takes on average${each === "" ? "" : `: ${each}`}`;
	return (
		<span className={styles.rateParts} data-testid="stage-rate" title={title}>
			{rate === "" ? null : <span className={styles.rate}>{rate}</span>}
			{each === "" ? null : <span className={styles.rate}>{rate === "" ? each : `· ${each}`}</span>}
		</span>
	);
}
