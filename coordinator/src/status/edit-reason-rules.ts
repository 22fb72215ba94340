/** What people's edits and decisions have to do with where a task is, as parts of its reason. Without a full stop. */

type Axis = "x" | "y" | "z";
const axes = ["x", "y", "z"] as const;

export interface EditFacts {
	readonly stageIsRemoved: boolean;
	/** While the stage is tried out: how many of its tasks run. */
	readonly stageCanaryCount: number | null;
	readonly isCanary: boolean;
	readonly hasResult: boolean;
	readonly region: Region;
	readonly stageRegion: Region | null;
	readonly skippedPlanes: Readonly<Partial<Record<Axis, readonly number[]>>>;
	/** It arrived before its stage was made, which takes only what came later. */
	readonly onlyNewTiles: boolean;
	/** Of the unit's own tile. */
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
	readonly withdrawalReason: string | null;
	readonly isTakenOut: boolean;
	readonly decisionKind: string | null;
	readonly decisionActor: string | null;
	readonly decisionReason: string | null;
	readonly madeByVersion: number | null;
	readonly currentVersion: number | null;
	readonly hasOtherRecipe: boolean;
	/** All of the recipe is as it was but the content of the script. */
	readonly hasOtherScript: boolean;
	readonly hasOtherInputs: boolean;
	readonly changedStageName: string | null;
	readonly changedRelativePath: string | null;
}

type Region = Readonly<Partial<Record<Axis, { readonly min?: number; readonly max?: number }>>>;

/** Why a task is excluded; null when no edit or decision says. */
export function exclusionOf(facts: EditFacts, stageName: string, tile: string | null): string | null {
	if (facts.stageIsRemoved) return `stage "${stageName}" was removed from the graph`;
	if (facts.isTakenOut) return `taken out of the stage${byWhom(facts)}`;
	const what = tile === null ? "it" : `tile ${tile}`;
	const skipped = axes.find((axis) => isSkipped(facts, axis));
	if (skipped) return `${what} lies in plane ${skipped} = ${facts[skipped]}, which is skipped`;
	const outside = axes.find((axis) => isOutside(facts.region, facts, axis));
	if (outside) return `${what} lies outside the project's region: ${describePlace(facts.region, facts, outside)}`;
	const { stageRegion } = facts;
	const outsideStage = stageRegion === null ? undefined : axes.find((axis) => isOutside(stageRegion, facts, axis));
	if (stageRegion !== null && outsideStage) {
		return `${what} lies outside the region of stage "${stageName}": ${describePlace(stageRegion, facts, outsideStage)}`;
	}
	if (facts.onlyNewTiles)
		return `${what} arrived before stage "${stageName}" was made, which takes only what came later`;
	return null;
}

function isSkipped(facts: EditFacts, axis: Axis): boolean {
	const place = facts[axis];
	return place !== null && (facts.skippedPlanes[axis] ?? []).includes(place);
}

function isOutside(region: Region, facts: EditFacts, axis: Axis): boolean {
	const place = facts[axis];
	const { min, max } = region[axis] ?? {};
	return place !== null && ((min !== undefined && place < min) || (max !== undefined && place > max));
}

/** `x = 3, and the region has x up to 2`. */
function describePlace(region: Region, facts: EditFacts, axis: Axis): string {
	const { min, max } = region[axis] ?? {};
	const bounds =
		min !== undefined && max !== undefined
			? `from ${min} to ${max}`
			: min !== undefined
				? `from ${min}`
				: `up to ${max}`;
	return `${axis} = ${facts[axis]}, and the region has ${axis} ${bounds}`;
}

/** Why a ready task is not given to a worker while its stage is tried out; null when it is one of the few, or there are none. */
export function canaryWait(facts: EditFacts, stageName: string): string | null {
	if (facts.stageCanaryCount === null || facts.isCanary) return null;
	const count = facts.stageCanaryCount === 1 ? "1 unit" : `${facts.stageCanaryCount} units`;
	return `set aside: stage "${stageName}" is a trial on ${count}, until a person promotes or drops it`;
}

/** `skipped as done by ann: dust`; null when it was not. */
export function skippedAsDone(facts: EditFacts): string | null {
	return facts.decisionKind === "skipAsDone" && !facts.hasResult ? `skipped as done${byWhom(facts)}` : null;
}

/** Why a result is stale: `because tile 00/1 was imaged again or its result in stage "A" changed`. */
export function staleBecause(facts: EditFacts, stageName: string): string {
	const reasons = [];
	if (facts.hasOtherRecipe) {
		const versions =
			facts.madeByVersion !== null && facts.currentVersion !== null && facts.madeByVersion !== facts.currentVersion
				? ` (made by version ${facts.madeByVersion}, now ${facts.currentVersion})`
				: "";
		reasons.push(
			facts.hasOtherScript
				? `it was made by another script than stage "${stageName}" has now`
				: `the recipe of stage "${stageName}" changed after it${versions}`,
		);
	}
	if (facts.hasOtherInputs) {
		reasons.push(
			facts.changedStageName === null
				? "an edit of the graph gave it other inputs"
				: `its input from stage "${facts.changedStageName}"${facts.changedRelativePath === null ? "" : ` on tile ${facts.changedRelativePath}`} changed after it`,
		);
	}
	return reasons.length === 0 ? "because the recipe or an input changed after it" : `because ${reasons.join(" and ")}`;
}

function byWhom({ decisionActor, decisionReason }: EditFacts): string {
	return `${decisionActor === null ? "" : ` by ${decisionActor}`}${decisionReason ? `: ${decisionReason}` : ""}`;
}
