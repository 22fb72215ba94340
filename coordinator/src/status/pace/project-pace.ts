import type { StageId } from "@tilewright/contract/ids";
import { type ArrivalInput, type ArrivalPace, arrivalPace } from "./arrival-pace.ts";
import type { DiskRunway } from "./disk-rules.ts";
import { type Finish, finishOf, type SaidFinish, settleFinish } from "./finish-rules.ts";
import { processingSentence } from "./processing-sentences.ts";
import { bottleneckOf, type StageFacts, type StagePace, stagePaces } from "./stage-pace-rules.ts";
import { overallRate, type StageCount } from "./stage-rate-rules.ts";
import { type SaidVerdict, type StageVerdict, settleVerdict, steadyGrowth, takeable } from "./verdict-rules.ts";

/** Whether an acquisition keeps up, in numbers and in one sentence for each part. */
export interface ProjectPace {
	readonly arrival: ArrivalPace;
	readonly stages: readonly StagePace[];
	readonly bottleneck: StagePace | null;
	readonly processing: ProcessingPace;
	readonly disks: readonly DiskPace[];
	/** For the next look: what was said does not jump. */
	readonly memory: PaceMemory;
}

/** What was said of a project, by the clock of the samples. */
export interface PaceMemory {
	readonly finish: SaidFinish | null;
	readonly verdicts: ReadonlyMap<StageId, SaidVerdict>;
	/** Of all stages together: whether what is ready grows. */
	readonly whole: SaidVerdict;
}

export interface ProcessingPace extends Finish {
	readonly verdict: StageVerdict;
	/** Tasks that failed and wait for a person. */
	readonly failed: number;
	/** Results a person has to look at before children get them. */
	readonly inReview: number;
	/** Tasks whose last try failed and that are ready for another one. */
	readonly retrying: number;
	readonly sentence: string;
}

/** One file system, however many of the project's folders lie on it. */
export interface DiskPace extends DiskRunway {
	readonly roots: readonly string[];
	readonly sentence: string;
}

export interface PaceInput extends ArrivalInput {
	readonly stages: readonly StageFacts[];
	readonly isProjectPaused?: boolean;
	/** The stage that was named as the bottleneck last. */
	readonly previousBottleneckId?: StageId | null;
	/** Of the last look; null at the first. */
	readonly memory?: PaceMemory | null;
	readonly disks: readonly DiskPace[];
}

export function projectPace(input: PaceInput): ProjectPace {
	const arrival = arrivalPace(input);
	const isAcquired = arrival.verdict === "finished";
	const nowMs = input.samples.at(-1)?.atMs ?? 0;
	const judged = stagePaces(
		input.stages,
		input.samples,
		input.isFinished ? null : input.expectedTiles,
		isAcquired,
		input.memory?.verdicts,
	);
	const stages = judged.map(({ said: _, ...stage }) => stage);
	const growth = isAcquired ? 0 : wholeGrowth(input);
	const whole = settleVerdict(
		growth > 0 ? "fallingBehind" : "keepingUp",
		isAcquired ? null : (input.memory?.whole ?? null),
		nowMs,
		growth > 0,
	);
	const bottleneck = bottleneckOf(stages, input.previousBottleneckId);
	const settled = settleFinish(
		isOver(stages) ? over : finishOf(stages, arrival.secondsLeft, overallOf(stages, input)),
		input.memory?.finish ?? null,
		nowMs,
	);
	return {
		arrival,
		stages,
		bottleneck,
		processing: processingPace(stages, bottleneck, isAcquired, settled.finish, whole, input),
		disks: input.disks,
		memory: {
			finish: settled.said,
			verdicts: new Map(judged.map((stage) => [stage.stageId, stage.said])),
			whole,
		},
	};
}

/** Of what is ready in all stages that run programs. */
function wholeGrowth({ samples, stages }: PaceInput): number {
	const programs = new Set(stages.filter((stage) => !stage.isRoot).map((stage) => stage.stageId));
	return steadyGrowth(samples, (sample) =>
		sample.stages.reduce((sum, stage) => sum + (programs.has(stage.stageId) ? takeable(stage) : 0), 0),
	);
}

/** Counted; in the first seconds by what is expected of each stage. */
function overallOf(stages: readonly StagePace[], { samples }: PaceInput): number | null {
	const counted = overallRate(
		stages.map((stage) => stage.stageId),
		samples,
	);
	if (counted !== null) return counted;
	const expected = stages.reduce((sum, stage) => sum + (stage.endedPerMinute ?? 0), 0);
	return expected > 0 ? expected : null;
}

/** What is said of several stages is what is true of the one that is worst off. */
const verdictsWorstFirst = [
	"pausedItself",
	"stuck",
	"failing",
	"fallingBehind",
	"paused",
	"catchingUp",
	"held",
	"keepingUp",
	"idle",
	"done",
] as const;

const over: Finish = { secondsLeft: null, isEstimate: false, isMeasuring: false };

function worstOf(stages: readonly StagePace[]): StageVerdict {
	return verdictsWorstFirst.find((word) => stages.some((stage) => stage.verdict === word)) ?? "idle";
}

function isOver(stages: readonly StagePace[]): boolean {
	return ["done", "idle"].includes(worstOf(stages));
}

function processingPace(
	stages: readonly StagePace[],
	bottleneck: StagePace | null,
	isAcquired: boolean,
	finish: Finish,
	whole: SaidVerdict,
	{ samples, isProjectPaused = false }: PaceInput,
): ProcessingPace {
	const counted = samples.at(-1)?.stages ?? [];
	const sum = (read: (stage: StageCount) => number) => counted.reduce((total, stage) => total + read(stage), 0);
	const worst = worstOf(stages);
	// Each stage may seem to keep up while a little more is left over in all of them.
	const verdict = worst === "keepingUp" && whole.said === "fallingBehind" ? whole.said : worst;
	const speaker = bottleneck?.verdict === verdict ? bottleneck : stages.find((stage) => stage.verdict === verdict);
	const counts = {
		ready: sum((stage) => stage.ready),
		held: sum((stage) => stage.held),
		running: sum((stage) => stage.running),
		waiting: sum((stage) => stage.waiting),
		failed: sum((stage) => stage.failed ?? 0),
		inReview: sum((stage) => stage.inReview ?? 0),
		stale: stages.reduce((total, stage) => total + (stage.staleResults ?? 0), 0),
	};
	return {
		verdict,
		failed: counts.failed,
		inReview: counts.inReview,
		retrying: stages.reduce((total, stage) => total + stage.retrying, 0),
		...finish,
		sentence: processingSentence({
			verdict,
			speaker: speaker ?? null,
			counts,
			isOver: isOver(stages),
			isAcquired,
			isProjectPaused,
		}),
	};
}
