import type { StagePaceFragment } from "../../../api/generated/documents.ts";
import {
	type LiveStage,
	mostUrgentState,
	type StateCounts,
	stateCounts,
	sumOfCounts,
} from "../../../live/live-store-model.ts";
import { StateBar } from "../../../states/state-bar.tsx";
import { Mark, StateMark } from "../../../states/state-mark.tsx";
import { staleLook, taskStateTable } from "../../../states/state-table.ts";
import { countWords, plural, shortCountWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useStagePace, useTilesPerMinute } from "../pace/pace-context.ts";
import { rateBasisWords, rateWords, stagePaceWords, stageRateWords } from "../pace/pace-model.ts";
import { countsWords, type Density } from "./card-model.ts";
import { type CountLine, countGap, fitCounts } from "./count-line-model.ts";
import styles from "./stage-graph.module.css";
import { heldWords, ranWords, type TrialProgress, trialProgress, trialWords } from "./trial-model.ts";
import { wordsWidth } from "./words-width.ts";

/** Of a card's edges and the room within them, in pixels. */
const aroundFacts = 22;
/** Between the parts of a line, in pixels. */
const partGap = 8;
const nameFont = "600 13px";
/** As much of a name as stays beside the numbers of a card that is one line, in pixels. */
const leastName = 64;

/** What a stage says of itself, in as much room as there is. `width`: of its card, in pixels. */
export function StageFacts({
	stage,
	density = "full",
	width = 300,
}: {
	stage: LiveStage;
	density?: Density;
	width?: number;
}) {
	const room = width - aroundFacts;
	switch (density) {
		case "full":
			return <FullFacts stage={stage} room={room} />;
		case "brief":
			return <BriefFacts stage={stage} room={room} />;
		case "line":
			return <LineFacts stage={stage} room={room} />;
	}
}

/** A stage in four lines: its whole name, the bar, the numbers, how fast it is. */
function FullFacts({ stage, room }: { stage: LiveStage; room: number }) {
	const counts = stateCounts(stage.counts);
	const own = useStagePace(stage.id);
	const trial = useTrial(stage);
	const rate = useRate(stage);
	const isTroubled = mostUrgentState(counts) === "FAILED";
	const ran = trial === null ? "" : ranWords(trial);
	const held = trial === null ? "" : heldWords(trial);
	const line = fitCountLine(trial?.counts ?? counts, own?.pace.staleResults ?? 0, room - widthBeside(ran));
	const besideHeld = room - widthBeside(held);
	const isNamed = own?.isBottleneck === true && bottleneckWidth() <= besideHeld;
	const besideName = besideHeld - (isNamed ? bottleneckWidth() : 0);
	return (
		<>
			<span className={styles.nameLine}>
				<span className={styles.stageName} title={nameTitle(stage, rate)}>
					{stage.name}
				</span>
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="paused" />
			</span>
			<StateBar counts={counts} height={7} />
			<span className={`${styles.countLine} ${isTroubled ? styles.troubled : ""}`}>
				{ran === "" ? null : <span>{ran}</span>}
				<Numbers counts={counts} shownCounts={trial?.counts ?? counts} line={line.counts} />
				<StaleCount count={own?.pace.staleResults ?? 0} isShort={line.isStaleShort} />
			</span>
			<span className={styles.paceLine}>
				{isNamed ? <Bottleneck pace={own.pace} /> : null}
				{held === "" ? null : <span>{held}</span>}
				{stage.isPaused || leastRateWidth(rate) > besideName ? null : <StageRate rate={rate} room={besideName} />}
			</span>
		</>
	);
}

