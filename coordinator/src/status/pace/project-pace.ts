import type { StageId } from "@tilewright/contract/ids";
import { type ArrivalInput, type ArrivalPace, arrivalPace } from "./arrival-pace.ts";
import type { DiskRunway } from "./disk-rules.ts";
import { type ProcessingMemory, type ProcessingPace, processingPace } from "./processing-pace.ts";
import { type StageFacts, type StagePace, stagePaces } from "./stage-pace-rules.ts";
import type { SaidVerdict } from "./verdict-rules.ts";
import { worksOf } from "./workload-rules.ts";

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
export interface PaceMemory extends ProcessingMemory {
	readonly verdicts: ReadonlyMap<StageId, SaidVerdict>;
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
	/** `stages`: with what each of them has left. `secondsLeft`: of all. */
	readonly disks: (stages: readonly StagePace[], secondsLeft: number | null) => readonly DiskPace[];
}

export function projectPace(input: PaceInput): ProjectPace {
	const { samples, memory = null, previousBottleneckId = null, isProjectPaused = false } = input;
	const arrival = arrivalPace(input);
	const isAcquired = arrival.verdict === "finished";
	const judged = stagePaces(
		input.stages,
		samples,
		input.isFinished ? null : input.expectedTiles,
		isAcquired,
		memory?.verdicts,
	);
	const stages = judged.map(({ said: _, ...stage }) => stage);
	const {
		processing,
		bottleneck,
		memory: remembered,
	} = processingPace({
		stages,
		samples,
		works: worksOf(input.stages.filter((stage) => !stage.isRoot)),
		isAcquired,
		isAcquiring: arrival.verdict === "onTime",
		acquisitionSecondsLeft: arrival.secondsLeft,
		tilesPerMinute: isAcquired ? null : arrival.tilesPerMinute,
		isProjectPaused,
		previousBottleneckId,
		memory,
	});
	const within = (stage: StagePace) => endingWithin(stage, processing.secondsLeft);
	return {
		arrival,
		stages: stages.map(within),
		bottleneck: bottleneck && within(bottleneck),
		processing,
		disks: input.disks(stages, processing.secondsLeft),
		memory: { ...remembered, verdicts: new Map(judged.map((stage) => [stage.stageId, stage.said])) },
	};
}

/** Stages that share the workers are faster once others are done: by its own rate one would outlast the whole. */
function endingWithin(stage: StagePace, allSecondsLeft: number | null): StagePace {
	const { secondsLeft } = stage;
	return secondsLeft === null || allSecondsLeft === null || secondsLeft <= allSecondsLeft
		? stage
		: { ...stage, secondsLeft: allSecondsLeft, isEstimate: true };
}
