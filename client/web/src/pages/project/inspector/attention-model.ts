import { type LiveStage, stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";

interface ListedTask {
	readonly id: string;
	readonly stage: { readonly id: string };
}

export interface FailedStage<Task> {
	readonly stage: LiveStage;
	readonly count: number;
	/** Those that were read, which may be fewer. */
	readonly tasks: readonly Task[];
}

export interface Trial {
	readonly stage: LiveStage;
	/** The stage it would replace; null where all tasks of a stage wait for it. */
	readonly insteadOf: string | null;
	readonly finished: number;
	/** Tasks that it tries. */
	readonly wanted: number;
}

/** What waits for a person, the most pressing first; counts are those that are pushed, and not those of the lists. */
export interface Attention<Task> {
	readonly pausedByThemselves: readonly LiveStage[];
	readonly failed: readonly FailedStage<Task>[];
	/** By their gates: what a person rejected is decided. */
	readonly rejected: readonly FailedStage<Task>[];
	readonly held: readonly { readonly stage: LiveStage; readonly count: number }[];
	readonly trials: readonly Trial[];
}

export function attentionOf<Task extends ListedTask>(
	stages: readonly LiveStage[],
	tasks: {
		readonly failed: readonly Task[];
		/** Those about which nobody decided; `isAll`: there are no more. */
		readonly rejected: { readonly listed: readonly Task[]; readonly isAll: boolean };
	},
	tried: readonly {
		readonly id: string;
		readonly canary: { readonly count: number } | null;
		readonly canaryOf: { readonly name: string } | null;
	}[],
): Attention<Task> {
	const programs = stages.filter((stage) => stage.kind !== "ROOT");
	const ofStages = (list: readonly Task[], countOf: (stage: LiveStage, listed: number) => number) =>
		programs
			.map((stage) => {
				const tasks = list.filter((task) => task.stage.id === stage.id);
				return { stage, count: countOf(stage, tasks.length), tasks };
			})
			.filter(({ count }) => count > 0)
			.sort((a, b) => b.count - a.count);
	const { failed, rejected } = tasks;
	return {
		pausedByThemselves: programs.filter((stage) => stage.isPaused && stage.pausedItselfAfter !== null),
		failed: ofStages(failed, (stage) => stateCounts(stage.counts).FAILED),
		rejected: ofStages(rejected.listed, (stage, listed) =>
			rejected.isAll ? listed : stateCounts(stage.counts).REJECTED,
		),
		held: programs
			.map((stage) => ({ stage, count: stateCounts(stage.counts).REVIEW }))
			.filter(({ count }) => count > 0),
		trials: programs.flatMap((stage) => {
			const trial = tried.find(({ id }) => id === stage.id);
			if (!trial?.canary) return [];
			const counts = stateCounts(stage.counts);
			const finished = Math.min(
				trial.canary.count,
				sumOfCounts(counts) - counts.WAITING - counts.READY - counts.RUNNING - counts.EXCLUDED,
			);
			return [{ stage, insteadOf: trial.canaryOf?.name ?? null, finished, wanted: trial.canary.count }];
		}),
	};
}

/** How many things there are to look at. */
export function sizeOfAttention({ pausedByThemselves, failed, rejected, held, trials }: Attention<unknown>): number {
	return pausedByThemselves.length + failed.length + rejected.length + held.length + trials.length;
}
