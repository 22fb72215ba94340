// Written by client/cli/generate-documents.mjs from the .graphql files beside the commands. Do not edit.

import { documentOf } from "../document.ts";

export interface AcknowledgeEventsInput {
	readonly ids?: readonly string[] | null;
	readonly message?: string | null;
	readonly projectId?: string | null;
	readonly upTo?: string | null;
}

export interface AddStageInput {
	readonly before?: readonly StageReferenceInput[] | null;
	readonly canary?: CanaryInput | null;
	readonly definitionId: string;
	readonly definitionVersion?: number | null;
	readonly description?: string | null;
	readonly name: string;
	readonly operations?: unknown;
	readonly outputPath?: string | null;
	readonly parameters?: unknown;
	readonly parents: readonly StageReferenceInput[];
	readonly priority?: number | null;
	readonly region?: LatticeRegionInput | null;
	readonly startWith?: StartWith | null;
	readonly unitRule: unknown;
}

export interface AnnounceTilesInput {
	readonly message?: string | null;
	readonly sourceId: string;
	readonly tiles: readonly AnnouncedTileInput[];
}

export interface AnnouncedTileInput {
	readonly attributes?: unknown;
	readonly contentSignature?: string | null;
	readonly files?: readonly string[] | null;
	readonly isComplete: boolean;
	readonly lattice?: LatticeInput | null;
	readonly latticeAttributes?: readonly string[] | null;
	readonly position?: VectorInput | null;
	readonly relativePath: string;
	readonly step?: VectorInput | null;
}

export interface ApplyProjectFileInput {
	readonly dryRun?: boolean | null;
	readonly expectedGraphVersion?: number | null;
	readonly message?: string | null;
	readonly policy?: EditPolicyInput | null;
	readonly projectId: string;
	readonly yaml: string;
}

export type ArrivalVerdict = "FINISHED" | "LEARNING" | "NOT_STARTED" | "ON_TIME" | "OVERDUE";

export type AttemptOutcome = "CANCELLED" | "COULD_NOT_START" | "FAILED" | "INVALID_OUTPUT" | "LOST" | "NODE_FAILED" | "OUT_OF_MEMORY" | "PREEMPTED" | "SUCCEEDED" | "TIMED_OUT";

export interface BoundsInput {
	readonly max?: number | null;
	readonly min?: number | null;
}

export interface CanaryInput {
	readonly count: number;
	readonly tileIds?: readonly string[] | null;
}

export interface ChangeStageInput {
	readonly canary?: CanaryInput | null;
	readonly definitionId?: string | null;
	readonly definitionVersion?: number | null;
	readonly description?: string | null;
	readonly name?: string | null;
	readonly operations?: unknown;
	readonly outputPath?: string | null;
	readonly parameters?: unknown;
	readonly parents?: readonly StageReferenceInput[] | null;
	readonly priority?: number | null;
	readonly region?: LatticeRegionInput | null;
	readonly stage: StageReferenceInput;
	readonly unitRule?: unknown;
}

export interface ChangeTasksInput {
	readonly action: TaskActionInput;
	readonly message?: string | null;
	readonly reason?: string | null;
	readonly selection: TaskSelection;
}

export type ClusterJobKind = "BATCH" | "PILOT";

export interface CommandFilter {
	readonly actor?: string | null;
	readonly kinds?: readonly string[] | null;
	readonly since?: string | null;
	readonly text?: string | null;
	readonly until?: string | null;
}

export interface CreateNotificationRuleInput {
	readonly digestMinutes?: number | null;
	readonly eventKinds?: readonly string[] | null;
	readonly kind: NotificationKind;
	readonly letsErrorsThrough?: boolean | null;
	readonly message?: string | null;
	readonly name: string;
	readonly projectIds?: readonly string[] | null;
	readonly quietFrom?: number | null;
	readonly quietTo?: number | null;
	readonly recipients?: readonly string[] | null;
	readonly severities?: readonly Severity[] | null;
	readonly timeZone?: string | null;
	readonly webhook?: string | null;
}

export interface CreateProjectInput {
	readonly description?: string | null;
	readonly isPaused?: boolean | null;
	readonly message?: string | null;
	readonly name: string;
	readonly outputPath?: string | null;
	readonly parameters?: unknown;
	readonly priority?: number | null;
	readonly rootPath: string;
	readonly source?: CreateSourceOfProjectInput | null;
}

export interface CreateSourceInput {
	readonly kind: SourceKind;
	readonly message?: string | null;
	readonly name: string;
	readonly projectId: string;
	readonly rootPath: string;
	readonly settings?: unknown;
}

export interface CreateSourceOfProjectInput {
	readonly kind: SourceKind;
	readonly name?: string | null;
	readonly rootPath?: string | null;
	readonly settings?: unknown;
}

export interface CreateTaskDefinitionInput {
	readonly content: unknown;
	readonly defaultOperations?: unknown;
	readonly description?: string | null;
	readonly message?: string | null;
	readonly name: string;
	readonly repositoryId?: string | null;
}

export interface CreateTaskRepositoryInput {
	readonly description?: string | null;
	readonly location: string;
	readonly message?: string | null;
	readonly name: string;
}

export interface DeleteStageOutputsInput {
	readonly message?: string | null;
	readonly name: string;
	readonly stageId: string;
}

export type DiskVerdict = "CRITICAL" | "ENOUGH" | "LOW";

export interface DuplicateProjectInput {
	readonly id: string;
	readonly isPaused?: boolean | null;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly outputPath?: string | null;
	readonly rootPath?: string | null;
}

export interface DuplicateStageInput {
	readonly name?: string | null;
	readonly stage: StageReferenceInput;
	readonly withDescendants?: boolean | null;
}

export interface DuplicateTaskDefinitionInput {
	readonly id: string;
	readonly message?: string | null;
	readonly name?: string | null;
}

export interface EditGraphInput {
	readonly edits: readonly GraphEditInput[];
	readonly expectedGraphVersion?: number | null;
	readonly isPaused?: boolean | null;
	readonly message?: string | null;
	readonly policy?: EditPolicyInput | null;
	readonly projectId: string;
}

export interface EditPolicyInput {
	readonly acceptAsIs?: boolean | null;
	readonly rerun?: Rerun | null;
	readonly rerunRegion?: LatticeRegionInput | null;
	readonly stopRunning?: boolean | null;
}

export interface EventFilter {
	readonly isOpen?: boolean | null;
	readonly kinds?: readonly string[] | null;
	readonly severities?: readonly Severity[] | null;
	readonly since?: string | null;
	readonly stageId?: string | null;
	readonly text?: string | null;
}

export type FeedbackVerdict = "GOOD" | "RE_IMAGE" | "STOP_AT_END" | "STOP_NOW";

export type GateAction = "FLAG" | "HOLD" | "PASS" | "REJECT";

export interface GraphEditInput {
	readonly addStage?: AddStageInput | null;
	readonly changeStage?: ChangeStageInput | null;
	readonly duplicateStage?: DuplicateStageInput | null;
	readonly promoteCanary?: PromoteCanaryInput | null;
	readonly removeStage?: RemoveStageInput | null;
}

export interface ImportProjectInput {
	readonly isPaused?: boolean | null;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly outputPath?: string | null;
	readonly rootPath?: string | null;
	readonly yaml: string;
}

export type InputState = "ANNOUNCED" | "BAD_LOCATION" | "DASHBOARD" | "DIRECTORY" | "MISSING" | "PIPELINE" | "UNKNOWN";

