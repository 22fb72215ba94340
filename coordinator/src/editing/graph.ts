import type { ProjectId, StageId, StageVersionId } from "@tilewright/contract/ids";
import type { Operations, Recipe } from "@tilewright/contract/recipe";
import type { StageCanary } from "../planning/project-graph.ts";
import type { StageScope } from "../planning/scope-rules.ts";

/**
 * A project's graph as a value: what edits are made on, what a version of the graph remembers, what a file describes.
 * The root stage is not among `stages`; it is never edited.
 */
export interface Graph {
	readonly projectId: ProjectId;
	readonly rootStageId: StageId;
	/** Parents before children. */
	readonly stages: readonly GraphStage[];
}

export interface GraphStage {
	/** Negative for a stage that a preview imagines. */
	readonly id: StageId;
	/** Null for content that is not written down yet. */
	readonly versionId: StageVersionId | null;
	readonly name: string;
	readonly description: string;
	readonly priority: number;
	readonly recipe: Recipe;
	readonly operations: Operations;
	readonly scope: StageScope;
	/** While it is tried out only a few of its tasks run. */
	readonly canary: StageCanary | null;
	/** The stage whose next version it tries out. */
	readonly canaryOf: StageId | null;
}