/** In three lines: the name with its mark and rate, the bar, the numbers. */
function BriefFacts({ stage, room }: { stage: LiveStage; room: number }) {
	const counts = stateCounts(stage.counts);
	const own = useStagePace(stage.id);
	const trial = useTrial(stage);
	const rate = useRate(stage);
	const stale = own?.pace.staleResults ?? 0;
	const ofTrial = trial === null ? "" : [ranWords(trial), heldWords(trial)].filter((words) => words !== "").join(", ");
	const line = fitCountLine(trial?.counts ?? counts, stale, room - widthBeside(ofTrial));
	// Beside the name where that leaves all of it, which does not depend on the numbers; else at the end of these.
	const marks = widthBeside(trial === null ? "" : "trial") + (stage.isPaused ? pausedWidth() : 0);
	const afterName = room - wordsWidth(stage.name, nameFont) - marks - partGap;
	const afterCounts = room - widthBeside(ofTrial) - line.width - partGap;
	// That it is the bottleneck comes before how fast it is.
	const bottleneckAt = own?.isBottleneck === true ? placeOf(bottleneckWidth() - partGap, afterName, afterCounts) : null;
	const besideName = afterName - (bottleneckAt === "name" ? bottleneckWidth() : 0);
	const besideCounts = afterCounts - (bottleneckAt === "counts" ? bottleneckWidth() : 0);
	const rateAt = stage.isPaused ? null : placeOf(leastRateWidth(rate), besideName, besideCounts);
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} rate={rate} />
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="paused" />
				{bottleneckAt === "name" && own !== null ? <Bottleneck pace={own.pace} /> : null}
				{rateAt === "name" ? <StageRate rate={rate} room={besideName} /> : null}
			</span>
			<StateBar counts={counts} height={5} />
			<span className={`${styles.countLine} ${mostUrgentState(counts) === "FAILED" ? styles.troubled : ""}`}>
				{ofTrial === "" ? null : <span>{ofTrial}</span>}
				<Numbers counts={counts} shownCounts={trial?.counts ?? counts} line={line.counts} />
				<StaleCount count={stale} isShort={line.isStaleShort} />
				{bottleneckAt === "counts" && own !== null ? <Bottleneck pace={own.pace} /> : null}
				{rateAt === "counts" ? <StageRate rate={rate} room={besideCounts} /> : null}
			</span>
		</>
	);
}

/** In one: the name, and what is not done; all of it where everything is. */
function LineFacts({ stage, room }: { stage: LiveStage; room: number }) {
	const counts = stateCounts(stage.counts);
	const trial = useTrial(stage);
	const rate = useRate(stage);
	const open = { ...(trial?.counts ?? counts), SUCCEEDED: 0 };
	const shown = sumOfCounts(open) === 0 ? counts : open;
	const marks = widthBeside(trial === null ? "" : "trial") + (stage.isPaused ? partGap + 14 : 0);
	const nameWidth = Math.min(leastName, wordsWidth(stage.name, nameFont));
	return (
		<>
			<span className={styles.nameLine}>
				<ShortName stage={stage} rate={rate} />
				<TrialMark trial={trial} />
				<PausedMark stage={stage} words="" />
				<span className={styles.lineNumbers}>
					{trial === null || trial.held === 0 ? (
						<Numbers
							counts={counts}
							shownCounts={shown}
							line={fitCounts(shown, room - nameWidth - marks - partGap, wordsWidth)}
						/>
					) : (
						<span title={countsWords(counts)}>{heldWords(trial)}</span>
					)}
				</span>
			</span>
			<StateBar counts={counts} height={4} />
		</>
	);
}

/** Room that words and the gap beside them take. */
function widthBeside(words: string): number {
	return words === "" ? 0 : wordsWidth(words) + partGap;
}

/** Room that the word and the gap beside it take: its edges and the room within them are 12 px. */
function bottleneckWidth(): number {
	return wordsWidth("bottleneck") + 12 + partGap;
}

/** Room that the mark of a paused stage and the gap beside it take. */
function pausedWidth(): number {
	return 14 + wordsWidth("paused") + partGap;
}