export interface LatticeInput {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export interface LatticeRegionInput {
	readonly x?: BoundsInput | null;
	readonly y?: BoundsInput | null;
	readonly z?: BoundsInput | null;
}

export type LogStream = "STDERR" | "STDOUT";

export type NotificationKind = "EMAIL" | "WEBHOOK";

export interface NotificationRuleIdInput {
	readonly id: string;
	readonly message?: string | null;
}

export type ProcessingVerdict = "CATCHING_UP" | "DONE" | "FAILING" | "FALLING_BEHIND" | "HELD" | "IDLE" | "KEEPING_UP" | "MEASURING" | "PAUSED" | "PAUSED_ITSELF" | "STUCK";

export interface ProjectIdInput {
	readonly id: string;
	readonly message?: string | null;
}

export interface PromoteCanaryInput {
	readonly stage: StageReferenceInput;
}

export interface QuarantineWorkerInput {
	readonly id: string;
	readonly includesHost?: boolean | null;
	readonly message?: string | null;
	readonly reason: string;
}

export type RateBasis = "ESTIMATED" | "MEASURED";

export interface RejudgeStageInput {
	readonly id: string;
	readonly includesDecided?: boolean | null;
	readonly message?: string | null;
	readonly reason?: string | null;
}

export interface ReleaseWorkerInput {
	readonly id: string;
	readonly message?: string | null;
}

export interface RemoveStageInput {
	readonly children?: RemovedChildren | null;
	readonly stage: StageReferenceInput;
}

export type RemovedChildren = "REATTACH" | "REMOVE";

export type Rerun = "ALL" | "FAILED" | "NOTHING" | "STALE" | "STALE_AND_FAILED";

export interface RestoreGraphInput {
	readonly expectedGraphVersion?: number | null;
	readonly message?: string | null;
	readonly policy?: EditPolicyInput | null;
	readonly projectId: string;
	readonly version?: number | null;
}

export interface RestoreTilesInput {
	readonly ids: readonly string[];
	readonly message?: string | null;
}

export interface SendFeedbackInput {
	readonly message?: string | null;
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly tileIds?: readonly string[] | null;
	readonly verdict: FeedbackVerdict;
}

export interface SetPausedInput {
	readonly id: string;
	readonly isPaused: boolean;
	readonly message?: string | null;
	readonly reason?: string | null;
	readonly stopRunning?: boolean | null;
}

export type Severity = "ERROR" | "INFO" | "WARNING";

export interface SkippedPlanesInput {
	readonly x?: readonly number[] | null;
	readonly y?: readonly number[] | null;
	readonly z?: readonly number[] | null;
}

export interface SourceIdInput {
	readonly id: string;
	readonly message?: string | null;
}

export type SourceKind = "ANNOUNCED" | "DIRECTORY" | "LIST";

export type StageChange = "ADDED" | "CHANGED" | "FOLLOWS" | "REMOVED";

export type StageKind = "PROGRAM" | "ROOT";

export type StagePaceVerdict = "CATCHING_UP" | "DONE" | "FAILING" | "FALLING_BEHIND" | "HELD" | "IDLE" | "KEEPING_UP" | "PAUSED" | "PAUSED_ITSELF" | "STUCK";

export interface StageReferenceInput {
	readonly id?: string | null;
	readonly name?: string | null;
}

export type StartWith = "EVERYTHING" | "NEW_TILES";

export type TaskAction = "ACCEPT_AS_IS" | "APPROVE" | "CANCEL" | "EXCLUDE" | "FLAG" | "HOLD" | "INCLUDE" | "REJECT" | "REQUEUE" | "RETRY" | "SKIP_AS_DONE" | "UNFLAG";

export interface TaskActionInput {
	readonly kind?: TaskAction | null;
	readonly setPriority?: number | null;
}

export interface TaskDefinitionIdInput {
	readonly id: string;
	readonly message?: string | null;
}

export interface TaskFilter {
	readonly ids?: readonly string[] | null;
	readonly isCanary?: boolean | null;
	readonly isDecided?: boolean | null;
	readonly isFlagged?: boolean | null;
	readonly isStale?: boolean | null;
	readonly outcomes?: readonly AttemptOutcome[] | null;
	readonly region?: LatticeRegionInput | null;
	readonly signature?: string | null;
	readonly stageIds?: readonly string[] | null;
	readonly states?: readonly TaskState[] | null;
	readonly tileId?: string | null;
	readonly tileIds?: readonly string[] | null;
	readonly workerId?: string | null;
	readonly z?: number | null;
}

export interface TaskIdsInput {
	readonly ids: readonly string[];
	readonly message?: string | null;
}

export interface TaskRepositoryIdInput {
	readonly id: string;
	readonly message?: string | null;
}

export interface TaskSelection {
	readonly ids?: readonly string[] | null;
	readonly isCanary?: boolean | null;
	readonly isDecided?: boolean | null;
	readonly isFlagged?: boolean | null;
	readonly isStale?: boolean | null;
	readonly outcomes?: readonly AttemptOutcome[] | null;
	readonly projectId: string;
	readonly region?: LatticeRegionInput | null;
	readonly signature?: string | null;
	readonly stageIds?: readonly string[] | null;
	readonly states?: readonly TaskState[] | null;
	readonly tileIds?: readonly string[] | null;
	readonly workerId?: string | null;
}

export type TaskState = "CANCELLED" | "EXCLUDED" | "FAILED" | "READY" | "REJECTED" | "REVIEW" | "RUNNING" | "SUCCEEDED" | "WAITING";

export interface TileFilter {
	readonly attributes?: unknown;
	readonly isComplete?: boolean | null;
	readonly isWithdrawn?: boolean | null;
	readonly pathContains?: string | null;
	readonly sourceId?: string | null;
	readonly z?: number | null;
}

export interface UpdateNotificationRuleInput {
	readonly digestMinutes?: number | null;
	readonly eventKinds?: readonly string[] | null;
	readonly id: string;
	readonly isPaused?: boolean | null;
	readonly kind?: NotificationKind | null;
	readonly letsErrorsThrough?: boolean | null;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly projectIds?: readonly string[] | null;
	readonly quietFrom?: number | null;
	readonly quietTo?: number | null;
	readonly recipients?: readonly string[] | null;
	readonly severities?: readonly Severity[] | null;
	readonly timeZone?: string | null;
	readonly webhook?: string | null;
}

export interface UpdateProjectInput {
	readonly backfillShare?: number | null;
	readonly description?: string | null;
	readonly id: string;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly outputPath?: string | null;
	readonly parameters?: unknown;
	readonly priority?: number | null;
	readonly region?: LatticeRegionInput | null;
	readonly skippedPlanes?: SkippedPlanesInput | null;
}

export interface UpdateSourceInput {
	readonly id: string;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly rootPath?: string | null;
	readonly settings?: unknown;
}

export interface UpdateTaskDefinitionInput {
	readonly content?: unknown;
	readonly defaultOperations?: unknown;
	readonly description?: string | null;
	readonly expectedVersion?: number | null;
	readonly id: string;
	readonly message?: string | null;
	readonly name?: string | null;
	readonly repositoryId?: string | null;
}

export interface UpdateTaskRepositoryInput {
	readonly description?: string | null;
	readonly id: string;
	readonly location?: string | null;
	readonly message?: string | null;
	readonly name?: string | null;
}

export interface UpdateWorkerInput {
	readonly clusterCapacity?: number | null;
	readonly id: string;
	readonly isPaused?: boolean | null;
	readonly localCapacity?: number | null;
	readonly message?: string | null;
	readonly reason?: string | null;
	readonly stopRunning?: boolean | null;
}

export interface VectorInput {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export interface WithdrawTilesInput {
	readonly ids: readonly string[];
	readonly message?: string | null;
	readonly reason?: string | null;
}

export type WorkerState = "IDLE" | "PAUSED" | "PROCESSING" | "UNAVAILABLE";

// alarms/alarms.graphql
export type ListAlarmsResult = {
	readonly events: {
		readonly edges: readonly {
			readonly node: EventFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListAlarmsVariables {
	readonly projectId?: string | null;
	readonly filter?: EventFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListAlarmsDocument = documentOf<ListAlarmsResult, ListAlarmsVariables>(`query ListAlarms($projectId: ID, $filter: EventFilter, $first: Int!, $after: String) {
  events(projectId: $projectId, filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...Event
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Event on Event {
  id
  at
  severity
  kind
  message
  fields
  acknowledgedAt
  acknowledgedBy
  project {
    id
    name
  }
  stage {
    id
    name
  }
}`);

// alarms/alarms.graphql
export type AcknowledgeEventsResult = {
	readonly acknowledgeEvents: {
		readonly changedCount: number;
	};
};
export interface AcknowledgeEventsVariables {
	readonly input: AcknowledgeEventsInput;
}
export const AcknowledgeEventsDocument = documentOf<AcknowledgeEventsResult, AcknowledgeEventsVariables>(`mutation AcknowledgeEvents($input: AcknowledgeEventsInput!) {
  acknowledgeEvents(input: $input) {
    changedCount
  }
}`);

// attempts/attempts.graphql
export type AttemptSummaryFragment = {
	readonly id: string;
	readonly number: number;
	readonly workerId: string;
	readonly worker: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly outcome: AttemptOutcome | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly isPartial: boolean;
	readonly inputCount: number;
	readonly dispatchedAt: string;
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	readonly pendingSeconds: number | null;
	readonly runSeconds: number | null;
	readonly cpuSeconds: number | null;
	readonly maxCpuPercent: number | null;
	readonly maxMemoryMb: number | null;
};

// attempts/attempts.graphql
export type ShowAttemptResult = {
	readonly attempt: AttemptSummaryFragment & {
		readonly task: {
			readonly id: string;
			readonly unitKey: string;
			readonly state: TaskState;
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
		};
		readonly stageVersion: {
			readonly version: number;
		};
		readonly command: readonly string[] | null;
		readonly metrics: unknown;
		readonly artifacts: readonly {
			readonly path: string;
			readonly kind: string;
			readonly sizeBytes: number;
		}[];
		readonly logTail: string | null;
		readonly stdoutUrl: string;
		readonly stderrUrl: string;
	} | null;
};
export interface ShowAttemptVariables {
	readonly id: string;
}
export const ShowAttemptDocument = documentOf<ShowAttemptResult, ShowAttemptVariables>(`query ShowAttempt($id: ID!) {
  attempt(id: $id) {
    ...AttemptSummary
    task {
      id
      unitKey
      state
      stage {
        id
        name
      }
    }
    stageVersion {
      version
    }
    command
    metrics
    artifacts {
      path
      kind
      sizeBytes
    }
    logTail
    stdoutUrl
    stderrUrl
  }
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}`);

// attempts/attempts.graphql
export type FindAttemptLogResult = {
	readonly attempt: {
		readonly id: string;
		readonly stdoutUrl: string;
		readonly stderrUrl: string;
	} | null;
};
export interface FindAttemptLogVariables {
	readonly id: string;
}
export const FindAttemptLogDocument = documentOf<FindAttemptLogResult, FindAttemptLogVariables>(`query FindAttemptLog($id: ID!) {
  attempt(id: $id) {
    id
    stdoutUrl
    stderrUrl
  }
}`);

// attempts/attempts.graphql
export type FindLatestAttemptResult = {
	readonly task: {
		readonly latestAttempt: {
			readonly id: string;
		} | null;
	} | null;
};
export interface FindLatestAttemptVariables {
	readonly taskId: string;
}
export const FindLatestAttemptDocument = documentOf<FindLatestAttemptResult, FindLatestAttemptVariables>(`query FindLatestAttempt($taskId: ID!) {
  task(id: $taskId) {
    latestAttempt {
      id
    }
  }
}`);

// attempts/attempts.graphql
export type FollowAttemptLogResult = {
	readonly attemptLog: {
		readonly text: string;
		readonly fromByte: number;
		readonly nextByte: number;
		readonly isEnd: boolean;
	};
};
export interface FollowAttemptLogVariables {
	readonly attemptId: string;
	readonly stream: LogStream;
	readonly fromByte: number;
}
export const FollowAttemptLogDocument = documentOf<FollowAttemptLogResult, FollowAttemptLogVariables>(`subscription FollowAttemptLog($attemptId: ID!, $stream: LogStream!, $fromByte: Float!) {
  attemptLog(attemptId: $attemptId, stream: $stream, fromByte: $fromByte) {
    text
    fromByte
    nextByte
    isEnd
  }
}`);

// audit/audit.graphql
export type CommandFragment = {
	readonly id: string;
	readonly kind: string;
	readonly actor: string;
	readonly message: string | null;
	readonly summary: string | null;
	readonly createdAt: string;
	readonly finishedAt: string | null;
	readonly before: unknown;
	readonly after: unknown;
	readonly problem: {
		readonly code: string;
		readonly message: string;
	} | null;
	readonly project: {
		readonly id: string;
		readonly name: string;
	} | null;
};

// audit/audit.graphql
export type ListCommandsResult = {
	readonly commands: {
		readonly edges: readonly {
			readonly node: CommandFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListCommandsVariables {
	readonly projectId?: string | null;
	readonly filter?: CommandFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListCommandsDocument = documentOf<ListCommandsResult, ListCommandsVariables>(`query ListCommands($projectId: ID, $filter: CommandFilter, $first: Int!, $after: String) {
  commands(projectId: $projectId, filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...Command
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Command on Command {
  id
  kind
  actor
  message
  summary
  createdAt
  finishedAt
  before
  after
  problem {
    code
    message
  }
  project {
    id
    name
  }
}`);

// cluster-jobs/cluster-jobs.graphql
export type ClusterJobFragment = {
	readonly id: string;
	readonly jobId: string | null;
	readonly element: number;
	readonly name: string;
	readonly kind: ClusterJobKind;
	readonly scheduler: string;
	readonly state: string;
	readonly words: string | null;
	readonly reason: string | null;
	readonly node: string | null;
	readonly template: string;
	readonly cpus: number;
	readonly memoryMb: number | null;
	readonly timeLimitSeconds: number | null;
	readonly waitSeconds: number | null;
	readonly runSeconds: number | null;
	readonly problem: string | null;
	readonly firstToldAt: string;
	readonly lastToldAt: string;
	readonly overAt: string | null;
	readonly worker: {
		readonly id: string;
		readonly name: string;
	};
};

// cluster-jobs/cluster-jobs.graphql
export type ListClusterJobsResult = {
	readonly workers: readonly {
		readonly id: string;
		readonly name: string;
		readonly host: string;
		readonly clusterJobs: readonly ClusterJobFragment[];
	}[];
};
export interface ListClusterJobsVariables {
	readonly onlyLive: boolean;
}
export const ListClusterJobsDocument = documentOf<ListClusterJobsResult, ListClusterJobsVariables>(`query ListClusterJobs($onlyLive: Boolean!) {
  workers {
    id
    name
    host
    clusterJobs(onlyLive: $onlyLive) {
      ...ClusterJob
    }
  }
}

fragment ClusterJob on ClusterJob {
  id
  jobId
  element
  name
  kind
  scheduler
  state
  words
  reason
  node
  template
  cpus
  memoryMb
  timeLimitSeconds
  waitSeconds
  runSeconds
  problem
  firstToldAt
  lastToldAt
  overAt
  worker {
    id
    name
  }
}`);

// cluster-jobs/cluster-jobs.graphql
export type ShowClusterJobsResult = {
	readonly worker: {
		readonly clusterJobs: readonly (ClusterJobFragment & {
			readonly submission: {
				readonly command: readonly string[];
				readonly script: string;
			} | null;
			readonly attempts: readonly (AttemptSummaryFragment & {
				readonly task: TaskSummaryFragment;
			})[];
		})[];
	} | null;
};
export interface ShowClusterJobsVariables {
	readonly workerId: string;
}
export const ShowClusterJobsDocument = documentOf<ShowClusterJobsResult, ShowClusterJobsVariables>(`query ShowClusterJobs($workerId: ID!) {
  worker(id: $workerId) {
    clusterJobs(onlyLive: false) {
      ...ClusterJob
      submission {
        command
        script
      }
      attempts {
        ...AttemptSummary
        task {
          ...TaskSummary
        }
      }
    }
  }
}

fragment ClusterJob on ClusterJob {
  id
  jobId
  element
  name
  kind
  scheduler
  state
  words
  reason
  node
  template
  cpus
  memoryMb
  timeLimitSeconds
  waitSeconds
  runSeconds
  problem
  firstToldAt
  lastToldAt
  overAt
  worker {
    id
    name
  }
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// completion/completion.graphql
export type CompleteNamesResult = {
	readonly projects: readonly {
		readonly id: string;
		readonly name: string;
		readonly sources: readonly {
			readonly name: string;
		}[];
		readonly stages: readonly {
			readonly name: string;
			readonly kind: StageKind;
		}[];
	}[];
	readonly workers: readonly {
		readonly id: string;
		readonly name: string;
		readonly host: string;
	}[];
	readonly taskDefinitions: readonly ({
		readonly name: string;
		readonly description: string;
		readonly archivedAt: string | null;
	})[];
	readonly taskRepositories: readonly ({
		readonly name: string;
		readonly location: string;
		readonly archivedAt: string | null;
	})[];
	readonly notificationRules: readonly {
		readonly id: string;
		readonly name: string;
	}[];
};
export type CompleteNamesVariables = Record<string, never>;
export const CompleteNamesDocument = documentOf<CompleteNamesResult, CompleteNamesVariables>(`query CompleteNames {
  projects {
    id
    name
    sources {
      name
    }
    stages {
      name
      kind
    }
  }
  workers {
    id
    name
    host
  }
  taskDefinitions {
    name
    description
    archivedAt
  }
  taskRepositories {
    name
    location
    archivedAt
  }
  notificationRules {
    id
    name
  }
}`);

// completion/completion.graphql
export type CompleteEventKindsResult = {
	readonly eventKinds: readonly string[];
};
export type CompleteEventKindsVariables = Record<string, never>;
export const CompleteEventKindsDocument = documentOf<CompleteEventKindsResult, CompleteEventKindsVariables>(`query CompleteEventKinds {
  eventKinds
}`);

// completion/completion.graphql
export type CompleteGroupsResult = {
	readonly failureGroups: {
		readonly edges: readonly {
			readonly node: {
				readonly id: string;
				readonly signature: string;
			};
		}[];
	};
};
export interface CompleteGroupsVariables {
	readonly projectId: string;
}
export const CompleteGroupsDocument = documentOf<CompleteGroupsResult, CompleteGroupsVariables>(`query CompleteGroups($projectId: ID!) {
  failureGroups(projectId: $projectId, first: 50) {
    edges {
      node {
        id
        signature
      }
    }
  }
}`);

// definitions/definitions.graphql
export type DefinitionSummaryFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly version: number;
	readonly archivedAt: string | null;
	readonly programExists: boolean;
	readonly repository: {
		readonly id: string;
		readonly name: string;
		readonly location: string;
	} | null;
	readonly content: unknown;
	readonly defaultOperations: unknown;
};

// definitions/definitions.graphql
export type ListDefinitionsResult = {
	readonly taskDefinitions: readonly (DefinitionSummaryFragment & {
		readonly stages: readonly {
			readonly id: string;
			readonly name: string;
		}[];
	})[];
};
export type ListDefinitionsVariables = Record<string, never>;
export const ListDefinitionsDocument = documentOf<ListDefinitionsResult, ListDefinitionsVariables>(`query ListDefinitions {
  taskDefinitions {
    ...DefinitionSummary
    stages {
      id
      name
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type ShowDefinitionResult = {
	readonly taskDefinition: DefinitionSummaryFragment & {
		readonly programText: string | null;
		readonly stages: readonly {
			readonly id: string;
			readonly name: string;
			readonly project: {
				readonly id: string;
				readonly name: string;
			};
		}[];
	} | null;
};
export interface ShowDefinitionVariables {
	readonly id: string;
}
export const ShowDefinitionDocument = documentOf<ShowDefinitionResult, ShowDefinitionVariables>(`query ShowDefinition($id: ID!) {
  taskDefinition(id: $id) {
    ...DefinitionSummary
    programText
    stages {
      id
      name
      project {
        id
        name
      }
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type CreateDefinitionResult = {
	readonly createTaskDefinition: {
		readonly taskDefinition: DefinitionSummaryFragment;
	};
};
export interface CreateDefinitionVariables {
	readonly input: CreateTaskDefinitionInput;
}
export const CreateDefinitionDocument = documentOf<CreateDefinitionResult, CreateDefinitionVariables>(`mutation CreateDefinition($input: CreateTaskDefinitionInput!) {
  createTaskDefinition(input: $input) {
    taskDefinition {
      ...DefinitionSummary
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type UpdateDefinitionResult = {
	readonly updateTaskDefinition: {
		readonly taskDefinition: DefinitionSummaryFragment;
	};
};
export interface UpdateDefinitionVariables {
	readonly input: UpdateTaskDefinitionInput;
}
export const UpdateDefinitionDocument = documentOf<UpdateDefinitionResult, UpdateDefinitionVariables>(`mutation UpdateDefinition($input: UpdateTaskDefinitionInput!) {
  updateTaskDefinition(input: $input) {
    taskDefinition {
      ...DefinitionSummary
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type DuplicateDefinitionResult = {
	readonly duplicateTaskDefinition: {
		readonly taskDefinition: DefinitionSummaryFragment;
	};
};
export interface DuplicateDefinitionVariables {
	readonly input: DuplicateTaskDefinitionInput;
}
export const DuplicateDefinitionDocument = documentOf<DuplicateDefinitionResult, DuplicateDefinitionVariables>(`mutation DuplicateDefinition($input: DuplicateTaskDefinitionInput!) {
  duplicateTaskDefinition(input: $input) {
    taskDefinition {
      ...DefinitionSummary
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type ArchiveDefinitionResult = {
	readonly archiveTaskDefinition: {
		readonly taskDefinition: DefinitionSummaryFragment;
	};
};
export interface ArchiveDefinitionVariables {
	readonly input: TaskDefinitionIdInput;
}
export const ArchiveDefinitionDocument = documentOf<ArchiveDefinitionResult, ArchiveDefinitionVariables>(`mutation ArchiveDefinition($input: TaskDefinitionIdInput!) {
  archiveTaskDefinition(input: $input) {
    taskDefinition {
      ...DefinitionSummary
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// definitions/definitions.graphql
export type ReadDefinitionUseResult = {
	readonly taskDefinitions: readonly ({
		readonly id: string;
		readonly name: string;
		readonly version: number;
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly project: {
				readonly id: string;
				readonly name: string;
			};
			readonly definitionVersion: number | null;
		})[];
	})[];
};
export type ReadDefinitionUseVariables = Record<string, never>;
export const ReadDefinitionUseDocument = documentOf<ReadDefinitionUseResult, ReadDefinitionUseVariables>(`query ReadDefinitionUse {
  taskDefinitions {
    id
    name
    version
    stages {
      id
      name
      project {
        id
        name
      }
      definitionVersion
    }
  }
}`);

// definitions/definitions.graphql
export type RenderCommandResult = {
	readonly renderCommand: {
		readonly command: readonly string[];
		readonly tileName: string | null;
		readonly unknownNames: readonly string[];
		readonly values: readonly {
			readonly name: string;
			readonly value: string;
		}[];
	};
};
export interface RenderCommandVariables {
	readonly content: unknown;
	readonly repositoryId?: string | null;
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly tileId?: string | null;
}
export const RenderCommandDocument = documentOf<RenderCommandResult, RenderCommandVariables>(`query RenderCommand($content: JSON!, $repositoryId: ID, $projectId: ID!, $stageId: ID, $tileId: ID) {
  renderCommand(
    content: $content
    repositoryId: $repositoryId
    projectId: $projectId
    stageId: $stageId
    tileId: $tileId
  ) {
    command
    tileName
    unknownNames
    values {
      name
      value
    }
  }
}`);

// doctor/doctor.graphql
export type ExamineResult = {
	readonly system: SystemFragment;
	readonly workers: readonly WorkerFragment[];
	readonly projects: readonly ({
		readonly id: string;
		readonly name: string;
		readonly sources: readonly SourceFragment[];
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly isPaused: boolean;
			readonly pauseReason: string | null;
		})[];
	})[];
	readonly taskDefinitions: readonly ({
		readonly id: string;
		readonly name: string;
		readonly programExists: boolean;
		readonly archivedAt: string | null;
	})[];
};
export type ExamineVariables = Record<string, never>;
export const ExamineDocument = documentOf<ExamineResult, ExamineVariables>(`query Examine {
  system {
    ...System
  }
  workers {
    ...Worker
  }
  projects {
    id
    name
    sources {
      ...Source
    }
    stages {
      id
      name
      isPaused
      pauseReason
    }
  }
  taskDefinitions {
    id
    name
    programExists
    archivedAt
  }
}

fragment System on System {
  version
  instanceName
  now
  coordinator {
    isActive
    epoch
    holder
    activeSince
  }
  databaseVersion
  bus
  busIsConnected
  invariantViolations {
    name
    message
    firstSeenAt
    count
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// editing/editing.graphql
export type EditFiguresFragment = {
	readonly tasksToAdd: number;
	readonly tasksReady: number;
	readonly tasksToRetire: number;
	readonly becomeStale: number;
	readonly becomeCurrent: number;
	readonly runningAffected: number;
	readonly tasksToRerun: number;
	readonly coreHours: number | null;
	readonly bytes: number | null;
};

// editing/editing.graphql
export type GraphPreviewFragment = {
	readonly graphVersion: number;
	readonly summary: string;
	readonly totals: EditFiguresFragment;
	readonly freeBytes: number | null;
	readonly stages: readonly {
		readonly name: string;
		readonly change: StageChange;
		readonly figures: EditFiguresFragment;
	}[];
};

// editing/editing.graphql
export type EditedGraphFragment = {
	readonly graphVersion: number;
	readonly summary: string;
	readonly addedStages: readonly {
		readonly id: string;
		readonly name: string;
	}[];
	readonly removedStages: readonly {
		readonly id: string;
		readonly name: string;
	}[];
	readonly changedStages: readonly {
		readonly id: string;
		readonly name: string;
	}[];
	readonly stoppedCount: number;
	readonly acceptedCount: number;
	readonly rerunCount: number;
};

// editing/editing.graphql
export type PreviewGraphEditResult = {
	readonly previewGraphEdit: GraphPreviewFragment;
};
export interface PreviewGraphEditVariables {
	readonly projectId: string;
	readonly edits: readonly GraphEditInput[];
	readonly policy?: EditPolicyInput | null;
}
export const PreviewGraphEditDocument = documentOf<PreviewGraphEditResult, PreviewGraphEditVariables>(`query PreviewGraphEdit($projectId: ID!, $edits: [GraphEditInput!]!, $policy: EditPolicyInput) {
  previewGraphEdit(projectId: $projectId, edits: $edits, policy: $policy) {
    ...GraphPreview
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// editing/editing.graphql
export type EditGraphResult = {
	readonly editGraph: EditedGraphFragment;
};
export interface EditGraphVariables {
	readonly input: EditGraphInput;
}
export const EditGraphDocument = documentOf<EditGraphResult, EditGraphVariables>(`mutation EditGraph($input: EditGraphInput!) {
  editGraph(input: $input) {
    ...EditedGraph
  }
}

fragment EditedGraph on GraphPayload {
  graphVersion
  summary
  addedStages {
    id
    name
  }
  removedStages {
    id
    name
  }
  changedStages {
    id
    name
  }
  stoppedCount
  acceptedCount
  rerunCount
}`);

// editing/editing.graphql
export type PreviewRestoreGraphResult = {
	readonly previewRestoreGraph: GraphPreviewFragment;
};
export interface PreviewRestoreGraphVariables {
	readonly projectId: string;
	readonly version?: number | null;
	readonly policy?: EditPolicyInput | null;
}
export const PreviewRestoreGraphDocument = documentOf<PreviewRestoreGraphResult, PreviewRestoreGraphVariables>(`query PreviewRestoreGraph($projectId: ID!, $version: Int, $policy: EditPolicyInput) {
  previewRestoreGraph(projectId: $projectId, version: $version, policy: $policy) {
    ...GraphPreview
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// editing/editing.graphql
export type RestoreGraphResult = {
	readonly restoreGraph: EditedGraphFragment;
};
export interface RestoreGraphVariables {
	readonly input: RestoreGraphInput;
}
export const RestoreGraphDocument = documentOf<RestoreGraphResult, RestoreGraphVariables>(`mutation RestoreGraph($input: RestoreGraphInput!) {
  restoreGraph(input: $input) {
    ...EditedGraph
  }
}

fragment EditedGraph on GraphPayload {
  graphVersion
  summary
  addedStages {
    id
    name
  }
  removedStages {
    id
    name
  }
  changedStages {
    id
    name
  }
  stoppedCount
  acceptedCount
  rerunCount
}`);

// events/events.graphql
export type EventFragment = {
	readonly id: string;
	readonly at: string;
	readonly severity: Severity;
	readonly kind: string;
	readonly message: string;
	readonly fields: unknown;
	readonly acknowledgedAt: string | null;
	readonly acknowledgedBy: string | null;
	readonly project: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly stage: {
		readonly id: string;
		readonly name: string;
	} | null;
};

// events/events.graphql
export type ListEventsResult = {
	readonly events: {
		readonly edges: readonly {
			readonly node: EventFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListEventsVariables {
	readonly projectId?: string | null;
	readonly filter?: EventFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListEventsDocument = documentOf<ListEventsResult, ListEventsVariables>(`query ListEvents($projectId: ID, $filter: EventFilter, $first: Int!, $after: String) {
  events(projectId: $projectId, filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...Event
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Event on Event {
  id
  at
  severity
  kind
  message
  fields
  acknowledgedAt
  acknowledgedBy
  project {
    id
    name
  }
  stage {
    id
    name
  }
}`);

// events/events.graphql
export type FollowEventsResult = {
	readonly eventAdded: EventFragment;
};
export interface FollowEventsVariables {
	readonly projectId?: string | null;
}
export const FollowEventsDocument = documentOf<FollowEventsResult, FollowEventsVariables>(`subscription FollowEvents($projectId: ID) {
  eventAdded(projectId: $projectId) {
    ...Event
  }
}

fragment Event on Event {
  id
  at
  severity
  kind
  message
  fields
  acknowledgedAt
  acknowledgedBy
  project {
    id
    name
  }
  stage {
    id
    name
  }
}`);

// failures/failures.graphql
export type WorkerFailuresFragment = {
	readonly name: string;
	readonly host: string;
	readonly attempts: number;
	readonly lastAt: string;
	readonly worker: {
		readonly id: string;
	} | null;
};

// failures/failures.graphql
export type HostFailuresFragment = {
	readonly host: string;
	readonly attempts: number;
	readonly workers: number;
};

// failures/failures.graphql
export type FailureGroupFragment = {
	readonly id: string;
	readonly stage: {
		readonly id: string;
		readonly name: string;
	};
	readonly outcome: AttemptOutcome;
	readonly signature: string;
	readonly failedTasks: number;
	readonly attempts: number;
	readonly firstAt: string;
	readonly lastAt: string;
	readonly workers: readonly WorkerFailuresFragment[];
	readonly hosts: readonly HostFailuresFragment[];
};

// failures/failures.graphql
export type ListFailureGroupsResult = {
	readonly failureGroups: {
		readonly totalCount: number | null;
		readonly edges: readonly {
			readonly node: FailureGroupFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListFailureGroupsVariables {
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly since?: string | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListFailureGroupsDocument = documentOf<ListFailureGroupsResult, ListFailureGroupsVariables>(`query ListFailureGroups($projectId: ID!, $stageId: ID, $since: DateTime, $first: Int!, $after: String) {
  failureGroups(
    projectId: $projectId
    stageId: $stageId
    since: $since
    first: $first
    after: $after
  ) {
    totalCount
    edges {
      node {
        ...FailureGroup
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment FailureGroup on FailureGroup {
  id
  stage {
    id
    name
  }
  outcome
  signature
  failedTasks
  attempts
  firstAt
  lastAt
  workers {
    ...WorkerFailures
  }
  hosts {
    ...HostFailures
  }
}

fragment WorkerFailures on WorkerFailures {
  name
  host
  attempts
  lastAt
  worker {
    id
  }
}

fragment HostFailures on HostFailures {
  host
  attempts
  workers
}`);

// failures/failures.graphql
export type ShownFailureGroupFragment = FailureGroupFragment & {
	readonly overTime: readonly {
		readonly at: string;
		readonly attempts: number;
	}[];
	readonly examples: readonly (AttemptSummaryFragment & {
		readonly logTail: string | null;
		readonly task: TaskSummaryFragment;
	})[];
};

// failures/failures.graphql
export type ReadFailureGroupResult = {
	readonly failureGroup: ShownFailureGroupFragment & {
		readonly project: {
			readonly id: string;
		};
	} | null;
};
export interface ReadFailureGroupVariables {
	readonly id: string;
}
export const ReadFailureGroupDocument = documentOf<ReadFailureGroupResult, ReadFailureGroupVariables>(`query ReadFailureGroup($id: ID!) {
  failureGroup(id: $id) {
    ...ShownFailureGroup
    project {
      id
    }
  }
}

fragment ShownFailureGroup on FailureGroup {
  ...FailureGroup
  overTime {
    at
    attempts
  }
  examples {
    ...AttemptSummary
    logTail
    task {
      ...TaskSummary
    }
  }
}

fragment FailureGroup on FailureGroup {
  id
  stage {
    id
    name
  }
  outcome
  signature
  failedTasks
  attempts
  firstAt
  lastAt
  workers {
    ...WorkerFailures
  }
  hosts {
    ...HostFailures
  }
}

fragment WorkerFailures on WorkerFailures {
  name
  host
  attempts
  lastAt
  worker {
    id
  }
}

fragment HostFailures on HostFailures {
  host
  attempts
  workers
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// failures/failures.graphql
export type ShowFailureGroupResult = {
	readonly failureGroups: {
		readonly edges: readonly {
			readonly node: ShownFailureGroupFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ShowFailureGroupVariables {
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly since?: string | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ShowFailureGroupDocument = documentOf<ShowFailureGroupResult, ShowFailureGroupVariables>(`query ShowFailureGroup($projectId: ID!, $stageId: ID, $since: DateTime, $first: Int!, $after: String) {
  failureGroups(
    projectId: $projectId
    stageId: $stageId
    since: $since
    first: $first
    after: $after
  ) {
    edges {
      node {
        ...ShownFailureGroup
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment ShownFailureGroup on FailureGroup {
  ...FailureGroup
  overTime {
    at
    attempts
  }
  examples {
    ...AttemptSummary
    logTail
    task {
      ...TaskSummary
    }
  }
}

fragment FailureGroup on FailureGroup {
  id
  stage {
    id
    name
  }
  outcome
  signature
  failedTasks
  attempts
  firstAt
  lastAt
  workers {
    ...WorkerFailures
  }
  hosts {
    ...HostFailures
  }
}

fragment WorkerFailures on WorkerFailures {
  name
  host
  attempts
  lastAt
  worker {
    id
  }
}

fragment HostFailures on HostFailures {
  host
  attempts
  workers
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// failures/failures.graphql
export type ListFailurePlacesResult = {
	readonly failurePlaces: {
		readonly hosts: readonly HostFailuresFragment[];
		readonly workers: readonly WorkerFailuresFragment[];
	};
};
export interface ListFailurePlacesVariables {
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly since?: string | null;
}
export const ListFailurePlacesDocument = documentOf<ListFailurePlacesResult, ListFailurePlacesVariables>(`query ListFailurePlaces($projectId: ID!, $stageId: ID, $since: DateTime) {
  failurePlaces(projectId: $projectId, stageId: $stageId, since: $since) {
    hosts {
      ...HostFailures
    }
    workers {
      ...WorkerFailures
    }
  }
}

fragment HostFailures on HostFailures {
  host
  attempts
  workers
}

fragment WorkerFailures on WorkerFailures {
  name
  host
  attempts
  lastAt
  worker {
    id
  }
}`);

// feedback/feedback.graphql
export type FeedbackFragment = {
	readonly id: string;
	readonly verdict: FeedbackVerdict;
	readonly stage: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly rule: string | null;
	readonly actor: string | null;
	readonly text: string | null;
	readonly tileCount: number;
	readonly webhook: string | null;
	readonly subject: string | null;
	readonly createdAt: string;
	readonly tries: number;
	readonly lastTriedAt: string | null;
	readonly lastAnswer: string | null;
	readonly failingSince: string | null;
	readonly deliveredAt: string | null;
	readonly givenUpAt: string | null;
};

// feedback/feedback.graphql
export type ListFeedbackResult = {
	readonly feedback: {
		readonly totalCount: number | null;
		readonly edges: readonly {
			readonly node: FeedbackFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListFeedbackVariables {
	readonly projectId: string;
	readonly isOpen?: boolean | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListFeedbackDocument = documentOf<ListFeedbackResult, ListFeedbackVariables>(`query ListFeedback($projectId: ID!, $isOpen: Boolean, $first: Int!, $after: String) {
  feedback(projectId: $projectId, isOpen: $isOpen, first: $first, after: $after) {
    totalCount
    edges {
      node {
        ...Feedback
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Feedback on Feedback {
  id
  verdict
  stage {
    id
    name
  }
  rule
  actor
  text
  tileCount
  webhook
  subject
  createdAt
  tries
  lastTriedAt
  lastAnswer
  failingSince
  deliveredAt
  givenUpAt
}`);

// feedback/feedback.graphql
export type SendFeedbackResult = {
	readonly sendFeedback: {
		readonly feedback: readonly FeedbackFragment[];
	};
};
export interface SendFeedbackVariables {
	readonly input: SendFeedbackInput;
}
export const SendFeedbackDocument = documentOf<SendFeedbackResult, SendFeedbackVariables>(`mutation SendFeedback($input: SendFeedbackInput!) {
  sendFeedback(input: $input) {
    feedback {
      ...Feedback
    }
  }
}

fragment Feedback on Feedback {
  id
  verdict
  stage {
    id
    name
  }
  rule
  actor
  text
  tileCount
  webhook
  subject
  createdAt
  tries
  lastTriedAt
  lastAnswer
  failingSince
  deliveredAt
  givenUpAt
}`);

// gates/gates.graphql
export type ShowGateResult = {
	readonly stage: {
		readonly id: string;
		readonly name: string;
		readonly kind: StageKind;
		readonly project: {
			readonly id: string;
			readonly name: string;
		};
		readonly counts: readonly {
			readonly state: TaskState;
			readonly count: number;
		}[];
		readonly operations: unknown;
	} | null;
};
export interface ShowGateVariables {
	readonly id: string;
}
export const ShowGateDocument = documentOf<ShowGateResult, ShowGateVariables>(`query ShowGate($id: ID!) {
  stage(id: $id) {
    id
    name
    kind
    project {
      id
      name
    }
    counts {
      state
      count
    }
    operations
  }
}`);

// gates/gates.graphql
export type ReadMetricNamesResult = {
	readonly stage: {
		readonly tasks: {
			readonly edges: readonly {
				readonly node: {
					readonly metrics: unknown;
				};
			}[];
		};
	} | null;
};
export interface ReadMetricNamesVariables {
	readonly stageId: string;
	readonly first: number;
}
export const ReadMetricNamesDocument = documentOf<ReadMetricNamesResult, ReadMetricNamesVariables>(`query ReadMetricNames($stageId: ID!, $first: Int!) {
  stage(id: $stageId) {
    tasks(first: $first, filter: {states: [SUCCEEDED, REVIEW, REJECTED]}) {
      edges {
        node {
          metrics
        }
      }
    }
  }
}`);

// gates/gates.graphql
export type RejudgeStageResult = {
	readonly rejudgeStage: {
		readonly judgedCount: number;
		readonly changedCount: number;
		readonly stage: {
			readonly id: string;
			readonly name: string;
			readonly counts: readonly {
				readonly state: TaskState;
				readonly count: number;
			}[];
		};
	};
};
export interface RejudgeStageVariables {
	readonly input: RejudgeStageInput;
}
export const RejudgeStageDocument = documentOf<RejudgeStageResult, RejudgeStageVariables>(`mutation RejudgeStage($input: RejudgeStageInput!) {
  rejudgeStage(input: $input) {
    judgedCount
    changedCount
    stage {
      id
      name
      counts {
        state
        count
      }
    }
  }
}`);

// graph/graph.graphql
export type ShowGraphResult = {
	readonly project: {
		readonly id: string;
		readonly name: string;
		readonly graphVersion: number;
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly kind: StageKind;
			readonly isPaused: boolean;
			readonly staleCount: number;
			readonly parents: readonly {
				readonly id: string;
				readonly name: string;
			}[];
			readonly definition: {
				readonly name: string;
			} | null;
			readonly version: {
				readonly version: number;
			} | null;
			readonly unitRule: unknown;
			readonly scope: {
				readonly region: {
					readonly x: {
						readonly min: number | null;
						readonly max: number | null;
					} | null;
					readonly y: {
						readonly min: number | null;
						readonly max: number | null;
					} | null;
					readonly z: {
						readonly min: number | null;
						readonly max: number | null;
					} | null;
				} | null;
				readonly onlyNewTiles: boolean;
			};
			readonly canary: {
				readonly count: number;
			} | null;
			readonly canaryOf: {
				readonly name: string;
			} | null;
		})[];
	} | null;
};
export interface ShowGraphVariables {
	readonly projectId: string;
}
export const ShowGraphDocument = documentOf<ShowGraphResult, ShowGraphVariables>(`query ShowGraph($projectId: ID!) {
  project(id: $projectId) {
    id
    name
    graphVersion
    stages {
      id
      name
      kind
      isPaused
      staleCount
      parents {
        id
        name
      }
      definition {
        name
      }
      version {
        version
      }
      unitRule
      scope {
        region {
          x {
            min
            max
          }
          y {
            min
            max
          }
          z {
            min
            max
          }
        }
        onlyNewTiles
      }
      canary {
        count
      }
      canaryOf {
        name
      }
    }
  }
}`);

// graph/graph.graphql
export type GraphVersionFragment = {
	readonly version: number;
	readonly summary: string;
	readonly actor: string;
	readonly message: string | null;
	readonly at: string;
	readonly restores: number | null;
	readonly stages: readonly {
		readonly name: string;
	}[];
};

// graph/graph.graphql
export type ListGraphVersionsResult = {
	readonly project: {
		readonly graphVersions: {
			readonly edges: readonly {
				readonly node: GraphVersionFragment;
			}[];
			readonly pageInfo: {
				readonly hasNextPage: boolean;
				readonly endCursor: string | null;
			};
		};
	} | null;
};
export interface ListGraphVersionsVariables {
	readonly projectId: string;
	readonly first: number;
	readonly after?: string | null;
}
export const ListGraphVersionsDocument = documentOf<ListGraphVersionsResult, ListGraphVersionsVariables>(`query ListGraphVersions($projectId: ID!, $first: Int!, $after: String) {
  project(id: $projectId) {
    graphVersions(first: $first, after: $after) {
      edges {
        node {
          ...GraphVersion
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}

fragment GraphVersion on GraphVersion {
  version
  summary
  actor
  message
  at
  restores
  stages {
    name
  }
}`);

// metrics/metrics.graphql
export type MeasuredTaskFragment = {
	readonly id: string;
	readonly unitKey: string;
	readonly unit: unknown;
	readonly state: TaskState;
	readonly metrics: unknown;
	readonly tile: {
		readonly id: string;
		readonly relativePath: string;
		readonly lattice: {
			readonly x: number;
			readonly y: number;
			readonly z: number;
		} | null;
	} | null;
};

// metrics/metrics.graphql
export type ListMetricsResult = {
	readonly stage: {
		readonly tasks: {
			readonly edges: readonly {
				readonly node: MeasuredTaskFragment;
			}[];
			readonly pageInfo: {
				readonly hasNextPage: boolean;
				readonly endCursor: string | null;
			};
		};
	} | null;
};
export interface ListMetricsVariables {
	readonly stageId: string;
	readonly filter?: TaskFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListMetricsDocument = documentOf<ListMetricsResult, ListMetricsVariables>(`query ListMetrics($stageId: ID!, $filter: TaskFilter, $first: Int!, $after: String) {
  stage(id: $stageId) {
    tasks(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          ...MeasuredTask
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}

fragment MeasuredTask on Task {
  id
  unitKey
  unit
  state
  metrics
  tile {
    id
    relativePath
    lattice {
      x
      y
      z
    }
  }
}`);

// notifications/notifications.graphql
export type NotificationRuleFragment = {
	readonly id: string;
	readonly name: string;
	readonly kind: NotificationKind;
	readonly recipients: readonly string[];
	readonly webhook: string | null;
	readonly severities: readonly Severity[];
	readonly eventKinds: readonly string[] | null;
	readonly projects: readonly {
		readonly id: string;
		readonly name: string;
	}[] | null;
	readonly digestMinutes: number;
	readonly quietFrom: number | null;
	readonly quietTo: number | null;
	readonly timeZone: string;
	readonly letsErrorsThrough: boolean;
	readonly isPaused: boolean;
	readonly createdAt: string;
};

// notifications/notifications.graphql
export type NotificationFragment = {
	readonly id: string;
	readonly rule: {
		readonly id: string;
		readonly name: string;
	};
	readonly subject: string;
	readonly to: readonly string[];
	readonly eventCount: number;
	readonly isTest: boolean;
	readonly createdAt: string;
	readonly tries: number;
	readonly lastTriedAt: string | null;
	readonly lastAnswer: string | null;
	readonly deliveredAt: string | null;
	readonly givenUpAt: string | null;
};

// notifications/notifications.graphql
export type ListNotificationRulesResult = {
	readonly notificationRules: readonly NotificationRuleFragment[];
};
export type ListNotificationRulesVariables = Record<string, never>;
export const ListNotificationRulesDocument = documentOf<ListNotificationRulesResult, ListNotificationRulesVariables>(`query ListNotificationRules {
  notificationRules {
    ...NotificationRule
  }
}

fragment NotificationRule on NotificationRule {
  id
  name
  kind
  recipients
  webhook
  severities
  eventKinds
  projects {
    id
    name
  }
  digestMinutes
  quietFrom
  quietTo
  timeZone
  letsErrorsThrough
  isPaused
  createdAt
}`);

// notifications/notifications.graphql
export type ListNotificationsResult = {
	readonly notifications: {
		readonly edges: readonly {
			readonly node: NotificationFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListNotificationsVariables {
	readonly first: number;
	readonly after?: string | null;
}
export const ListNotificationsDocument = documentOf<ListNotificationsResult, ListNotificationsVariables>(`query ListNotifications($first: Int!, $after: String) {
  notifications(first: $first, after: $after) {
    edges {
      node {
        ...Notification
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Notification on Notification {
  id
  rule {
    id
    name
  }
  subject
  to
  eventCount
  isTest
  createdAt
  tries
  lastTriedAt
  lastAnswer
  deliveredAt
  givenUpAt
}`);

// notifications/notifications.graphql
export type TestNotificationRuleResult = {
	readonly testNotificationRule: {
		readonly notificationId: string;
	};
};
export interface TestNotificationRuleVariables {
	readonly input: NotificationRuleIdInput;
}
export const TestNotificationRuleDocument = documentOf<TestNotificationRuleResult, TestNotificationRuleVariables>(`mutation TestNotificationRule($input: NotificationRuleIdInput!) {
  testNotificationRule(input: $input) {
    notificationId
  }
}`);

// notifications/notifications.graphql
export type UpdateNotificationRuleResult = {
	readonly updateNotificationRule: {
		readonly rule: NotificationRuleFragment;
	};
};
export interface UpdateNotificationRuleVariables {
	readonly input: UpdateNotificationRuleInput;
}
export const UpdateNotificationRuleDocument = documentOf<UpdateNotificationRuleResult, UpdateNotificationRuleVariables>(`mutation UpdateNotificationRule($input: UpdateNotificationRuleInput!) {
  updateNotificationRule(input: $input) {
    rule {
      ...NotificationRule
    }
  }
}

fragment NotificationRule on NotificationRule {
  id
  name
  kind
  recipients
  webhook
  severities
  eventKinds
  projects {
    id
    name
  }
  digestMinutes
  quietFrom
  quietTo
  timeZone
  letsErrorsThrough
  isPaused
  createdAt
}`);

// notifications/notifications.graphql
export type CreateNotificationRuleResult = {
	readonly createNotificationRule: {
		readonly rule: NotificationRuleFragment;
	};
};
export interface CreateNotificationRuleVariables {
	readonly input: CreateNotificationRuleInput;
}
export const CreateNotificationRuleDocument = documentOf<CreateNotificationRuleResult, CreateNotificationRuleVariables>(`mutation CreateNotificationRule($input: CreateNotificationRuleInput!) {
  createNotificationRule(input: $input) {
    rule {
      ...NotificationRule
    }
  }
}

fragment NotificationRule on NotificationRule {
  id
  name
  kind
  recipients
  webhook
  severities
  eventKinds
  projects {
    id
    name
  }
  digestMinutes
  quietFrom
  quietTo
  timeZone
  letsErrorsThrough
  isPaused
  createdAt
}`);

// notifications/notifications.graphql
export type ArchiveNotificationRuleResult = {
	readonly archiveNotificationRule: {
		readonly rule: NotificationRuleFragment;
	};
};
export interface ArchiveNotificationRuleVariables {
	readonly input: NotificationRuleIdInput;
}
export const ArchiveNotificationRuleDocument = documentOf<ArchiveNotificationRuleResult, ArchiveNotificationRuleVariables>(`mutation ArchiveNotificationRule($input: NotificationRuleIdInput!) {
  archiveNotificationRule(input: $input) {
    rule {
      ...NotificationRule
    }
  }
}

fragment NotificationRule on NotificationRule {
  id
  name
  kind
  recipients
  webhook
  severities
  eventKinds
  projects {
    id
    name
  }
  digestMinutes
  quietFrom
  quietTo
  timeZone
  letsErrorsThrough
  isPaused
  createdAt
}`);

// pace/pace.graphql
export type StagePaceFragment = {
	readonly stageId: string;
	readonly name: string;
	readonly verdict: StagePaceVerdict;
	readonly backlog: number;
	readonly held: number;
	readonly running: number;
	readonly remaining: number | null;
	readonly comingPerMinute: number | null;
	readonly endedPerMinute: number | null;
	readonly rateBasis: RateBasis | null;
	readonly rateSeconds: number;
	readonly secondsLeft: number | null;
};

// pace/pace.graphql
export type PaceFragment = {
	readonly arrival: {
		readonly verdict: ArrivalVerdict;
		readonly sentence: string;
		readonly arrived: number;
		readonly expected: number | null;
		readonly lastAt: string | null;
		readonly nextDueAt: string | null;
		readonly alarmAt: string | null;
		readonly tileSeconds: number | null;
		readonly rowSeconds: number | null;
		readonly planeSeconds: number | null;
		readonly tilesPerMinute: number | null;
		readonly secondsLeft: number | null;
	};
	readonly processing: {
		readonly verdict: ProcessingVerdict;
		readonly limit: string | null;
		readonly sentence: string;
		readonly secondsLeft: number | null;
	};
	readonly bottleneck: StagePaceFragment | null;
	readonly stages: readonly StagePaceFragment[];
	readonly disks: readonly ({
		readonly roots: readonly string[];
		readonly verdict: DiskVerdict;
		readonly sentence: string;
		readonly freeBytes: number;
		readonly totalBytes: number;
		readonly neededBytes: number | null;
		readonly shrinkingBytesPerHour: number | null;
		readonly hoursLeft: number | null;
	})[];
};

// pace/pace.graphql
export type FollowPaceResult = {
	readonly projectPaceChanged: PaceFragment;
};
export interface FollowPaceVariables {
	readonly id: string;
}
export const FollowPaceDocument = documentOf<FollowPaceResult, FollowPaceVariables>(`subscription FollowPace($id: ID!) {
  projectPaceChanged(projectId: $id) {
    ...Pace
  }
}

fragment Pace on ProjectPace {
  arrival {
    verdict
    sentence
    arrived
    expected
    lastAt
    nextDueAt
    alarmAt
    tileSeconds
    rowSeconds
    planeSeconds
    tilesPerMinute
    secondsLeft
  }
  processing {
    verdict
    limit
    sentence
    secondsLeft
  }
  bottleneck {
    ...StagePace
  }
  stages {
    ...StagePace
  }
  disks {
    roots
    verdict
    sentence
    freeBytes
    totalBytes
    neededBytes
    shrinkingBytesPerHour
    hoursLeft
  }
}

fragment StagePace on StagePace {
  stageId
  name
  verdict
  backlog
  held
  running
  remaining
  comingPerMinute
  endedPerMinute
  rateBasis
  rateSeconds
  secondsLeft
}`);

// pauses/pauses.graphql
export type PreviewPauseResult = {
	readonly previewPause: {
		readonly readyCount: number | null;
		readonly runningCount: number;
	};
};
export interface PreviewPauseVariables {
	readonly projectId?: string | null;
	readonly stageId?: string | null;
	readonly workerId?: string | null;
}
export const PreviewPauseDocument = documentOf<PreviewPauseResult, PreviewPauseVariables>(`query PreviewPause($projectId: ID, $stageId: ID, $workerId: ID) {
  previewPause(projectId: $projectId, stageId: $stageId, workerId: $workerId) {
    readyCount
    runningCount
  }
}`);

// projects/projects.graphql
export type ProjectSummaryFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly priority: number;
	readonly isPaused: boolean;
	readonly archivedAt: string | null;
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly stages: readonly {
		readonly id: string;
		readonly name: string;
		readonly kind: StageKind;
		readonly isPaused: boolean;
		readonly counts: readonly {
			readonly state: TaskState;
			readonly count: number;
		}[];
	}[];
};

// projects/projects.graphql
export type ProjectDetailFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly parameters: unknown;
	readonly inputParameters: unknown;
	readonly extents: {
		readonly minimumX: number | null;
		readonly maximumX: number | null;
		readonly minimumY: number | null;
		readonly maximumY: number | null;
		readonly minimumZ: number | null;
		readonly maximumZ: number | null;
	} | null;
	readonly priority: number;
	readonly region: {
		readonly x: {
			readonly min: number | null;
			readonly max: number | null;
		} | null;
		readonly y: {
			readonly min: number | null;
			readonly max: number | null;
		} | null;
		readonly z: {
			readonly min: number | null;
			readonly max: number | null;
		} | null;
	};
	readonly skippedPlanes: {
		readonly x: readonly number[];
		readonly y: readonly number[];
		readonly z: readonly number[];
	};
	readonly backfillShare: number;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly graphVersion: number;
	readonly createdAt: string;
	readonly archivedAt: string | null;
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly planes: readonly {
		readonly z: number;
		readonly tileCount: number;
	}[];
	readonly sources: readonly SourceFragment[];
	readonly stages: readonly StageSummaryFragment[];
};

// projects/projects.graphql
export type NameProjectsResult = {
	readonly projects: readonly ({
		readonly id: string;
		readonly name: string;
		readonly archivedAt: string | null;
	})[];
};
export type NameProjectsVariables = Record<string, never>;
export const NameProjectsDocument = documentOf<NameProjectsResult, NameProjectsVariables>(`query NameProjects {
  projects(includeArchived: true) {
    id
    name
    archivedAt
  }
}`);

// projects/projects.graphql
export type ListProjectsResult = {
	readonly projects: readonly ProjectSummaryFragment[];
};
export interface ListProjectsVariables {
	readonly includeArchived: boolean;
}
export const ListProjectsDocument = documentOf<ListProjectsResult, ListProjectsVariables>(`query ListProjects($includeArchived: Boolean!) {
  projects(includeArchived: $includeArchived) {
    ...ProjectSummary
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type ShowProjectResult = {
	readonly project: ProjectDetailFragment | null;
};
export interface ShowProjectVariables {
	readonly id: string;
}
export const ShowProjectDocument = documentOf<ShowProjectResult, ShowProjectVariables>(`query ShowProject($id: ID!) {
  project(id: $id) {
    ...ProjectDetail
  }
}

fragment ProjectDetail on Project {
  id
  name
  description
  rootPath
  outputPath
  parameters
  inputParameters
  extents {
    minimumX
    maximumX
    minimumY
    maximumY
    minimumZ
    maximumZ
  }
  priority
  region {
    x {
      min
      max
    }
    y {
      min
      max
    }
    z {
      min
      max
    }
  }
  skippedPlanes {
    x
    y
    z
  }
  backfillShare
  isPaused
  pauseReason
  graphVersion
  createdAt
  archivedAt
  tileCount
  completeTileCount
  planes {
    z
    tileCount
  }
  sources {
    ...Source
  }
  stages {
    ...StageSummary
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}

fragment StageSummary on Stage {
  id
  name
  description
  kind
  parents {
    id
    name
  }
  unitRule
  parameters
  outputPath
  priority
  isPaused
  pauseReason
  canary {
    count
  }
  canaryOf {
    id
    name
  }
  definition {
    id
    name
    version
  }
  counts {
    state
    count
  }
  rate {
    finishedLastMinute
    meanRunSeconds
  }
}`);

// projects/projects.graphql
export type CreateProjectResult = {
	readonly createProject: {
		readonly project: ProjectSummaryFragment;
	};
};
export interface CreateProjectVariables {
	readonly input: CreateProjectInput;
}
export const CreateProjectDocument = documentOf<CreateProjectResult, CreateProjectVariables>(`mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) {
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type SetProjectPausedResult = {
	readonly setProjectPaused: {
		readonly stoppedCount: number;
		readonly project: ProjectSummaryFragment;
	};
};
export interface SetProjectPausedVariables {
	readonly input: SetPausedInput;
}
export const SetProjectPausedDocument = documentOf<SetProjectPausedResult, SetProjectPausedVariables>(`mutation SetProjectPaused($input: SetPausedInput!) {
  setProjectPaused(input: $input) {
    stoppedCount
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type ArchiveProjectResult = {
	readonly archiveProject: {
		readonly project: ProjectSummaryFragment;
	};
};
export interface ArchiveProjectVariables {
	readonly input: ProjectIdInput;
}
export const ArchiveProjectDocument = documentOf<ArchiveProjectResult, ArchiveProjectVariables>(`mutation ArchiveProject($input: ProjectIdInput!) {
  archiveProject(input: $input) {
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type RestoreProjectResult = {
	readonly restoreProject: {
		readonly project: ProjectSummaryFragment;
	};
};
export interface RestoreProjectVariables {
	readonly input: ProjectIdInput;
}
export const RestoreProjectDocument = documentOf<RestoreProjectResult, RestoreProjectVariables>(`mutation RestoreProject($input: ProjectIdInput!) {
  restoreProject(input: $input) {
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type PreviewProjectUpdateResult = {
	readonly previewProjectUpdate: GraphPreviewFragment;
};
export interface PreviewProjectUpdateVariables {
	readonly projectId: string;
	readonly region?: LatticeRegionInput | null;
	readonly skippedPlanes?: SkippedPlanesInput | null;
}
export const PreviewProjectUpdateDocument = documentOf<PreviewProjectUpdateResult, PreviewProjectUpdateVariables>(`query PreviewProjectUpdate($projectId: ID!, $region: LatticeRegionInput, $skippedPlanes: SkippedPlanesInput) {
  previewProjectUpdate(
    projectId: $projectId
    region: $region
    skippedPlanes: $skippedPlanes
  ) {
    ...GraphPreview
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// projects/projects.graphql
export type UpdateProjectResult = {
	readonly updateProject: {
		readonly movedTileCount: number;
		readonly project: ProjectSummaryFragment;
	};
};
export interface UpdateProjectVariables {
	readonly input: UpdateProjectInput;
}
export const UpdateProjectDocument = documentOf<UpdateProjectResult, UpdateProjectVariables>(`mutation UpdateProject($input: UpdateProjectInput!) {
  updateProject(input: $input) {
    movedTileCount
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type DuplicateProjectResult = {
	readonly duplicateProject: {
		readonly project: ProjectSummaryFragment;
	};
};
export interface DuplicateProjectVariables {
	readonly input: DuplicateProjectInput;
}
export const DuplicateProjectDocument = documentOf<DuplicateProjectResult, DuplicateProjectVariables>(`mutation DuplicateProject($input: DuplicateProjectInput!) {
  duplicateProject(input: $input) {
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type ExportProjectResult = {
	readonly projectFile: string;
};
export interface ExportProjectVariables {
	readonly id: string;
}
export const ExportProjectDocument = documentOf<ExportProjectResult, ExportProjectVariables>(`query ExportProject($id: ID!) {
  projectFile(id: $id)
}`);

// projects/projects.graphql
export type DiffProjectFileResult = {
	readonly diffProjectFile: {
		readonly graphVersion: number;
		readonly isEmpty: boolean;
		readonly changes: readonly string[];
		readonly notes: readonly string[];
		readonly refused: readonly string[];
		readonly graph: GraphPreviewFragment | null;
	};
};
export interface DiffProjectFileVariables {
	readonly projectId: string;
	readonly yaml: string;
	readonly policy?: EditPolicyInput | null;
}
export const DiffProjectFileDocument = documentOf<DiffProjectFileResult, DiffProjectFileVariables>(`query DiffProjectFile($projectId: ID!, $yaml: String!, $policy: EditPolicyInput) {
  diffProjectFile(projectId: $projectId, yaml: $yaml, policy: $policy) {
    graphVersion
    isEmpty
    changes
    notes
    refused
    graph {
      ...GraphPreview
    }
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// projects/projects.graphql
export type ImportProjectResult = {
	readonly importProject: {
		readonly project: ProjectSummaryFragment;
	};
};
export interface ImportProjectVariables {
	readonly input: ImportProjectInput;
}
export const ImportProjectDocument = documentOf<ImportProjectResult, ImportProjectVariables>(`mutation ImportProject($input: ImportProjectInput!) {
  importProject(input: $input) {
    project {
      ...ProjectSummary
    }
  }
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}`);

// projects/projects.graphql
export type ApplyProjectFileResult = {
	readonly applyProjectFile: {
		readonly changes: readonly string[];
		readonly notes: readonly string[];
		readonly project: {
			readonly id: string;
			readonly name: string;
			readonly graphVersion: number;
		};
	};
};
export interface ApplyProjectFileVariables {
	readonly input: ApplyProjectFileInput;
}
export const ApplyProjectFileDocument = documentOf<ApplyProjectFileResult, ApplyProjectFileVariables>(`mutation ApplyProjectFile($input: ApplyProjectFileInput!) {
  applyProjectFile(input: $input) {
    changes
    notes
    project {
      id
      name
      graphVersion
    }
  }
}`);

// projects/projects.graphql
export type ReadProjectFileResult = {
	readonly readProjectFile: {
		readonly name: string;
		readonly project: {
			readonly id: string;
			readonly name: string;
			readonly archivedAt: string | null;
		} | null;
	};
};
export interface ReadProjectFileVariables {
	readonly yaml: string;
}
export const ReadProjectFileDocument = documentOf<ReadProjectFileResult, ReadProjectFileVariables>(`query ReadProjectFile($yaml: String!) {
  readProjectFile(yaml: $yaml) {
    name
    project {
      id
      name
      archivedAt
    }
  }
}`);

// repositories/repositories.graphql
export type RepositoryFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly location: string;
	readonly archivedAt: string | null;
	readonly definitions: readonly {
		readonly id: string;
		readonly name: string;
	}[];
};

// repositories/repositories.graphql
export type ListRepositoriesResult = {
	readonly taskRepositories: readonly RepositoryFragment[];
};
export type ListRepositoriesVariables = Record<string, never>;
export const ListRepositoriesDocument = documentOf<ListRepositoriesResult, ListRepositoriesVariables>(`query ListRepositories {
  taskRepositories {
    ...Repository
  }
}

fragment Repository on TaskRepository {
  id
  name
  description
  location
  archivedAt
  definitions {
    id
    name
  }
}`);

// repositories/repositories.graphql
export type CreateRepositoryResult = {
	readonly createTaskRepository: {
		readonly taskRepository: RepositoryFragment;
	};
};
export interface CreateRepositoryVariables {
	readonly input: CreateTaskRepositoryInput;
}
export const CreateRepositoryDocument = documentOf<CreateRepositoryResult, CreateRepositoryVariables>(`mutation CreateRepository($input: CreateTaskRepositoryInput!) {
  createTaskRepository(input: $input) {
    taskRepository {
      ...Repository
    }
  }
}

fragment Repository on TaskRepository {
  id
  name
  description
  location
  archivedAt
  definitions {
    id
    name
  }
}`);

// repositories/repositories.graphql
export type ShowRepositoryResult = {
	readonly taskRepository: {
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly location: string;
		readonly archivedAt: string | null;
		readonly definitions: readonly DefinitionSummaryFragment[];
	} | null;
};
export interface ShowRepositoryVariables {
	readonly id: string;
}
export const ShowRepositoryDocument = documentOf<ShowRepositoryResult, ShowRepositoryVariables>(`query ShowRepository($id: ID!) {
  taskRepository(id: $id) {
    id
    name
    description
    location
    archivedAt
    definitions {
      ...DefinitionSummary
    }
  }
}

fragment DefinitionSummary on TaskDefinition {
  id
  name
  description
  version
  archivedAt
  programExists
  repository {
    id
    name
    location
  }
  content
  defaultOperations
}`);

// repositories/repositories.graphql
export type UpdateRepositoryResult = {
	readonly updateTaskRepository: {
		readonly taskRepository: RepositoryFragment;
	};
};
export interface UpdateRepositoryVariables {
	readonly input: UpdateTaskRepositoryInput;
}
export const UpdateRepositoryDocument = documentOf<UpdateRepositoryResult, UpdateRepositoryVariables>(`mutation UpdateRepository($input: UpdateTaskRepositoryInput!) {
  updateTaskRepository(input: $input) {
    taskRepository {
      ...Repository
    }
  }
}

fragment Repository on TaskRepository {
  id
  name
  description
  location
  archivedAt
  definitions {
    id
    name
  }
}`);

// repositories/repositories.graphql
export type ArchiveRepositoryResult = {
	readonly archiveTaskRepository: {
		readonly taskRepository: RepositoryFragment;
	};
};
export interface ArchiveRepositoryVariables {
	readonly input: TaskRepositoryIdInput;
}
export const ArchiveRepositoryDocument = documentOf<ArchiveRepositoryResult, ArchiveRepositoryVariables>(`mutation ArchiveRepository($input: TaskRepositoryIdInput!) {
  archiveTaskRepository(input: $input) {
    taskRepository {
      ...Repository
    }
  }
}

fragment Repository on TaskRepository {
  id
  name
  description
  location
  archivedAt
  definitions {
    id
    name
  }
}`);

// review/review.graphql
export type GateReportFragment = {
	readonly action: GateAction;
	readonly review: boolean;
	readonly rules: readonly ({
		readonly when: string;
		readonly action: GateAction;
		readonly feedback: FeedbackVerdict | null;
		readonly values: unknown;
		readonly problem: string | null;
	})[];
};

// review/review.graphql
export type HeldTaskFragment = TaskSummaryFragment & {
	readonly metrics: unknown;
	readonly gate: GateReportFragment | null;
	readonly decision: {
		readonly kind: string;
		readonly actor: string;
		readonly reason: string | null;
		readonly at: string;
	} | null;
	readonly flags: readonly ({
		readonly actor: string | null;
		readonly reason: string | null;
		readonly at: string;
	})[];
	readonly previewUrl: string | null;
};

// review/review.graphql
export type ListHeldTasksResult = {
	readonly held: {
		readonly totalCount: number | null;
		readonly edges: readonly {
			readonly node: HeldTaskFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListHeldTasksVariables {
	readonly projectId: string;
	readonly stageIds?: readonly string[] | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListHeldTasksDocument = documentOf<ListHeldTasksResult, ListHeldTasksVariables>(`query ListHeldTasks($projectId: ID!, $stageIds: [ID!], $first: Int!, $after: String) {
  held: reviewQueue(
    projectId: $projectId
    stageIds: $stageIds
    first: $first
    after: $after
  ) {
    totalCount
    edges {
      node {
        ...HeldTask
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment HeldTask on Task {
  ...TaskSummary
  metrics
  gate {
    ...GateReport
  }
  decision {
    kind
    actor
    reason
    at
  }
  flags {
    actor
    reason
    at
  }
  previewUrl
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}

fragment GateReport on GateReport {
  action
  review
  rules {
    when
    action
    feedback
    values
    problem
  }
}`);

// review/review.graphql
export type ListFlaggedTasksResult = {
	readonly held: {
		readonly totalCount: number | null;
		readonly edges: readonly {
			readonly node: HeldTaskFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ListFlaggedTasksVariables {
	readonly projectId: string;
	readonly stageIds?: readonly string[] | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListFlaggedTasksDocument = documentOf<ListFlaggedTasksResult, ListFlaggedTasksVariables>(`query ListFlaggedTasks($projectId: ID!, $stageIds: [ID!], $first: Int!, $after: String) {
  held: flaggedTasks(
    projectId: $projectId
    stageIds: $stageIds
    first: $first
    after: $after
  ) {
    totalCount
    edges {
      node {
        ...HeldTask
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment HeldTask on Task {
  ...TaskSummary
  metrics
  gate {
    ...GateReport
  }
  decision {
    kind
    actor
    reason
    at
  }
  flags {
    actor
    reason
    at
  }
  previewUrl
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}

fragment GateReport on GateReport {
  action
  review
  rules {
    when
    action
    feedback
    values
    problem
  }
}`);

// sources/sources.graphql
export type SourceFragment = {
	readonly id: string;
	readonly name: string;
	readonly kind: SourceKind;
	readonly rootPath: string;
	readonly settings: unknown;
	readonly inputState: InputState;
	readonly problem: {
		readonly code: string;
		readonly message: string;
	} | null;
	readonly lastCheckedAt: string | null;
	readonly lastSeenAt: string | null;
	readonly lastChangedAt: string | null;
	readonly pendingFiles: readonly {
		readonly path: string;
		readonly verdict: string;
	}[];
	readonly expectedTiles: number | null;
	readonly finishedAt: string | null;
	readonly tileCount: number;
};

// sources/sources.graphql
export type ListSourcesResult = {
	readonly projects: readonly {
		readonly id: string;
		readonly name: string;
		readonly sources: readonly SourceFragment[];
	}[];
};
export type ListSourcesVariables = Record<string, never>;
export const ListSourcesDocument = documentOf<ListSourcesResult, ListSourcesVariables>(`query ListSources {
  projects {
    id
    name
    sources {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// sources/sources.graphql
export type CreateSourceResult = {
	readonly createSource: {
		readonly source: SourceFragment;
	};
};
export interface CreateSourceVariables {
	readonly input: CreateSourceInput;
}
export const CreateSourceDocument = documentOf<CreateSourceResult, CreateSourceVariables>(`mutation CreateSource($input: CreateSourceInput!) {
  createSource(input: $input) {
    source {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// sources/sources.graphql
export type FinishAcquisitionResult = {
	readonly finishAcquisition: {
		readonly source: SourceFragment;
	};
};
export interface FinishAcquisitionVariables {
	readonly input: SourceIdInput;
}
export const FinishAcquisitionDocument = documentOf<FinishAcquisitionResult, FinishAcquisitionVariables>(`mutation FinishAcquisition($input: SourceIdInput!) {
  finishAcquisition(input: $input) {
    source {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// sources/sources.graphql
export type UpdateSourceResult = {
	readonly updateSource: {
		readonly source: SourceFragment;
	};
};
export interface UpdateSourceVariables {
	readonly input: UpdateSourceInput;
}
export const UpdateSourceDocument = documentOf<UpdateSourceResult, UpdateSourceVariables>(`mutation UpdateSource($input: UpdateSourceInput!) {
  updateSource(input: $input) {
    source {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// sources/sources.graphql
export type ArchiveSourceResult = {
	readonly archiveSource: {
		readonly source: SourceFragment;
	};
};
export interface ArchiveSourceVariables {
	readonly input: SourceIdInput;
}
export const ArchiveSourceDocument = documentOf<ArchiveSourceResult, ArchiveSourceVariables>(`mutation ArchiveSource($input: SourceIdInput!) {
  archiveSource(input: $input) {
    source {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// sources/sources.graphql
export type AnnounceTilesResult = {
	readonly announceTiles: {
		readonly added: number;
		readonly completed: number;
		readonly reimaged: number;
		readonly refused: readonly {
			readonly relativePath: string;
			readonly problem: {
				readonly code: string;
				readonly message: string;
			};
		}[];
	};
};
export interface AnnounceTilesVariables {
	readonly input: AnnounceTilesInput;
}
export const AnnounceTilesDocument = documentOf<AnnounceTilesResult, AnnounceTilesVariables>(`mutation AnnounceTiles($input: AnnounceTilesInput!) {
  announceTiles(input: $input) {
    added
    completed
    reimaged
    refused {
      relativePath
      problem {
        code
        message
      }
    }
  }
}`);

// stages/stages.graphql
export type StageSummaryFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly kind: StageKind;
	readonly parents: readonly {
		readonly id: string;
		readonly name: string;
	}[];
	readonly unitRule: unknown;
	readonly parameters: unknown;
	readonly outputPath: string | null;
	readonly priority: number;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly canary: {
		readonly count: number;
	} | null;
	readonly canaryOf: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly definition: {
		readonly id: string;
		readonly name: string;
		readonly version: number;
	} | null;
	readonly counts: readonly {
		readonly state: TaskState;
		readonly count: number;
	}[];
	readonly rate: {
		readonly finishedLastMinute: number;
		readonly meanRunSeconds: number | null;
	};
};

// stages/stages.graphql
export type NameStagesResult = {
	readonly projects: readonly {
		readonly id: string;
		readonly name: string;
		readonly stages: readonly {
			readonly id: string;
			readonly name: string;
			readonly kind: StageKind;
		}[];
	}[];
};
export type NameStagesVariables = Record<string, never>;
export const NameStagesDocument = documentOf<NameStagesResult, NameStagesVariables>(`query NameStages {
  projects {
    id
    name
    stages {
      id
      name
      kind
    }
  }
}`);

// stages/stages.graphql
export type ListStagesResult = {
	readonly project: {
		readonly id: string;
		readonly name: string;
		readonly stages: readonly StageSummaryFragment[];
	} | null;
};
export interface ListStagesVariables {
	readonly projectId: string;
}
export const ListStagesDocument = documentOf<ListStagesResult, ListStagesVariables>(`query ListStages($projectId: ID!) {
  project(id: $projectId) {
    id
    name
    stages {
      ...StageSummary
    }
  }
}

fragment StageSummary on Stage {
  id
  name
  description
  kind
  parents {
    id
    name
  }
  unitRule
  parameters
  outputPath
  priority
  isPaused
  pauseReason
  canary {
    count
  }
  canaryOf {
    id
    name
  }
  definition {
    id
    name
    version
  }
  counts {
    state
    count
  }
  rate {
    finishedLastMinute
    meanRunSeconds
  }
}`);

// stages/stages.graphql
export type ShowStageResult = {
	readonly stage: StageSummaryFragment | null;
};
export interface ShowStageVariables {
	readonly id: string;
}
export const ShowStageDocument = documentOf<ShowStageResult, ShowStageVariables>(`query ShowStage($id: ID!) {
  stage(id: $id) {
    ...StageSummary
  }
}

fragment StageSummary on Stage {
  id
  name
  description
  kind
  parents {
    id
    name
  }
  unitRule
  parameters
  outputPath
  priority
  isPaused
  pauseReason
  canary {
    count
  }
  canaryOf {
    id
    name
  }
  definition {
    id
    name
    version
  }
  counts {
    state
    count
  }
  rate {
    finishedLastMinute
    meanRunSeconds
  }
}`);

// stages/stages.graphql
export type CompareStagesResult = {
	readonly compareStages: {
		readonly baseline: {
			readonly id: string;
			readonly name: string;
		};
		readonly unitCount: number;
		readonly metrics: readonly ComparedNumberFragment[];
		readonly runTime: ComparedNumberFragment | null;
	};
};
export interface CompareStagesVariables {
	readonly candidateId: string;
}
export const CompareStagesDocument = documentOf<CompareStagesResult, CompareStagesVariables>(`query CompareStages($candidateId: ID!) {
  compareStages(candidateId: $candidateId) {
    baseline {
      id
      name
    }
    unitCount
    metrics {
      ...ComparedNumber
    }
    runTime {
      ...ComparedNumber
    }
  }
}

fragment ComparedNumber on ComparedNumber {
  name
  count
  meanDifference
  baseline {
    mean
    median
    minimum
    maximum
  }
  candidate {
    mean
    median
    minimum
    maximum
  }
}`);

// stages/stages.graphql
export type ComparedNumberFragment = {
	readonly name: string;
	readonly count: number;
	readonly meanDifference: number;
	readonly baseline: {
		readonly mean: number;
		readonly median: number;
		readonly minimum: number;
		readonly maximum: number;
	};
	readonly candidate: {
		readonly mean: number;
		readonly median: number;
		readonly minimum: number;
		readonly maximum: number;
	};
};

// stages/stages.graphql
export type SetStagePausedResult = {
	readonly setStagePaused: {
		readonly stoppedCount: number;
		readonly stage: StageSummaryFragment;
	};
};
export interface SetStagePausedVariables {
	readonly input: SetPausedInput;
}
export const SetStagePausedDocument = documentOf<SetStagePausedResult, SetStagePausedVariables>(`mutation SetStagePaused($input: SetPausedInput!) {
  setStagePaused(input: $input) {
    stoppedCount
    stage {
      ...StageSummary
    }
  }
}

fragment StageSummary on Stage {
  id
  name
  description
  kind
  parents {
    id
    name
  }
  unitRule
  parameters
  outputPath
  priority
  isPaused
  pauseReason
  canary {
    count
  }
  canaryOf {
    id
    name
  }
  definition {
    id
    name
    version
  }
  counts {
    state
    count
  }
  rate {
    finishedLastMinute
    meanRunSeconds
  }
}`);

// stages/stages.graphql
export type DescribeStageResult = {
	readonly stage: StageSummaryFragment & {
		readonly isRemoved: boolean;
		readonly operations: unknown;
		readonly staleCount: number;
		readonly children: readonly {
			readonly id: string;
			readonly name: string;
		}[];
		readonly project: {
			readonly id: string;
			readonly name: string;
		};
		readonly scope: {
			readonly onlyNewTiles: boolean;
			readonly region: {
				readonly x: {
					readonly min: number | null;
					readonly max: number | null;
				} | null;
				readonly y: {
					readonly min: number | null;
					readonly max: number | null;
				} | null;
				readonly z: {
					readonly min: number | null;
					readonly max: number | null;
				} | null;
			} | null;
		};
		readonly version: {
			readonly version: number;
			readonly createdAt: string;
			readonly actor: string | null;
			readonly message: string | null;
			readonly recipe: unknown;
		} | null;
	} | null;
};
export interface DescribeStageVariables {
	readonly id: string;
}
export const DescribeStageDocument = documentOf<DescribeStageResult, DescribeStageVariables>(`query DescribeStage($id: ID!) {
  stage(id: $id) {
    ...StageSummary
    isRemoved
    operations
    staleCount
    children {
      id
      name
    }
    project {
      id
      name
    }
    scope {
      onlyNewTiles
      region {
        x {
          min
          max
        }
        y {
          min
          max
        }
        z {
          min
          max
        }
      }
    }
    version {
      version
      createdAt
      actor
      message
      recipe
    }
  }
}

fragment StageSummary on Stage {
  id
  name
  description
  kind
  parents {
    id
    name
  }
  unitRule
  parameters
  outputPath
  priority
  isPaused
  pauseReason
  canary {
    count
  }
  canaryOf {
    id
    name
  }
  definition {
    id
    name
    version
  }
  counts {
    state
    count
  }
  rate {
    finishedLastMinute
    meanRunSeconds
  }
}`);

// stages/stages.graphql
export type ListStageVersionsResult = {
	readonly stage: {
		readonly versions: readonly ({
			readonly id: string;
			readonly version: number;
			readonly createdAt: string;
			readonly graphVersion: number | null;
			readonly actor: string | null;
			readonly message: string | null;
			readonly resultHash: string;
			readonly operationsHash: string;
			readonly recipe: unknown;
			readonly operations: unknown;
		})[];
	} | null;
};
export interface ListStageVersionsVariables {
	readonly id: string;
}
export const ListStageVersionsDocument = documentOf<ListStageVersionsResult, ListStageVersionsVariables>(`query ListStageVersions($id: ID!) {
  stage(id: $id) {
    versions {
      id
      version
      createdAt
      graphVersion
      actor
      message
      resultHash
      operationsHash
      recipe
      operations
    }
  }
}`);

// stages/stages.graphql
export type RemovedStageFragment = {
	readonly stage: {
		readonly id: string;
		readonly name: string;
	};
	readonly removedAt: string;
	readonly resultCount: number;
	readonly resultBytes: number;
	readonly outputPaths: readonly string[];
	readonly isBeingDeleted: boolean;
	readonly deletionProblem: string | null;
};

// stages/stages.graphql
export type ListRemovedStagesResult = {
	readonly project: {
		readonly removedStages: readonly RemovedStageFragment[];
	} | null;
};
export interface ListRemovedStagesVariables {
	readonly projectId: string;
}
export const ListRemovedStagesDocument = documentOf<ListRemovedStagesResult, ListRemovedStagesVariables>(`query ListRemovedStages($projectId: ID!) {
  project(id: $projectId) {
    removedStages {
      ...RemovedStage
    }
  }
}

fragment RemovedStage on RemovedStage {
  stage {
    id
    name
  }
  removedAt
  resultCount
  resultBytes
  outputPaths
  isBeingDeleted
  deletionProblem
}`);

// stages/stages.graphql
export type DeleteStageOutputsResult = {
	readonly deleteStageOutputs: {
		readonly forgottenCount: number;
		readonly paths: readonly string[];
		readonly stage: {
			readonly id: string;
			readonly name: string;
		};
	};
};
export interface DeleteStageOutputsVariables {
	readonly input: DeleteStageOutputsInput;
}
export const DeleteStageOutputsDocument = documentOf<DeleteStageOutputsResult, DeleteStageOutputsVariables>(`mutation DeleteStageOutputs($input: DeleteStageOutputsInput!) {
  deleteStageOutputs(input: $input) {
    forgottenCount
    paths
    stage {
      id
      name
    }
  }
}`);

// status/status.graphql
export type SystemFragment = {
	readonly version: string;
	readonly instanceName: string;
	readonly now: string;
	readonly coordinator: {
		readonly isActive: boolean;
		readonly epoch: number;
		readonly holder: string;
		readonly activeSince: string | null;
	};
	readonly databaseVersion: string;
	readonly bus: string;
	readonly busIsConnected: boolean;
	readonly invariantViolations: readonly {
		readonly name: string;
		readonly message: string;
		readonly firstSeenAt: string;
		readonly count: number;
	}[];
};

// status/status.graphql
export type ReadStatusResult = {
	readonly system: SystemFragment;
	readonly workers: readonly WorkerFragment[];
	readonly projects: readonly (ProjectSummaryFragment & {
		readonly pace: PaceFragment | null;
	})[];
};
export type ReadStatusVariables = Record<string, never>;
export const ReadStatusDocument = documentOf<ReadStatusResult, ReadStatusVariables>(`query ReadStatus {
  system {
    ...System
  }
  workers {
    ...Worker
  }
  projects {
    ...ProjectSummary
    pace {
      ...Pace
    }
  }
}

fragment System on System {
  version
  instanceName
  now
  coordinator {
    isActive
    epoch
    holder
    activeSince
  }
  databaseVersion
  bus
  busIsConnected
  invariantViolations {
    name
    message
    firstSeenAt
    count
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}

fragment ProjectSummary on Project {
  id
  name
  description
  rootPath
  outputPath
  priority
  isPaused
  archivedAt
  tileCount
  completeTileCount
  stages {
    id
    name
    kind
    isPaused
    counts {
      state
      count
    }
  }
}

fragment Pace on ProjectPace {
  arrival {
    verdict
    sentence
    arrived
    expected
    lastAt
    nextDueAt
    alarmAt
    tileSeconds
    rowSeconds
    planeSeconds
    tilesPerMinute
    secondsLeft
  }
  processing {
    verdict
    limit
    sentence
    secondsLeft
  }
  bottleneck {
    ...StagePace
  }
  stages {
    ...StagePace
  }
  disks {
    roots
    verdict
    sentence
    freeBytes
    totalBytes
    neededBytes
    shrinkingBytesPerHour
    hoursLeft
  }
}

fragment StagePace on StagePace {
  stageId
  name
  verdict
  backlog
  held
  running
  remaining
  comingPerMinute
  endedPerMinute
  rateBasis
  rateSeconds
  secondsLeft
}`);

// tasks/tasks.graphql
export type TaskSummaryFragment = {
	readonly id: string;
	readonly stage: {
		readonly id: string;
		readonly name: string;
	};
	readonly tile: {
		readonly id: string;
		readonly relativePath: string;
	} | null;
	readonly unitKey: string;
	readonly unit: unknown;
	readonly state: TaskState;
	readonly isStale: boolean;
	readonly attemptCount: number;
	readonly changedAt: string;
	readonly reason: string;
};

// tasks/tasks.graphql
export type ListTasksResult = {
	readonly project: {
		readonly tasks: {
			readonly totalCount: number | null;
			readonly edges: readonly {
				readonly node: TaskSummaryFragment;
			}[];
			readonly pageInfo: {
				readonly hasNextPage: boolean;
				readonly endCursor: string | null;
			};
		};
	} | null;
};
export interface ListTasksVariables {
	readonly projectId: string;
	readonly filter?: TaskFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListTasksDocument = documentOf<ListTasksResult, ListTasksVariables>(`query ListTasks($projectId: ID!, $filter: TaskFilter, $first: Int!, $after: String) {
  project(id: $projectId) {
    tasks(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          ...TaskSummary
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// tasks/tasks.graphql
export type FindTilesResult = {
	readonly project: {
		readonly tiles: {
			readonly totalCount: number | null;
			readonly edges: readonly {
				readonly node: {
					readonly id: string;
					readonly relativePath: string;
				};
			}[];
		};
	} | null;
};
export interface FindTilesVariables {
	readonly projectId: string;
	readonly pathContains: string;
}
export const FindTilesDocument = documentOf<FindTilesResult, FindTilesVariables>(`query FindTiles($projectId: ID!, $pathContains: String!) {
  project(id: $projectId) {
    tiles(filter: {pathContains: $pathContains}, first: 200) {
      totalCount
      edges {
        node {
          id
          relativePath
        }
      }
    }
  }
}`);

// tasks/tasks.graphql
export type ShowTaskResult = {
	readonly task: TaskSummaryFragment & {
		readonly project: {
			readonly id: string;
			readonly name: string;
		};
		readonly isOpen: boolean;
		readonly notBefore: string | null;
		readonly inputCount: number;
		readonly unmetInputs: number;
		readonly priority: number;
		readonly metrics: unknown;
		readonly gate: GateReportFragment | null;
		readonly decision: {
			readonly kind: string;
			readonly actor: string;
			readonly reason: string | null;
			readonly at: string;
		} | null;
		readonly flags: readonly ({
			readonly actor: string | null;
			readonly reason: string | null;
			readonly at: string;
		})[];
		readonly artifacts: readonly ({
			readonly path: string;
			readonly kind: string;
			readonly format: string | null;
			readonly shape: readonly number[] | null;
			readonly sizeBytes: number;
			readonly url: string;
		})[];
		readonly previewUrl: string | null;
		readonly attempts: readonly AttemptSummaryFragment[];
	} | null;
};
export interface ShowTaskVariables {
	readonly id: string;
}
export const ShowTaskDocument = documentOf<ShowTaskResult, ShowTaskVariables>(`query ShowTask($id: ID!) {
  task(id: $id) {
    ...TaskSummary
    project {
      id
      name
    }
    isOpen
    notBefore
    inputCount
    unmetInputs
    priority
    metrics
    gate {
      ...GateReport
    }
    decision {
      kind
      actor
      reason
      at
    }
    flags {
      actor
      reason
      at
    }
    artifacts {
      path
      kind
      format
      shape
      sizeBytes
      url
    }
    previewUrl
    attempts {
      ...AttemptSummary
    }
  }
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}

fragment GateReport on GateReport {
  action
  review
  rules {
    when
    action
    feedback
    values
    problem
  }
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}`);

// tasks/tasks.graphql
export type ExplainTaskResult = {
	readonly task: TaskSummaryFragment & {
		readonly blockedBy: readonly TaskSummaryFragment[];
	} | null;
};
export interface ExplainTaskVariables {
	readonly id: string;
}
export const ExplainTaskDocument = documentOf<ExplainTaskResult, ExplainTaskVariables>(`query ExplainTask($id: ID!) {
  task(id: $id) {
    ...TaskSummary
    blockedBy {
      ...TaskSummary
    }
  }
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// tasks/tasks.graphql
export type RetryTasksResult = {
	readonly retryTasks: {
		readonly changedCount: number;
	};
};
export interface RetryTasksVariables {
	readonly input: TaskIdsInput;
}
export const RetryTasksDocument = documentOf<RetryTasksResult, RetryTasksVariables>(`mutation RetryTasks($input: TaskIdsInput!) {
  retryTasks(input: $input) {
    changedCount
  }
}`);

// tasks/tasks.graphql
export type CancelTasksResult = {
	readonly cancelTasks: {
		readonly changedCount: number;
	};
};
export interface CancelTasksVariables {
	readonly input: TaskIdsInput;
}
export const CancelTasksDocument = documentOf<CancelTasksResult, CancelTasksVariables>(`mutation CancelTasks($input: TaskIdsInput!) {
  cancelTasks(input: $input) {
    changedCount
  }
}`);

// tasks/tasks.graphql
export type PreviewTaskChangeResult = {
	readonly previewTaskChange: {
		readonly selectedCount: number;
		readonly changedCount: number;
		readonly counts: readonly {
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
			readonly state: TaskState;
			readonly selectedCount: number;
			readonly changedCount: number;
		}[];
	};
};
export interface PreviewTaskChangeVariables {
	readonly selection: TaskSelection;
	readonly action: TaskActionInput;
}
export const PreviewTaskChangeDocument = documentOf<PreviewTaskChangeResult, PreviewTaskChangeVariables>(`query PreviewTaskChange($selection: TaskSelection!, $action: TaskActionInput!) {
  previewTaskChange(selection: $selection, action: $action) {
    selectedCount
    changedCount
    counts {
      stage {
        id
        name
      }
      state
      selectedCount
      changedCount
    }
  }
}`);

// tasks/tasks.graphql
export type ChangeTasksResult = {
	readonly changeTasks: {
		readonly changedCount: number;
	};
};
export interface ChangeTasksVariables {
	readonly input: ChangeTasksInput;
}
export const ChangeTasksDocument = documentOf<ChangeTasksResult, ChangeTasksVariables>(`mutation ChangeTasks($input: ChangeTasksInput!) {
  changeTasks(input: $input) {
    changedCount
  }
}`);

// tiles/tiles.graphql
export type ListTilesResult = {
	readonly project: {
		readonly tiles: {
			readonly totalCount: number | null;
			readonly edges: readonly {
				readonly node: TileFragment;
			}[];
			readonly pageInfo: {
				readonly hasNextPage: boolean;
				readonly endCursor: string | null;
			};
		};
	} | null;
};
export interface ListTilesVariables {
	readonly projectId: string;
	readonly filter?: TileFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ListTilesDocument = documentOf<ListTilesResult, ListTilesVariables>(`query ListTiles($projectId: ID!, $filter: TileFilter, $first: Int!, $after: String) {
  project(id: $projectId) {
    tiles(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          ...Tile
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}

fragment Tile on Tile {
  id
  relativePath
  isComplete
  verdict
  arrivedAt
  lattice {
    x
    y
    z
  }
  supersededBy {
    id
    relativePath
  }
  withdrawnAt
  withdrawalReason
}`);

// tiles/tiles.graphql
export type SearchTilesResult = {
	readonly searchTiles: {
		readonly totalCount: number;
		readonly tiles: readonly TileFragment[];
	};
};
export interface SearchTilesVariables {
	readonly projectId: string;
	readonly text: string;
	readonly first: number;
}
export const SearchTilesDocument = documentOf<SearchTilesResult, SearchTilesVariables>(`query SearchTiles($projectId: ID!, $text: String!, $first: Int!) {
  searchTiles(projectId: $projectId, text: $text, first: $first) {
    totalCount
    tiles {
      ...Tile
    }
  }
}

fragment Tile on Tile {
  id
  relativePath
  isComplete
  verdict
  arrivedAt
  lattice {
    x
    y
    z
  }
  supersededBy {
    id
    relativePath
  }
  withdrawnAt
  withdrawalReason
}`);

// tiles/tiles.graphql
export type TileFragment = {
	readonly id: string;
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly verdict: string;
	readonly arrivedAt: string;
	readonly lattice: {
		readonly x: number;
		readonly y: number;
		readonly z: number;
	} | null;
	readonly supersededBy: {
		readonly id: string;
		readonly relativePath: string;
	} | null;
	readonly withdrawnAt: string | null;
	readonly withdrawalReason: string | null;
};

// tiles/tiles.graphql
export type PreviewWithdrawTilesResult = {
	readonly previewWithdrawTiles: GraphPreviewFragment;
};
export interface PreviewWithdrawTilesVariables {
	readonly ids: readonly string[];
}
export const PreviewWithdrawTilesDocument = documentOf<PreviewWithdrawTilesResult, PreviewWithdrawTilesVariables>(`query PreviewWithdrawTiles($ids: [ID!]!) {
  previewWithdrawTiles(ids: $ids) {
    ...GraphPreview
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// tiles/tiles.graphql
export type PreviewRestoreTilesResult = {
	readonly previewRestoreTiles: GraphPreviewFragment;
};
export interface PreviewRestoreTilesVariables {
	readonly ids: readonly string[];
}
export const PreviewRestoreTilesDocument = documentOf<PreviewRestoreTilesResult, PreviewRestoreTilesVariables>(`query PreviewRestoreTiles($ids: [ID!]!) {
  previewRestoreTiles(ids: $ids) {
    ...GraphPreview
  }
}

fragment GraphPreview on GraphPreview {
  graphVersion
  summary
  totals {
    ...EditFigures
  }
  freeBytes
  stages {
    name
    change
    figures {
      ...EditFigures
    }
  }
}

fragment EditFigures on EditFigures {
  tasksToAdd
  tasksReady
  tasksToRetire
  becomeStale
  becomeCurrent
  runningAffected
  tasksToRerun
  coreHours
  bytes
}`);

// tiles/tiles.graphql
export type WithdrawTilesResult = {
	readonly withdrawTiles: {
		readonly changedCount: number;
	};
};
export interface WithdrawTilesVariables {
	readonly input: WithdrawTilesInput;
}
export const WithdrawTilesDocument = documentOf<WithdrawTilesResult, WithdrawTilesVariables>(`mutation WithdrawTiles($input: WithdrawTilesInput!) {
  withdrawTiles(input: $input) {
    changedCount
  }
}`);

// tiles/tiles.graphql
export type RestoreTilesResult = {
	readonly restoreTiles: {
		readonly changedCount: number;
	};
};
export interface RestoreTilesVariables {
	readonly input: RestoreTilesInput;
}
export const RestoreTilesDocument = documentOf<RestoreTilesResult, RestoreTilesVariables>(`mutation RestoreTiles($input: RestoreTilesInput!) {
  restoreTiles(input: $input) {
    changedCount
  }
}`);

// tiles/tiles.graphql
export type ShowTileResult = {
	readonly tile: TileFragment & {
		readonly files: readonly {
			readonly path: string;
			readonly sizeBytes: number;
			readonly url: string;
		}[];
		readonly tasks: readonly TaskSummaryFragment[];
		readonly missingTasks: readonly {
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
			readonly reason: string;
		}[];
	} | null;
};
export interface ShowTileVariables {
	readonly id: string;
}
export const ShowTileDocument = documentOf<ShowTileResult, ShowTileVariables>(`query ShowTile($id: ID!) {
  tile(id: $id) {
    ...Tile
    files {
      path
      sizeBytes
      url
    }
    tasks {
      ...TaskSummary
    }
    missingTasks {
      stage {
        id
        name
      }
      reason
    }
  }
}

fragment Tile on Tile {
  id
  relativePath
  isComplete
  verdict
  arrivedAt
  lattice {
    x
    y
    z
  }
  supersededBy {
    id
    relativePath
  }
  withdrawnAt
  withdrawalReason
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}`);

// watch/watch.graphql
export type ReadWatchedProjectResult = {
	readonly project: {
		readonly id: string;
		readonly name: string;
		readonly isPaused: boolean;
		readonly tileCount: number;
		readonly completeTileCount: number;
		readonly pace: PaceFragment | null;
		readonly sources: readonly SourceFragment[];
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly kind: StageKind;
			readonly isPaused: boolean;
			readonly pauseReason: string | null;
			readonly counts: readonly {
				readonly state: TaskState;
				readonly count: number;
			}[];
			readonly rate: {
				readonly meanRunSeconds: number | null;
			};
		})[];
	} | null;
};
export interface ReadWatchedProjectVariables {
	readonly id: string;
}
export const ReadWatchedProjectDocument = documentOf<ReadWatchedProjectResult, ReadWatchedProjectVariables>(`query ReadWatchedProject($id: ID!) {
  project(id: $id) {
    id
    name
    isPaused
    tileCount
    completeTileCount
    pace {
      ...Pace
    }
    sources {
      ...Source
    }
    stages {
      id
      name
      kind
      isPaused
      pauseReason
      counts {
        state
        count
      }
      rate {
        meanRunSeconds
      }
    }
  }
}

fragment Pace on ProjectPace {
  arrival {
    verdict
    sentence
    arrived
    expected
    lastAt
    nextDueAt
    alarmAt
    tileSeconds
    rowSeconds
    planeSeconds
    tilesPerMinute
    secondsLeft
  }
  processing {
    verdict
    limit
    sentence
    secondsLeft
  }
  bottleneck {
    ...StagePace
  }
  stages {
    ...StagePace
  }
  disks {
    roots
    verdict
    sentence
    freeBytes
    totalBytes
    neededBytes
    shrinkingBytesPerHour
    hoursLeft
  }
}

fragment StagePace on StagePace {
  stageId
  name
  verdict
  backlog
  held
  running
  remaining
  comingPerMinute
  endedPerMinute
  rateBasis
  rateSeconds
  secondsLeft
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// watch/watch.graphql
export type FollowProjectResult = {
	readonly projectChanged: {
		readonly sequence: number;
		readonly resetNeeded: boolean;
		readonly graphChanged: boolean;
		readonly tileCount: number;
		readonly completeTileCount: number;
		readonly stages: readonly {
			readonly stageId: string;
			readonly isPaused: boolean;
			readonly counts: readonly {
				readonly state: TaskState;
				readonly count: number;
			}[];
		}[];
		readonly sources: readonly SourceFragment[];
	};
};
export interface FollowProjectVariables {
	readonly id: string;
}
export const FollowProjectDocument = documentOf<FollowProjectResult, FollowProjectVariables>(`subscription FollowProject($id: ID!) {
  projectChanged(projectId: $id) {
    sequence
    resetNeeded
    graphChanged
    tileCount
    completeTileCount
    stages {
      stageId
      isPaused
      counts {
        state
        count
      }
    }
    sources {
      ...Source
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  settings
  inputState
  problem {
    code
    message
  }
  lastCheckedAt
  lastSeenAt
  lastChangedAt
  pendingFiles {
    path
    verdict
  }
  expectedTiles
  finishedAt
  tileCount
}`);

// workers/workers.graphql
export type WorkerFragment = {
	readonly id: string;
	readonly name: string;
	readonly host: string;
	readonly platform: unknown;
	readonly state: WorkerState;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly quarantinedAt: string | null;
	readonly quarantineReason: string | null;
	readonly isHostQuarantined: boolean;
	readonly nextProbeAt: string | null;
	readonly proxy: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly localCapacity: number;
	readonly localLoad: number;
	readonly offeredLocalCapacity: number;
	readonly clusterCapacity: number;
	readonly clusterLoad: number;
	readonly offeredClusterCapacity: number;
	readonly cpuPercent: number | null;
	readonly freeMemoryMb: number | null;
	readonly firstSeenAt: string;
	readonly lastSeenAt: string;
	readonly leaseUntil: string | null;
};

// workers/workers.graphql
export type ListWorkersResult = {
	readonly workers: readonly WorkerFragment[];
};
export type ListWorkersVariables = Record<string, never>;
export const ListWorkersDocument = documentOf<ListWorkersResult, ListWorkersVariables>(`query ListWorkers {
  workers {
    ...Worker
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}`);

// workers/workers.graphql
export type UpdateWorkerResult = {
	readonly updateWorker: {
		readonly stoppedCount: number;
		readonly worker: WorkerFragment;
	};
};
export interface UpdateWorkerVariables {
	readonly input: UpdateWorkerInput;
}
export const UpdateWorkerDocument = documentOf<UpdateWorkerResult, UpdateWorkerVariables>(`mutation UpdateWorker($input: UpdateWorkerInput!) {
  updateWorker(input: $input) {
    stoppedCount
    worker {
      ...Worker
    }
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}`);

// workers/workers.graphql
export type ShowWorkerResult = {
	readonly worker: WorkerFragment & {
		readonly runningAttempts: readonly (AttemptSummaryFragment & {
			readonly task: TaskSummaryFragment;
		})[];
		readonly clusterJobs: readonly ClusterJobFragment[];
	} | null;
};
export interface ShowWorkerVariables {
	readonly id: string;
}
export const ShowWorkerDocument = documentOf<ShowWorkerResult, ShowWorkerVariables>(`query ShowWorker($id: ID!) {
  worker(id: $id) {
    ...Worker
    runningAttempts {
      ...AttemptSummary
      task {
        ...TaskSummary
      }
    }
    clusterJobs {
      ...ClusterJob
    }
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}

fragment AttemptSummary on Attempt {
  id
  number
  workerId
  worker {
    id
    name
  }
  outcome
  exitCode
  signal
  problem
  isPartial
  inputCount
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
}

fragment TaskSummary on Task {
  id
  stage {
    id
    name
  }
  tile {
    id
    relativePath
  }
  unitKey
  unit
  state
  isStale
  attemptCount
  changedAt
  reason
}

fragment ClusterJob on ClusterJob {
  id
  jobId
  element
  name
  kind
  scheduler
  state
  words
  reason
  node
  template
  cpus
  memoryMb
  timeLimitSeconds
  waitSeconds
  runSeconds
  problem
  firstToldAt
  lastToldAt
  overAt
  worker {
    id
    name
  }
}`);

// workers/workers.graphql
export type QuarantineWorkerResult = {
	readonly quarantineWorker: {
		readonly worker: WorkerFragment;
	};
};
export interface QuarantineWorkerVariables {
	readonly input: QuarantineWorkerInput;
}
export const QuarantineWorkerDocument = documentOf<QuarantineWorkerResult, QuarantineWorkerVariables>(`mutation QuarantineWorker($input: QuarantineWorkerInput!) {
  quarantineWorker(input: $input) {
    worker {
      ...Worker
    }
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}`);

// workers/workers.graphql
export type ReleaseWorkerResult = {
	readonly releaseWorker: {
		readonly worker: WorkerFragment;
	};
};
export interface ReleaseWorkerVariables {
	readonly input: ReleaseWorkerInput;
}
export const ReleaseWorkerDocument = documentOf<ReleaseWorkerResult, ReleaseWorkerVariables>(`mutation ReleaseWorker($input: ReleaseWorkerInput!) {
  releaseWorker(input: $input) {
    worker {
      ...Worker
    }
  }
}

fragment Worker on Worker {
  id
  name
  host
  platform
  state
  isPaused
  pauseReason
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  proxy {
    id
    name
  }
  localCapacity
  localLoad
  offeredLocalCapacity
  clusterCapacity
  clusterLoad
  offeredClusterCapacity
  cpuPercent
  freeMemoryMb
  firstSeenAt
  lastSeenAt
  leaseUntil
}`);

