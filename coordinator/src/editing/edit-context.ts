import type { StageId, TaskDefinitionId } from "@tilewright/contract/ids";

/** What edits need to know besides the graph. Read before, so that editing itself is a pure function. */
export interface EditContext {
	/** Throws NOT_FOUND for one that is not there; `version` null is the newest. */
	definition(id: number, version: number | null): EditableDefinition;
	/** The asked path, checked, or a free one made from the stage's name. No path is given twice. Throws ARGUMENT_INVALID. */
	outputPath(stageName: string, asked: string | null): string;
	/** The id of a stage to be. */
	nextStageId(): StageId;
	/** Arrival number of the newest tile. */
	readonly newestOrdinal: number;
	/** Throws ARGUMENT_INVALID when a stage's operations hold a gate that cannot be used. */
	checkOperations(operations: unknown): void;
}

export interface EditableDefinition {
	readonly id: TaskDefinitionId;
	readonly name: string;
	readonly version: number;
	readonly content: unknown;
	readonly repositoryLocation: string | null;
	/** SHA-256 of the script as it is on disk; null when it could not be read, or is no script. */
	readonly programHash: string | null;
	readonly defaultOperations: Readonly<Record<string, unknown>>;
}