/** Of what is said of a rate at least. */
function leastRateWidth(rate: Rate): number {
	return wordsWidth(rate.rate === "" ? rate.each : rate.rate);
}

/** On which line of a card there is room for so many pixels; null where there is none, and the hover has it. */
function placeOf(width: number, besideName: number, besideCounts: number): "name" | "counts" | null {
	return width <= besideName ? "name" : width <= besideCounts ? "counts" : null;
}

/** Numbers with how many results are stale: the word goes before a number does. */
function fitCountLine(counts: StateCounts, stale: number, room: number) {
	if (stale === 0) {
		const all = fitCounts(counts, room, wordsWidth);
		return { counts: all, isStaleShort: false, width: all.width };
	}
	const number = shortCountWords(stale);
	const short = 14 + wordsWidth(number) + partGap;
	const long = short + wordsWidth(` ${staleLook.word}`);
	const beside = fitCounts(counts, room - long, wordsWidth);
	if (beside.rest === null) return { counts: beside, isStaleShort: false, width: beside.width + long };
	const fitted = fitCounts(counts, room - short, wordsWidth);
	return { counts: fitted, isStaleShort: true, width: fitted.width + short };
}

/** Numbers there is no room for are summed at the end. All are in the hover. */
function Numbers({ counts, shownCounts, line }: { counts: StateCounts; shownCounts: StateCounts; line: CountLine }) {
	if (sumOfCounts(counts) === 0) return <span className="dim">nothing to do yet</span>;
	return (
		<span className={styles.numbers} style={{ gap: countGap }} title={countsWords(counts)} data-testid="stage-counts">
			{line.shown.map((state) => (
				<span
					key={state}
					className={styles.number}
					title={`${countWords(shownCounts[state])} ${taskStateTable[state].word}`}
				>
					<StateMark state={state} size={10} />
					<span style={{ color: taskStateTable[state].textColour }}>{shortCountWords(shownCounts[state])}</span>
				</span>
			))}
			{line.rest === null ? null : <span className="dim">{line.rest}</span>}
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

function ShortName({ stage, rate }: { stage: LiveStage; rate: Rate }) {
	return (
		<span className={styles.shortName} title={nameTitle(stage, rate)}>
			{stage.name}
		</span>
	);
}

function nameTitle(stage: LiveStage, rate: Rate): string {
	const fast = rateLine(rate);
	return `${stage.name}: ${viewUnitRule(stage.unitRule).words}${fast === "" ? "" : `; ${fast}`}`;
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
function StaleCount({ count, isShort }: { count: number; isShort: boolean }) {
	if (count === 0) return null;
	return (
		<span
			className={styles.stale}
			style={{ color: staleLook.textColour }}
			title={`${plural(count, "result")}: ${staleLook.meaning}`}
		>
			<Mark shape={staleLook.shape} colour={staleLook.textColour} size={10} /> {shortCountWords(count)}
			{isShort ? null : ` ${staleLook.word}`}
		</span>
	);
}

interface Rate {
	/** Empty where it is not known. */
	readonly rate: string;
	/** How long one takes; empty where it is not known. */
	readonly each: string;
	readonly title: string;
}

function useRate(stage: LiveStage): Rate {
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
	return { rate, each, title };
}

function rateLine({ rate, each }: Rate): string {
	return [rate, each].filter((words) => words !== "").join(" · ");
}

/** How long one takes is left out before how many there are. */
function StageRate({ rate, room }: { rate: Rate; room: number }) {
	const hasBoth = wordsWidth(rateLine(rate)) <= room;
	const each = rate.rate === "" || hasBoth ? rate.each : "";
	return (
		<span className={styles.rateParts} data-testid="stage-rate" title={rate.title}>
			{rate.rate === "" ? null : <span className={styles.rate}>{rate.rate}</span>}
			{each === "" ? null : <span className={styles.rate}>{rate.rate === "" ? each : `· ${each}`}</span>}
		</span>
	);
}
