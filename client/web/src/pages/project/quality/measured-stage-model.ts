import { listWords } from "../../../wording/number-words.ts";

export interface MeasuringStage {
	readonly id: string;
	readonly name: string;
	/** It has results at all. */
	readonly hasResults: boolean;
	/** Names of the numbers its results have. */
	readonly metricNames: readonly string[];
}

/**
 * The stage to plot: the one that was chosen here, whatever it measures; else the selected one where it measures
 * something; else `before`, which was shown already; else the first that measures something; else the first.
 */
export function stageToPlot<Stage extends MeasuringStage>(
	stages: readonly Stage[],
	wanted: { readonly chosen: string | null; readonly selected: string | null; readonly before: string | null },
): Stage | null {
	const find = (id: string | null) => stages.find((stage) => stage.id === id);
	const measuring = stages.filter((stage) => stage.metricNames.length > 0);
	return (
		find(wanted.chosen) ??
		measuring.find((stage) => stage.id === wanted.selected) ??
		find(wanted.before) ??
		measuring[0] ??
		find(wanted.selected) ??
		stages[0] ??
		null
	);
}

/** Which stages there is nothing to plot of; an empty text when every stage measures something. */
export function wordsOfUnmeasured(stages: readonly MeasuringStage[]): string {
	const silent = stages.filter((stage) => stage.metricNames.length === 0);
	const measureNothing = silent.filter((stage) => stage.hasResults).map(({ name }) => name);
	const areToCome = silent.filter((stage) => !stage.hasResults).map(({ name }) => name);
	return [
		measureNothing.length === 0
			? []
			: `${listWords(measureNothing)} ${measureNothing.length === 1 ? "measures" : "measure"} nothing`,
		areToCome.length === 0 ? [] : `no result yet of ${listWords(areToCome)}`,
	]
		.flat()
		.join("; ");
}
