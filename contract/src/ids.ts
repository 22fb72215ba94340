/** Every identifier is branded, so that a TileId cannot be passed where a StageId is wanted. */
declare const brand: unique symbol;
type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

export type ProjectId = Branded<number, "ProjectId">;
export type SourceId = Branded<number, "SourceId">;
export type TileId = Branded<number, "TileId">;
export type StageId = Branded<number, "StageId">;
export type StageVersionId = Branded<number, "StageVersionId">;
export type TaskId = Branded<number, "TaskId">;
/** Also the fencing token of an attempt: it only grows, and a result is accepted for the task's current attempt only. */
export type AttemptId = Branded<number, "AttemptId">;
export type TaskDefinitionId = Branded<number, "TaskDefinitionId">;
export type TaskRepositoryId = Branded<number, "TaskRepositoryId">;
/** Chosen by the worker once and kept in its data directory (a UUID). */
export type WorkerId = Branded<string, "WorkerId">;
/** One life of a worker process (a UUID); a lease belongs to it. */
export type WorkerSessionId = Branded<string, "WorkerSessionId">;

// The casts below are the only place where a plain value becomes a branded one.
export const asProjectId = (value: number): ProjectId => value as ProjectId;
export const asSourceId = (value: number): SourceId => value as SourceId;
export const asTileId = (value: number): TileId => value as TileId;
export const asStageId = (value: number): StageId => value as StageId;
export const asStageVersionId = (value: number): StageVersionId => value as StageVersionId;
export const asTaskId = (value: number): TaskId => value as TaskId;
export const asAttemptId = (value: number): AttemptId => value as AttemptId;
export const asTaskDefinitionId = (value: number): TaskDefinitionId => value as TaskDefinitionId;
export const asTaskRepositoryId = (value: number): TaskRepositoryId => value as TaskRepositoryId;
export const asWorkerId = (value: string): WorkerId => value as WorkerId;
export const asWorkerSessionId = (value: string): WorkerSessionId => value as WorkerSessionId;
