// Written by client/web/generate-documents.mjs from the .graphql files beside the pages. Do not edit.

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

export type ChangedKind = "CLUSTER_JOB" | "COMMAND" | "EVENT" | "FEEDBACK" | "GRAPH" | "NOTIFICATION" | "NOTIFICATION_RULE" | "OUTPUT_DELETION" | "SYSTEM" | "TASK_DEFINITION" | "TASK_REPOSITORY" | "WORKER";

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

export type InputState = "ANNOUNCED" | "BAD_LOCATION" | "DASHBOARD" | "DIRECTORY" | "MISSING" | "PIPELINE" | "UNKNOWN";

export interface JudgeTasksInput {
	readonly ids: readonly string[];
	readonly message?: string | null;
	readonly reason?: string | null;
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

export type ReviewOrder = "ARRIVAL" | "WORST_FIRST";

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

export type WorkerState = "IDLE" | "PAUSED" | "PROCESSING" | "UNAVAILABLE";

// live/attempt-log.graphql
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

// live/changed-kinds.graphql
export type FollowChangedKindsResult = {
	readonly changed: readonly {
		readonly kind: ChangedKind;
		readonly ids: readonly string[];
		readonly projectIds: readonly string[];
		readonly isComplete: boolean;
	}[];
};
export type FollowChangedKindsVariables = Record<string, never>;
export const FollowChangedKindsDocument = documentOf<FollowChangedKindsResult, FollowChangedKindsVariables>(`subscription FollowChangedKinds {
  changed {
    kind
    ids
    projectIds
    isComplete
  }
}`);

// live/events.graphql
export type EventFragment = {
	readonly id: string;
	readonly at: string;
	readonly severity: Severity;
	readonly kind: string;
	readonly message: string;
	readonly fields: unknown;
	readonly stage: {
		readonly id: string;
		readonly name: string;
	} | null;
};

// live/events.graphql
export type ReadEventsResult = {
	readonly events: {
		readonly edges: readonly {
			readonly node: EventFragment;
		}[];
	};
};
export interface ReadEventsVariables {
	readonly projectId: string;
}
export const ReadEventsDocument = documentOf<ReadEventsResult, ReadEventsVariables>(`query ReadEvents($projectId: ID!) {
  events(projectId: $projectId, first: 50) {
    edges {
      node {
        ...Event
      }
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
  stage {
    id
    name
  }
}`);

// live/events.graphql
export type FollowEventsResult = {
	readonly eventAdded: EventFragment;
};
export interface FollowEventsVariables {
	readonly projectId: string;
}
export const FollowEventsDocument = documentOf<FollowEventsResult, FollowEventsVariables>(`subscription FollowEvents($projectId: ID!) {
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
  stage {
    id
    name
  }
}`);

// live/pace.graphql
export type StagePaceFragment = {
	readonly stageId: string;
	readonly name: string;
	readonly verdict: StagePaceVerdict;
	readonly endedPerMinute: number | null;
	readonly rateBasis: RateBasis | null;
	readonly rateSeconds: number;
	readonly comingPerMinute: number | null;
	readonly backlog: number;
	readonly held: number;
	readonly retrying: number;
	readonly running: number;
	readonly remaining: number | null;
	readonly secondsLeft: number | null;
	readonly isEstimate: boolean;
	readonly staleResults: number | null;
};

// live/pace.graphql
export type PaceFragment = {
	readonly arrival: {
		readonly verdict: ArrivalVerdict;
		readonly sentence: string;
		readonly arrived: number;
		readonly expected: number | null;
		readonly tileSeconds: number | null;
		readonly tilesPerMinute: number | null;
		readonly lastAt: string | null;
		readonly nextDueAt: string | null;
		readonly alarmAt: string | null;
		readonly secondsLeft: number | null;
	};
	readonly processing: {
		readonly verdict: ProcessingVerdict;
		readonly failed: number;
		readonly inReview: number;
		readonly setAside: number;
		readonly retrying: number;
		readonly behindSeconds: number | null;
		readonly limit: string | null;
		readonly sentence: string;
		readonly secondsLeft: number | null;
		readonly isEstimate: boolean;
		readonly isMeasuring: boolean;
	};
	readonly stages: readonly StagePaceFragment[];
	readonly bottleneck: StagePaceFragment | null;
	readonly disks: readonly ({
		readonly roots: readonly string[];
		readonly verdict: DiskVerdict;
		readonly sentence: string;
		readonly freeBytes: number;
		readonly totalBytes: number;
		readonly shrinkingBytesPerHour: number | null;
		readonly hoursLeft: number | null;
		readonly neededBytes: number | null;
	})[];
};

// live/pace.graphql
export type ReadPaceResult = {
	readonly project: {
		readonly id: string;
		readonly pace: PaceFragment | null;
	} | null;
};
export interface ReadPaceVariables {
	readonly id: string;
}
export const ReadPaceDocument = documentOf<ReadPaceResult, ReadPaceVariables>(`query ReadPace($id: ID!) {
  project(id: $id) {
    id
    pace {
      ...Pace
    }
  }
}

fragment Pace on ProjectPace {
  arrival {
    verdict
    sentence
    arrived
    expected
    tileSeconds
    tilesPerMinute
    lastAt
    nextDueAt
    alarmAt
    secondsLeft
  }
  processing {
    verdict
    failed
    inReview
    setAside
    retrying
    behindSeconds
    limit
    sentence
    secondsLeft
    isEstimate
    isMeasuring
  }
  stages {
    ...StagePace
  }
  bottleneck {
    ...StagePace
  }
  disks {
    roots
    verdict
    sentence
    freeBytes
    totalBytes
    shrinkingBytesPerHour
    hoursLeft
    neededBytes
  }
}

fragment StagePace on StagePace {
  stageId
  name
  verdict
  endedPerMinute
  rateBasis
  rateSeconds
  comingPerMinute
  backlog
  held
  retrying
  running
  remaining
  secondsLeft
  isEstimate
  staleResults
}`);

// live/pace.graphql
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
    tileSeconds
    tilesPerMinute
    lastAt
    nextDueAt
    alarmAt
    secondsLeft
  }
  processing {
    verdict
    failed
    inReview
    setAside
    retrying
    behindSeconds
    limit
    sentence
    secondsLeft
    isEstimate
    isMeasuring
  }
  stages {
    ...StagePace
  }
  bottleneck {
    ...StagePace
  }
  disks {
    roots
    verdict
    sentence
    freeBytes
    totalBytes
    shrinkingBytesPerHour
    hoursLeft
    neededBytes
  }
}

fragment StagePace on StagePace {
  stageId
  name
  verdict
  endedPerMinute
  rateBasis
  rateSeconds
  comingPerMinute
  backlog
  held
  retrying
  running
  remaining
  secondsLeft
  isEstimate
  staleResults
}`);

// live/project.graphql
export type ProblemFragment = {
	readonly code: string;
	readonly message: string;
};

// live/project.graphql
export type SourceFragment = {
	readonly id: string;
	readonly name: string;
	readonly kind: SourceKind;
	readonly rootPath: string;
	readonly inputState: InputState;
	readonly problem: ProblemFragment | null;
	readonly lookEverySeconds: number | null;
	readonly lateAfterSeconds: number | null;
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

// live/project.graphql
export type StageFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly kind: StageKind;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly pausedItselfAfter: number | null;
	readonly canary: {
		readonly count: number;
	} | null;
	readonly priority: number;
	readonly parents: readonly {
		readonly id: string;
	}[];
	readonly unitRule: unknown;
	readonly outputPath: string | null;
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
		readonly meanRunSeconds: number | null;
	};
};

// live/project.graphql
export type PlaneFragment = {
	readonly z: number;
	readonly tileCount: number;
	readonly minimumX: number;
	readonly maximumX: number;
	readonly minimumY: number;
	readonly maximumY: number;
};

// live/project.graphql
export type ReadProjectResult = {
	readonly project: {
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly rootPath: string;
		readonly outputPath: string;
		readonly isPaused: boolean;
		readonly isRescoping: boolean;
		readonly createdAt: string;
		readonly graphVersion: number;
		readonly tileCount: number;
		readonly completeTileCount: number;
		readonly sources: readonly SourceFragment[];
		readonly stages: readonly StageFragment[];
		readonly planes: readonly PlaneFragment[];
	} | null;
};
export interface ReadProjectVariables {
	readonly id: string;
}
export const ReadProjectDocument = documentOf<ReadProjectResult, ReadProjectVariables>(`query ReadProject($id: ID!) {
  project(id: $id) {
    id
    name
    description
    rootPath
    outputPath
    isPaused
    isRescoping
    createdAt
    graphVersion
    tileCount
    completeTileCount
    sources {
      ...Source
    }
    stages {
      ...Stage
    }
    planes {
      ...Plane
    }
  }
}

fragment Source on Source {
  id
  name
  kind
  rootPath
  inputState
  problem {
    ...Problem
  }
  lookEverySeconds
  lateAfterSeconds
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

fragment Problem on Problem {
  code
  message
}

fragment Stage on Stage {
  id
  name
  description
  kind
  isPaused
  pauseReason
  pausedItselfAfter
  canary {
    count
  }
  priority
  parents {
    id
  }
  unitRule
  outputPath
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
    meanRunSeconds
  }
}

fragment Plane on PlaneSummary {
  z
  tileCount
  minimumX
  maximumX
  minimumY
  maximumY
}`);

// live/project.graphql
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
		readonly tasks: readonly ({
			readonly taskId: string;
			readonly stageId: string;
			readonly tileId: string | null;
			readonly state: TaskState;
			readonly attemptId: string | null;
		})[];
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
    tasks {
      taskId
      stageId
      tileId
      state
      attemptId
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
  inputState
  problem {
    ...Problem
  }
  lookEverySeconds
  lateAfterSeconds
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

fragment Problem on Problem {
  code
  message
}`);

// live/projects.graphql
export type ReadProjectsResult = {
	readonly projects: readonly ({
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly isPaused: boolean;
		readonly createdAt: string;
		readonly tileCount: number;
		readonly completeTileCount: number;
		readonly pace: {
			readonly arrival: {
				readonly verdict: ArrivalVerdict;
				readonly sentence: string;
			};
			readonly processing: {
				readonly verdict: ProcessingVerdict;
				readonly failed: number;
				readonly inReview: number;
				readonly setAside: number;
				readonly retrying: number;
				readonly behindSeconds: number | null;
				readonly limit: string | null;
				readonly sentence: string;
				readonly secondsLeft: number | null;
				readonly isEstimate: boolean;
				readonly isMeasuring: boolean;
			};
			readonly disks: readonly {
				readonly verdict: DiskVerdict;
				readonly sentence: string;
			}[];
		} | null;
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
		readonly sources: readonly ({
			readonly id: string;
			readonly name: string;
			readonly inputState: InputState;
			readonly problem: ProblemFragment | null;
			readonly lastSeenAt: string | null;
			readonly lastChangedAt: string | null;
			readonly expectedTiles: number | null;
			readonly finishedAt: string | null;
			readonly tileCount: number;
		})[];
	})[];
};
export type ReadProjectsVariables = Record<string, never>;
export const ReadProjectsDocument = documentOf<ReadProjectsResult, ReadProjectsVariables>(`query ReadProjects {
  projects {
    id
    name
    description
    isPaused
    createdAt
    tileCount
    completeTileCount
    pace {
      arrival {
        verdict
        sentence
      }
      processing {
        verdict
        failed
        inReview
        setAside
        retrying
        behindSeconds
        limit
        sentence
        secondsLeft
        isEstimate
        isMeasuring
      }
      disks {
        verdict
        sentence
      }
    }
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
    sources {
      id
      name
      inputState
      problem {
        ...Problem
      }
      lastSeenAt
      lastChangedAt
      expectedTiles
      finishedAt
      tileCount
    }
  }
}

fragment Problem on Problem {
  code
  message
}`);

// live/projects.graphql
export type FollowProjectsResult = {
	readonly projectsChanged: readonly string[];
};
export type FollowProjectsVariables = Record<string, never>;
export const FollowProjectsDocument = documentOf<FollowProjectsResult, FollowProjectsVariables>(`subscription FollowProjects {
  projectsChanged
}`);

// live/projects.graphql
export type ReadArchivedProjectsResult = {
	readonly projects: readonly ({
		readonly id: string;
		readonly name: string;
		readonly archivedAt: string | null;
		readonly tileCount: number;
	})[];
};
export type ReadArchivedProjectsVariables = Record<string, never>;
export const ReadArchivedProjectsDocument = documentOf<ReadArchivedProjectsResult, ReadArchivedProjectsVariables>(`query ReadArchivedProjects {
  projects(includeArchived: true) {
    id
    name
    archivedAt
    tileCount
  }
}`);

// live/system.graphql
export type ReadSystemResult = {
	readonly system: {
		readonly version: string;
		readonly instanceName: string;
		readonly now: string;
		readonly bus: string;
		readonly busIsConnected: boolean;
		readonly coordinator: {
			readonly isActive: boolean;
			readonly epoch: number;
			readonly holder: string;
			readonly activeSince: string | null;
		};
		readonly invariantViolations: readonly {
			readonly name: string;
			readonly message: string;
			readonly firstSeenAt: string;
			readonly count: number;
		}[];
	};
};
export type ReadSystemVariables = Record<string, never>;
export const ReadSystemDocument = documentOf<ReadSystemResult, ReadSystemVariables>(`query ReadSystem {
  system {
    version
    instanceName
    now
    bus
    busIsConnected
    coordinator {
      isActive
      epoch
      holder
      activeSince
    }
    invariantViolations {
      name
      message
      firstSeenAt
      count
    }
  }
}`);

// live/workers.graphql
export type WorkerFragment = {
	readonly id: string;
	readonly name: string;
	readonly host: string;
	readonly state: WorkerState;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly localCapacity: number;
	readonly clusterCapacity: number;
	readonly localLoad: number;
	readonly clusterLoad: number;
	readonly cpuPercent: number | null;
	readonly freeMemoryMb: number | null;
	readonly lastSeenAt: string;
	readonly leaseUntil: string | null;
	readonly heldAttemptCount: number;
	readonly runningAttempts: readonly ({
		readonly id: string;
		readonly number: number;
		readonly startedAt: string | null;
		readonly dispatchedAt: string;
		readonly task: {
			readonly id: string;
			readonly unitKey: string;
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
			readonly project: {
				readonly id: string;
				readonly name: string;
			};
			readonly tile: {
				readonly id: string;
				readonly name: string;
			} | null;
		};
	})[];
};

// live/workers.graphql
export type ReadWorkersResult = {
	readonly workers: readonly WorkerFragment[];
};
export type ReadWorkersVariables = Record<string, never>;
export const ReadWorkersDocument = documentOf<ReadWorkersResult, ReadWorkersVariables>(`query ReadWorkers {
  workers {
    ...Worker
  }
}

fragment Worker on Worker {
  id
  name
  host
  state
  isPaused
  pauseReason
  localCapacity
  clusterCapacity
  localLoad
  clusterLoad
  cpuPercent
  freeMemoryMb
  lastSeenAt
  leaseUntil
  heldAttemptCount
  runningAttempts {
    id
    number
    startedAt
    dispatchedAt
    task {
      id
      unitKey
      stage {
        id
        name
      }
      project {
        id
        name
      }
      tile {
        id
        name
      }
    }
  }
}`);

// live/workers.graphql
export type FollowWorkersResult = {
	readonly workersChanged: readonly WorkerFragment[];
};
export type FollowWorkersVariables = Record<string, never>;
export const FollowWorkersDocument = documentOf<FollowWorkersResult, FollowWorkersVariables>(`subscription FollowWorkers {
  workersChanged {
    ...Worker
  }
}

fragment Worker on Worker {
  id
  name
  host
  state
  isPaused
  pauseReason
  localCapacity
  clusterCapacity
  localLoad
  clusterLoad
  cpuPercent
  freeMemoryMb
  lastSeenAt
  leaseUntil
  heldAttemptCount
  runningAttempts {
    id
    number
    startedAt
    dispatchedAt
    task {
      id
      unitKey
      stage {
        id
        name
      }
      project {
        id
        name
      }
      tile {
        id
        name
      }
    }
  }
}`);

// pages/activity/activity.graphql
export type AuditRowFragment = {
	readonly id: string;
	readonly kind: string;
	readonly actor: string;
	readonly message: string | null;
	readonly summary: string | null;
	readonly createdAt: string;
	readonly finishedAt: string | null;
	readonly before: unknown;
	readonly after: unknown;
	readonly input: unknown;
	readonly problem: ProblemFragment | null;
	readonly project: {
		readonly id: string;
		readonly name: string;
	} | null;
	readonly task: {
		readonly id: string;
		readonly unitKey: string;
		readonly stage: {
			readonly id: string;
			readonly name: string;
		};
		readonly tile: {
			readonly id: string;
			readonly name: string;
		} | null;
	} | null;
};

// pages/activity/activity.graphql
export type ReadAuditResult = {
	readonly commands: {
		readonly edges: readonly {
			readonly node: AuditRowFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ReadAuditVariables {
	readonly projectId?: string | null;
	readonly filter?: CommandFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ReadAuditDocument = documentOf<ReadAuditResult, ReadAuditVariables>(`query ReadAudit($projectId: ID, $filter: CommandFilter, $first: Int!, $after: String) {
  commands(projectId: $projectId, filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...AuditRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment AuditRow on Command {
  id
  kind
  actor
  message
  summary
  createdAt
  finishedAt
  before
  after
  input
  problem {
    ...Problem
  }
  project {
    id
    name
  }
  task {
    id
    unitKey
    stage {
      id
      name
    }
    tile {
      id
      name
    }
  }
}

fragment Problem on Problem {
  code
  message
}`);

// pages/activity/activity.graphql
export type ActivityEventFragment = {
	readonly id: string;
	readonly at: string;
	readonly severity: Severity;
	readonly kind: string;
	readonly message: string;
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

// pages/activity/activity.graphql
export type ReadActivityEventsResult = {
	readonly events: {
		readonly edges: readonly {
			readonly node: ActivityEventFragment;
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
};
export interface ReadActivityEventsVariables {
	readonly projectId?: string | null;
	readonly filter?: EventFilter | null;
	readonly first: number;
	readonly after?: string | null;
}
export const ReadActivityEventsDocument = documentOf<ReadActivityEventsResult, ReadActivityEventsVariables>(`query ReadActivityEvents($projectId: ID, $filter: EventFilter, $first: Int!, $after: String) {
  events(projectId: $projectId, filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...ActivityEvent
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment ActivityEvent on Event {
  id
  at
  severity
  kind
  message
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

// pages/activity/activity.graphql
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

// pages/activity/activity.graphql
export type RuleRowFragment = {
	readonly id: string;
	readonly name: string;
	readonly kind: NotificationKind;
	readonly recipients: readonly string[];
	readonly webhook: string | null;
	readonly severities: readonly Severity[];
	readonly eventKinds: readonly string[] | null;
	readonly digestMinutes: number;
	readonly quietFrom: number | null;
	readonly quietTo: number | null;
	readonly timeZone: string;
	readonly letsErrorsThrough: boolean;
	readonly isPaused: boolean;
	readonly projects: readonly {
		readonly id: string;
		readonly name: string;
	}[] | null;
};

// pages/activity/activity.graphql
export type ReadNotificationsResult = {
	readonly canSendMail: boolean;
	readonly eventKinds: readonly string[];
	readonly notificationRules: readonly RuleRowFragment[];
	readonly notifications: {
		readonly edges: readonly ({
			readonly node: {
				readonly id: string;
				readonly isTest: boolean;
				readonly subject: string;
				readonly body: string;
				readonly eventCount: number;
				readonly to: readonly string[];
				readonly createdAt: string;
				readonly lastTriedAt: string | null;
				readonly tries: number;
				readonly deliveredAt: string | null;
				readonly givenUpAt: string | null;
				readonly lastAnswer: string | null;
				readonly rule: {
					readonly id: string;
					readonly name: string;
				};
			};
		})[];
	};
};
export interface ReadNotificationsVariables {
	readonly first: number;
}
export const ReadNotificationsDocument = documentOf<ReadNotificationsResult, ReadNotificationsVariables>(`query ReadNotifications($first: Int!) {
  canSendMail
  eventKinds
  notificationRules {
    ...RuleRow
  }
  notifications(first: $first) {
    edges {
      node {
        id
        isTest
        subject
        body
        eventCount
        to
        createdAt
        lastTriedAt
        tries
        deliveredAt
        givenUpAt
        lastAnswer
        rule {
          id
          name
        }
      }
    }
  }
}

fragment RuleRow on NotificationRule {
  id
  name
  kind
  recipients
  webhook
  severities
  eventKinds
  digestMinutes
  quietFrom
  quietTo
  timeZone
  letsErrorsThrough
  isPaused
  projects {
    id
    name
  }
}`);

// pages/activity/activity.graphql
export type CreateNotificationRuleResult = {
	readonly createNotificationRule: {
		readonly rule: {
			readonly id: string;
		};
	};
};
export interface CreateNotificationRuleVariables {
	readonly input: CreateNotificationRuleInput;
}
export const CreateNotificationRuleDocument = documentOf<CreateNotificationRuleResult, CreateNotificationRuleVariables>(`mutation CreateNotificationRule($input: CreateNotificationRuleInput!) {
  createNotificationRule(input: $input) {
    rule {
      id
    }
  }
}`);

// pages/activity/activity.graphql
export type UpdateNotificationRuleResult = {
	readonly updateNotificationRule: {
		readonly rule: {
			readonly id: string;
		};
	};
};
export interface UpdateNotificationRuleVariables {
	readonly input: UpdateNotificationRuleInput;
}
export const UpdateNotificationRuleDocument = documentOf<UpdateNotificationRuleResult, UpdateNotificationRuleVariables>(`mutation UpdateNotificationRule($input: UpdateNotificationRuleInput!) {
  updateNotificationRule(input: $input) {
    rule {
      id
    }
  }
}`);

// pages/activity/activity.graphql
export type ArchiveNotificationRuleResult = {
	readonly archiveNotificationRule: {
		readonly rule: {
			readonly id: string;
		};
	};
};
export interface ArchiveNotificationRuleVariables {
	readonly input: NotificationRuleIdInput;
}
export const ArchiveNotificationRuleDocument = documentOf<ArchiveNotificationRuleResult, ArchiveNotificationRuleVariables>(`mutation ArchiveNotificationRule($input: NotificationRuleIdInput!) {
  archiveNotificationRule(input: $input) {
    rule {
      id
    }
  }
}`);

// pages/activity/activity.graphql
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

// pages/definitions/definitions.graphql
export type DefinitionRowFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly version: number;
	readonly content: unknown;
	readonly programExists: boolean;
	readonly repository: {
		readonly id: string;
		readonly name: string;
	} | null;
};

// pages/definitions/definitions.graphql
export type ReadDefinitionsResult = {
	readonly taskDefinitions: readonly DefinitionRowFragment[];
	readonly taskRepositories: readonly {
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly location: string;
	}[];
};
export type ReadDefinitionsVariables = Record<string, never>;
export const ReadDefinitionsDocument = documentOf<ReadDefinitionsResult, ReadDefinitionsVariables>(`query ReadDefinitions {
  taskDefinitions {
    ...DefinitionRow
  }
  taskRepositories {
    id
    name
    description
    location
  }
}

fragment DefinitionRow on TaskDefinition {
  id
  name
  description
  version
  content
  programExists
  repository {
    id
    name
  }
}`);

// pages/definitions/definitions.graphql
export type ReadDefinitionResult = {
	readonly taskDefinition: DefinitionRowFragment & {
		readonly defaultOperations: unknown;
		readonly programText: string | null;
		readonly archivedAt: string | null;
		readonly versions: readonly {
			readonly version: number;
			readonly content: unknown;
			readonly createdAt: string;
		}[];
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly definitionVersion: number | null;
			readonly counts: readonly {
				readonly state: TaskState;
				readonly count: number;
			}[];
			readonly project: {
				readonly id: string;
				readonly name: string;
				readonly graphVersion: number;
			};
		})[];
	} | null;
};
export interface ReadDefinitionVariables {
	readonly id: string;
}
export const ReadDefinitionDocument = documentOf<ReadDefinitionResult, ReadDefinitionVariables>(`query ReadDefinition($id: ID!) {
  taskDefinition(id: $id) {
    ...DefinitionRow
    defaultOperations
    programText
    archivedAt
    versions {
      version
      content
      createdAt
    }
    stages {
      id
      name
      definitionVersion
      counts {
        state
        count
      }
      project {
        id
        name
        graphVersion
      }
    }
  }
}

fragment DefinitionRow on TaskDefinition {
  id
  name
  description
  version
  content
  programExists
  repository {
    id
    name
  }
}`);

// pages/definitions/definitions.graphql
export type ReadRenderingChoicesResult = {
	readonly project: {
		readonly id: string;
		readonly stages: readonly ({
			readonly id: string;
			readonly name: string;
			readonly kind: StageKind;
			readonly definition: {
				readonly id: string;
			} | null;
		})[];
		readonly tiles: {
			readonly edges: readonly {
				readonly node: {
					readonly id: string;
					readonly name: string;
					readonly relativePath: string;
				};
			}[];
		};
	} | null;
};
export interface ReadRenderingChoicesVariables {
	readonly projectId: string;
	readonly path?: string | null;
}
export const ReadRenderingChoicesDocument = documentOf<ReadRenderingChoicesResult, ReadRenderingChoicesVariables>(`query ReadRenderingChoices($projectId: ID!, $path: String) {
  project(id: $projectId) {
    id
    stages {
      id
      name
      kind
      definition {
        id
      }
    }
    tiles(first: 20, filter: {pathContains: $path}) {
      edges {
        node {
          id
          name
          relativePath
        }
      }
    }
  }
}`);

// pages/definitions/definitions.graphql
export type RenderCommandResult = {
	readonly renderCommand: {
		readonly command: readonly string[];
		readonly tileName: string | null;
		readonly missingProgram: string | null;
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
    missingProgram
    unknownNames
    values {
      name
      value
    }
  }
}`);

// pages/definitions/definitions.graphql
export type CreateTaskDefinitionResult = {
	readonly createTaskDefinition: {
		readonly taskDefinition: {
			readonly id: string;
			readonly version: number;
		};
	};
};
export interface CreateTaskDefinitionVariables {
	readonly input: CreateTaskDefinitionInput;
}
export const CreateTaskDefinitionDocument = documentOf<CreateTaskDefinitionResult, CreateTaskDefinitionVariables>(`mutation CreateTaskDefinition($input: CreateTaskDefinitionInput!) {
  createTaskDefinition(input: $input) {
    taskDefinition {
      id
      version
    }
  }
}`);

// pages/definitions/definitions.graphql
export type UpdateTaskDefinitionResult = {
	readonly updateTaskDefinition: {
		readonly taskDefinition: {
			readonly id: string;
			readonly version: number;
		};
	};
};
export interface UpdateTaskDefinitionVariables {
	readonly input: UpdateTaskDefinitionInput;
}
export const UpdateTaskDefinitionDocument = documentOf<UpdateTaskDefinitionResult, UpdateTaskDefinitionVariables>(`mutation UpdateTaskDefinition($input: UpdateTaskDefinitionInput!) {
  updateTaskDefinition(input: $input) {
    taskDefinition {
      id
      version
    }
  }
}`);

// pages/definitions/definitions.graphql
export type ArchiveTaskDefinitionResult = {
	readonly archiveTaskDefinition: {
		readonly taskDefinition: {
			readonly id: string;
		};
	};
};
export interface ArchiveTaskDefinitionVariables {
	readonly input: TaskDefinitionIdInput;
}
export const ArchiveTaskDefinitionDocument = documentOf<ArchiveTaskDefinitionResult, ArchiveTaskDefinitionVariables>(`mutation ArchiveTaskDefinition($input: TaskDefinitionIdInput!) {
  archiveTaskDefinition(input: $input) {
    taskDefinition {
      id
    }
  }
}`);

// pages/definitions/definitions.graphql
export type DuplicateTaskDefinitionResult = {
	readonly duplicateTaskDefinition: {
		readonly taskDefinition: {
			readonly id: string;
		};
	};
};
export interface DuplicateTaskDefinitionVariables {
	readonly input: DuplicateTaskDefinitionInput;
}
export const DuplicateTaskDefinitionDocument = documentOf<DuplicateTaskDefinitionResult, DuplicateTaskDefinitionVariables>(`mutation DuplicateTaskDefinition($input: DuplicateTaskDefinitionInput!) {
  duplicateTaskDefinition(input: $input) {
    taskDefinition {
      id
    }
  }
}`);

// pages/definitions/definitions.graphql
export type CreateTaskRepositoryResult = {
	readonly createTaskRepository: {
		readonly taskRepository: {
			readonly id: string;
		};
	};
};
export interface CreateTaskRepositoryVariables {
	readonly input: CreateTaskRepositoryInput;
}
export const CreateTaskRepositoryDocument = documentOf<CreateTaskRepositoryResult, CreateTaskRepositoryVariables>(`mutation CreateTaskRepository($input: CreateTaskRepositoryInput!) {
  createTaskRepository(input: $input) {
    taskRepository {
      id
    }
  }
}`);

// pages/definitions/definitions.graphql
export type UpdateTaskRepositoryResult = {
	readonly updateTaskRepository: {
		readonly taskRepository: {
			readonly id: string;
		};
	};
};
export interface UpdateTaskRepositoryVariables {
	readonly input: UpdateTaskRepositoryInput;
}
export const UpdateTaskRepositoryDocument = documentOf<UpdateTaskRepositoryResult, UpdateTaskRepositoryVariables>(`mutation UpdateTaskRepository($input: UpdateTaskRepositoryInput!) {
  updateTaskRepository(input: $input) {
    taskRepository {
      id
    }
  }
}`);

// pages/definitions/definitions.graphql
export type ArchiveTaskRepositoryResult = {
	readonly archiveTaskRepository: {
		readonly taskRepository: {
			readonly id: string;
		};
	};
};
export interface ArchiveTaskRepositoryVariables {
	readonly input: TaskRepositoryIdInput;
}
export const ArchiveTaskRepositoryDocument = documentOf<ArchiveTaskRepositoryResult, ArchiveTaskRepositoryVariables>(`mutation ArchiveTaskRepository($input: TaskRepositoryIdInput!) {
  archiveTaskRepository(input: $input) {
    taskRepository {
      id
    }
  }
}`);

// pages/failures/failures.graphql
export type FailureGroupRowFragment = {
	readonly id: string;
	readonly outcome: AttemptOutcome;
	readonly signature: string;
	readonly failedTasks: number;
	readonly retryingTasks: number;
	readonly failedTiles: readonly {
		readonly id: string;
		readonly name: string;
	}[];
	readonly attempts: number;
	readonly firstAt: string;
	readonly lastAt: string;
	readonly overTime: readonly {
		readonly at: string;
		readonly attempts: number;
	}[];
	readonly stage: {
		readonly id: string;
		readonly name: string;
		readonly isPaused: boolean;
		readonly pauseReason: string | null;
	};
	readonly workers: readonly ({
		readonly name: string;
		readonly host: string;
		readonly attempts: number;
		readonly worker: {
			readonly id: string;
		} | null;
	})[];
	readonly hosts: readonly {
		readonly host: string;
		readonly attempts: number;
		readonly workers: number;
	}[];
};

// pages/failures/failures.graphql
export type ReadFailuresResult = {
	readonly failureGroups: {
		readonly totalCount: number | null;
		readonly edges: readonly {
			readonly node: FailureGroupRowFragment;
		}[];
	};
	readonly failurePlaces: {
		readonly hosts: readonly {
			readonly host: string;
			readonly attempts: number;
			readonly workers: number;
		}[];
		readonly workers: readonly ({
			readonly name: string;
			readonly host: string;
			readonly attempts: number;
			readonly lastAt: string;
			readonly worker: {
				readonly id: string;
				readonly state: WorkerState;
				readonly quarantinedAt: string | null;
				readonly quarantineReason: string | null;
				readonly isHostQuarantined: boolean;
				readonly nextProbeAt: string | null;
			} | null;
		})[];
	};
};
export interface ReadFailuresVariables {
	readonly projectId: string;
	readonly stageId?: string | null;
	readonly since?: string | null;
	readonly first: number;
}
export const ReadFailuresDocument = documentOf<ReadFailuresResult, ReadFailuresVariables>(`query ReadFailures($projectId: ID!, $stageId: ID, $since: DateTime, $first: Int!) {
  failureGroups(
    projectId: $projectId
    stageId: $stageId
    since: $since
    first: $first
  ) {
    totalCount
    edges {
      node {
        ...FailureGroupRow
      }
    }
  }
  failurePlaces(projectId: $projectId, stageId: $stageId, since: $since) {
    hosts {
      host
      attempts
      workers
    }
    workers {
      name
      host
      attempts
      lastAt
      worker {
        id
        state
        quarantinedAt
        quarantineReason
        isHostQuarantined
        nextProbeAt
      }
    }
  }
}

fragment FailureGroupRow on FailureGroup {
  id
  outcome
  signature
  failedTasks
  retryingTasks
  failedTiles {
    id
    name
  }
  attempts
  firstAt
  lastAt
  overTime {
    at
    attempts
  }
  stage {
    id
    name
    isPaused
    pauseReason
  }
  workers {
    name
    host
    attempts
    worker {
      id
    }
  }
  hosts {
    host
    attempts
    workers
  }
}`);

// pages/failures/failures.graphql
export type ReadFailureExamplesResult = {
	readonly failureGroup: {
		readonly id: string;
		readonly examples: readonly FailedAttemptFragment[];
	} | null;
};
export interface ReadFailureExamplesVariables {
	readonly id: string;
}
export const ReadFailureExamplesDocument = documentOf<ReadFailureExamplesResult, ReadFailureExamplesVariables>(`query ReadFailureExamples($id: ID!) {
  failureGroup(id: $id) {
    id
    examples {
      ...FailedAttempt
    }
  }
}

fragment FailedAttempt on Attempt {
  id
  number
  isPartial
  inputCount
  workerId
  worker {
    id
    name
    host
  }
  outcome
  exitCode
  signal
  problem
  logTail
  dispatchedAt
  startedAt
  finishedAt
  pendingSeconds
  runSeconds
  cpuSeconds
  maxCpuPercent
  maxMemoryMb
  command
  clusterJob {
    id
    scheduler
    jobId
    element
    node
    words
  }
  stdoutUrl
  stderrUrl
  stageVersion {
    id
    version
  }
  task {
    id
    unitKey
    unit
    reason
    state
    stage {
      id
    }
    tile {
      id
      name
      lattice {
        x
        y
        z
      }
    }
  }
}`);

// pages/failures/failures.graphql
export type ReadFailureAftermathResult = {
	readonly failureGroup: {
		readonly id: string;
		readonly program: {
			readonly path: string | null;
			readonly failedHash: string | null;
			readonly currentHash: string | null;
			readonly isOtherScript: boolean | null;
			readonly isOtherRecipe: boolean;
		} | null;
		readonly lastRetry: {
			readonly at: string;
			readonly actor: string;
			readonly reason: string | null;
			readonly tasks: number;
			readonly succeeded: number;
			readonly running: number;
			readonly waiting: number;
			readonly failedAgain: number;
			readonly failedOtherwise: number;
			readonly leftOut: number;
		} | null;
	} | null;
};
export interface ReadFailureAftermathVariables {
	readonly id: string;
}
export const ReadFailureAftermathDocument = documentOf<ReadFailureAftermathResult, ReadFailureAftermathVariables>(`query ReadFailureAftermath($id: ID!) {
  failureGroup(id: $id) {
    id
    program {
      path
      failedHash
      currentHash
      isOtherScript
      isOtherRecipe
    }
    lastRetry {
      at
      actor
      reason
      tasks
      succeeded
      running
      waiting
      failedAgain
      failedOtherwise
      leftOut
    }
  }
}`);

// pages/failures/failures.graphql
export type ReadFailureGroupResult = {
	readonly failureGroup: FailureGroupRowFragment & {
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
    ...FailureGroupRow
    project {
      id
    }
  }
}

fragment FailureGroupRow on FailureGroup {
  id
  outcome
  signature
  failedTasks
  retryingTasks
  failedTiles {
    id
    name
  }
  attempts
  firstAt
  lastAt
  overTime {
    at
    attempts
  }
  stage {
    id
    name
    isPaused
    pauseReason
  }
  workers {
    name
    host
    attempts
    worker {
      id
    }
  }
  hosts {
    host
    attempts
    workers
  }
}`);

// pages/failures/failures.graphql
export type FailedAttemptFragment = {
	readonly id: string;
	readonly number: number;
	readonly isPartial: boolean;
	readonly inputCount: number;
	readonly workerId: string;
	readonly worker: {
		readonly id: string;
		readonly name: string;
		readonly host: string;
	} | null;
	readonly outcome: AttemptOutcome | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly logTail: string | null;
	readonly dispatchedAt: string;
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	readonly pendingSeconds: number | null;
	readonly runSeconds: number | null;
	readonly cpuSeconds: number | null;
	readonly maxCpuPercent: number | null;
	readonly maxMemoryMb: number | null;
	readonly command: readonly string[] | null;
	readonly clusterJob: {
		readonly id: string;
		readonly scheduler: string;
		readonly jobId: string | null;
		readonly element: number;
		readonly node: string | null;
		readonly words: string | null;
	} | null;
	readonly stdoutUrl: string;
	readonly stderrUrl: string;
	readonly stageVersion: {
		readonly id: string;
		readonly version: number;
	};
	readonly task: {
		readonly id: string;
		readonly unitKey: string;
		readonly unit: unknown;
		readonly reason: string;
		readonly state: TaskState;
		readonly stage: {
			readonly id: string;
		};
		readonly tile: {
			readonly id: string;
			readonly name: string;
			readonly lattice: {
				readonly x: number;
				readonly y: number;
				readonly z: number;
			} | null;
		} | null;
	};
};

// pages/failures/failures.graphql
export type PreviewTaskChangeResult = {
	readonly previewTaskChange: {
		readonly selectedCount: number;
		readonly changedCount: number;
		readonly counts: readonly {
			readonly state: TaskState;
			readonly selectedCount: number;
			readonly changedCount: number;
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
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
      state
      selectedCount
      changedCount
      stage {
        id
        name
      }
    }
  }
}`);

// pages/failures/failures.graphql
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

// pages/graph-editor/graph-editor.graphql
export type EditorStageFragment = {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly kind: StageKind;
	readonly priority: number;
	readonly unitRule: unknown;
	readonly parameters: unknown;
	readonly operations: unknown;
	readonly outputPath: string | null;
	readonly isPaused: boolean;
	readonly staleCount: number;
	readonly counts: readonly {
		readonly state: TaskState;
		readonly count: number;
	}[];
	readonly parents: readonly {
		readonly id: string;
	}[];
	readonly scope: {
		readonly onlyNewTiles: boolean;
		readonly region: EditorRegionFragment | null;
	};
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
	readonly definitionVersion: number | null;
	readonly version: {
		readonly id: string;
		readonly version: number;
	} | null;
};

// pages/graph-editor/graph-editor.graphql
export type EditorRegionFragment = {
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

// pages/graph-editor/graph-editor.graphql
export type ReadEditorResult = {
	readonly project: {
		readonly id: string;
		readonly graphVersion: number;
		readonly tileCount: number;
		readonly stages: readonly EditorStageFragment[];
	} | null;
};
export interface ReadEditorVariables {
	readonly projectId: string;
}
export const ReadEditorDocument = documentOf<ReadEditorResult, ReadEditorVariables>(`query ReadEditor($projectId: ID!) {
  project(id: $projectId) {
    id
    graphVersion
    tileCount
    stages {
      ...EditorStage
    }
  }
}

fragment EditorStage on Stage {
  id
  name
  description
  kind
  priority
  unitRule
  parameters
  operations
  outputPath
  isPaused
  staleCount
  counts {
    state
    count
  }
  parents {
    id
  }
  scope {
    onlyNewTiles
    region {
      ...EditorRegion
    }
  }
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
  definitionVersion
  version {
    id
    version
  }
}

fragment EditorRegion on LatticeRegion {
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
}`);

// pages/graph-editor/graph-editor.graphql
export type ReadPaletteResult = {
	readonly taskDefinitions: readonly {
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly version: number;
		readonly content: unknown;
		readonly defaultOperations: unknown;
	}[];
};
export type ReadPaletteVariables = Record<string, never>;
export const ReadPaletteDocument = documentOf<ReadPaletteResult, ReadPaletteVariables>(`query ReadPalette {
  taskDefinitions {
    id
    name
    description
    version
    content
    defaultOperations
  }
}`);

// pages/graph-editor/graph-editor.graphql
export type FiguresFragment = {
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

// pages/graph-editor/graph-editor.graphql
export type PreviewFragment = {
	readonly graphVersion: number;
	readonly summary: string;
	readonly freeBytes: number | null;
	readonly totals: FiguresFragment;
	readonly stages: readonly ({
		readonly name: string;
		readonly change: StageChange;
		readonly stage: {
			readonly id: string;
		} | null;
		readonly figures: FiguresFragment;
	})[];
};

// pages/graph-editor/graph-editor.graphql
export type PreviewEditResult = {
	readonly previewGraphEdit: PreviewFragment;
};
export interface PreviewEditVariables {
	readonly projectId: string;
	readonly expectedGraphVersion?: number | null;
	readonly edits: readonly GraphEditInput[];
	readonly policy?: EditPolicyInput | null;
}
export const PreviewEditDocument = documentOf<PreviewEditResult, PreviewEditVariables>(`query PreviewEdit($projectId: ID!, $expectedGraphVersion: Int, $edits: [GraphEditInput!]!, $policy: EditPolicyInput) {
  previewGraphEdit(
    projectId: $projectId
    expectedGraphVersion: $expectedGraphVersion
    edits: $edits
    policy: $policy
  ) {
    ...Preview
  }
}

fragment Preview on GraphPreview {
  graphVersion
  summary
  freeBytes
  totals {
    ...Figures
  }
  stages {
    name
    change
    stage {
      id
    }
    figures {
      ...Figures
    }
  }
}

fragment Figures on EditFigures {
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

// pages/graph-editor/graph-editor.graphql
export type PreviewRestoreResult = {
	readonly previewRestoreGraph: PreviewFragment;
};
export interface PreviewRestoreVariables {
	readonly projectId: string;
	readonly expectedGraphVersion?: number | null;
	readonly version?: number | null;
	readonly policy?: EditPolicyInput | null;
}
export const PreviewRestoreDocument = documentOf<PreviewRestoreResult, PreviewRestoreVariables>(`query PreviewRestore($projectId: ID!, $expectedGraphVersion: Int, $version: Int, $policy: EditPolicyInput) {
  previewRestoreGraph(
    projectId: $projectId
    expectedGraphVersion: $expectedGraphVersion
    version: $version
    policy: $policy
  ) {
    ...Preview
  }
}

fragment Preview on GraphPreview {
  graphVersion
  summary
  freeBytes
  totals {
    ...Figures
  }
  stages {
    name
    change
    stage {
      id
    }
    figures {
      ...Figures
    }
  }
}

fragment Figures on EditFigures {
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

// pages/graph-editor/graph-editor.graphql
export type ApplyGraphEditResult = {
	readonly editGraph: {
		readonly graphVersion: number;
		readonly summary: string;
		readonly rerunCount: number;
		readonly acceptedCount: number;
		readonly stoppedCount: number;
	};
};
export interface ApplyGraphEditVariables {
	readonly input: EditGraphInput;
}
export const ApplyGraphEditDocument = documentOf<ApplyGraphEditResult, ApplyGraphEditVariables>(`mutation ApplyGraphEdit($input: EditGraphInput!) {
  editGraph(input: $input) {
    graphVersion
    summary
    rerunCount
    acceptedCount
    stoppedCount
  }
}`);

// pages/graph-editor/graph-editor.graphql
export type RestoreGraphResult = {
	readonly restoreGraph: {
		readonly graphVersion: number;
		readonly summary: string;
		readonly rerunCount: number;
		readonly acceptedCount: number;
		readonly stoppedCount: number;
	};
};
export interface RestoreGraphVariables {
	readonly input: RestoreGraphInput;
}
export const RestoreGraphDocument = documentOf<RestoreGraphResult, RestoreGraphVariables>(`mutation RestoreGraph($input: RestoreGraphInput!) {
  restoreGraph(input: $input) {
    graphVersion
    summary
    rerunCount
    acceptedCount
    stoppedCount
  }
}`);

// pages/graph-editor/graph-editor.graphql
export type ReadGraphVersionsResult = {
	readonly project: {
		readonly id: string;
		readonly graphVersions: {
			readonly totalCount: number | null;
			readonly edges: readonly ({
				readonly node: {
					readonly version: number;
					readonly actor: string;
					readonly at: string;
					readonly message: string | null;
					readonly summary: string;
					readonly restores: number | null;
				};
			})[];
		};
	} | null;
};
export interface ReadGraphVersionsVariables {
	readonly projectId: string;
	readonly first: number;
}
export const ReadGraphVersionsDocument = documentOf<ReadGraphVersionsResult, ReadGraphVersionsVariables>(`query ReadGraphVersions($projectId: ID!, $first: Int!) {
  project(id: $projectId) {
    id
    graphVersions(first: $first) {
      totalCount
      edges {
        node {
          version
          actor
          at
          message
          summary
          restores
        }
      }
    }
  }
}`);

// pages/graph-editor/graph-editor.graphql
export type ComparedNumberRowFragment = {
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

// pages/graph-editor/graph-editor.graphql
export type CompareTrialResult = {
	readonly compareStages: {
		readonly unitCount: number;
		readonly baseline: {
			readonly id: string;
			readonly name: string;
		};
		readonly candidate: {
			readonly id: string;
			readonly name: string;
		};
		readonly metrics: readonly ComparedNumberRowFragment[];
		readonly runTime: ComparedNumberRowFragment | null;
		readonly units: {
			readonly totalCount: number | null;
			readonly edges: readonly ({
				readonly node: {
					readonly unitKey: string;
					readonly tile: {
						readonly id: string;
						readonly name: string;
					} | null;
					readonly baselineTask: {
						readonly id: string;
						readonly previewUrl: string | null;
					};
					readonly candidateTask: {
						readonly id: string;
						readonly previewUrl: string | null;
					};
					readonly baselineRunSeconds: number | null;
					readonly candidateRunSeconds: number | null;
				};
			})[];
		};
	};
};
export interface CompareTrialVariables {
	readonly candidateId: string;
}
export const CompareTrialDocument = documentOf<CompareTrialResult, CompareTrialVariables>(`query CompareTrial($candidateId: ID!) {
  compareStages(candidateId: $candidateId) {
    unitCount
    baseline {
      id
      name
    }
    candidate {
      id
      name
    }
    metrics {
      ...ComparedNumberRow
    }
    runTime {
      ...ComparedNumberRow
    }
    units(first: 12) {
      totalCount
      edges {
        node {
          unitKey
          tile {
            id
            name
          }
          baselineTask {
            id
            previewUrl
          }
          candidateTask {
            id
            previewUrl
          }
          baselineRunSeconds
          candidateRunSeconds
        }
      }
    }
  }
}

fragment ComparedNumberRow on ComparedNumber {
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

// pages/graph-editor/graph-editor.graphql
export type ReadTrialTasksResult = {
	readonly all: {
		readonly selectedCount: number;
	};
	readonly waiting: {
		readonly selectedCount: number;
	};
	readonly stage: {
		readonly id: string;
		readonly tasks: {
			readonly edges: readonly ({
				readonly node: {
					readonly id: string;
					readonly reason: string;
					readonly tile: {
						readonly id: string;
						readonly name: string;
					} | null;
				};
			})[];
		};
	} | null;
};
export interface ReadTrialTasksVariables {
	readonly id: string;
	readonly all: TaskSelection;
	readonly waiting: TaskSelection;
}
export const ReadTrialTasksDocument = documentOf<ReadTrialTasksResult, ReadTrialTasksVariables>(`query ReadTrialTasks($id: ID!, $all: TaskSelection!, $waiting: TaskSelection!) {
  all: previewTaskChange(selection: $all, action: {kind: CANCEL}) {
    selectedCount
  }
  waiting: previewTaskChange(selection: $waiting, action: {kind: CANCEL}) {
    selectedCount
  }
  stage(id: $id) {
    id
    tasks(first: 1, filter: {isCanary: true, states: [WAITING]}) {
      edges {
        node {
          id
          reason
          tile {
            id
            name
          }
        }
      }
    }
  }
}`);

// pages/graph-editor/removed-stages.graphql
export type ReadRemovedStagesResult = {
	readonly project: {
		readonly id: string;
		readonly removedStages: readonly ({
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
		})[];
	} | null;
};
export interface ReadRemovedStagesVariables {
	readonly projectId: string;
}
export const ReadRemovedStagesDocument = documentOf<ReadRemovedStagesResult, ReadRemovedStagesVariables>(`query ReadRemovedStages($projectId: ID!) {
  project(id: $projectId) {
    id
    removedStages {
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
    }
  }
}`);

// pages/graph-editor/removed-stages.graphql
export type DeleteStageOutputsResult = {
	readonly deleteStageOutputs: {
		readonly forgottenCount: number;
	};
};
export interface DeleteStageOutputsVariables {
	readonly input: DeleteStageOutputsInput;
}
export const DeleteStageOutputsDocument = documentOf<DeleteStageOutputsResult, DeleteStageOutputsVariables>(`mutation DeleteStageOutputs($input: DeleteStageOutputsInput!) {
  deleteStageOutputs(input: $input) {
    forgottenCount
  }
}`);

// pages/project/events/happenings.graphql
export type DoneFragment = {
	readonly id: string;
	readonly kind: string;
	readonly actor: string;
	readonly message: string | null;
	readonly summary: string | null;
	readonly createdAt: string;
	readonly finishedAt: string | null;
	readonly problem: {
		readonly code: string;
	} | null;
	readonly task: {
		readonly id: string;
		readonly stage: {
			readonly id: string;
		};
		readonly tile: {
			readonly id: string;
		} | null;
	} | null;
};

// pages/project/events/happenings.graphql
export type ReadHappeningsResult = {
	readonly commands: {
		readonly edges: readonly {
			readonly node: DoneFragment;
		}[];
	};
	readonly ofWorkers: {
		readonly edges: readonly {
			readonly node: DoneFragment;
		}[];
	};
	readonly workerEvents: {
		readonly edges: readonly ({
			readonly node: EventFragment & {
				readonly acknowledgedAt: string | null;
				readonly acknowledgedBy: string | null;
			};
		})[];
	};
};
export interface ReadHappeningsVariables {
	readonly projectId: string;
	readonly workerKinds: readonly string[];
	readonly commandKinds: readonly string[];
}
export const ReadHappeningsDocument = documentOf<ReadHappeningsResult, ReadHappeningsVariables>(`query ReadHappenings($projectId: ID!, $workerKinds: [String!]!, $commandKinds: [String!]!) {
  commands(projectId: $projectId, first: 50) {
    edges {
      node {
        ...Done
      }
    }
  }
  ofWorkers: commands(filter: {kinds: $commandKinds}, first: 10) {
    edges {
      node {
        ...Done
      }
    }
  }
  workerEvents: events(filter: {kinds: $workerKinds}, first: 20) {
    edges {
      node {
        ...Event
        acknowledgedAt
        acknowledgedBy
      }
    }
  }
}

fragment Done on Command {
  id
  kind
  actor
  message
  summary
  createdAt
  finishedAt
  problem {
    code
  }
  task {
    id
    stage {
      id
    }
    tile {
      id
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
  stage {
    id
    name
  }
}`);

// pages/project/inspector/inspector.graphql
export type TaskRowFragment = {
	readonly id: string;
	readonly unitKey: string;
	readonly unit: unknown;
	readonly state: TaskState;
	readonly isStale: boolean;
	readonly reason: string;
	readonly attemptCount: number;
	readonly changedAt: string;
	readonly stage: {
		readonly id: string;
		readonly name: string;
		readonly kind: StageKind;
	};
	readonly tile: {
		readonly id: string;
		readonly name: string;
	} | null;
};

// pages/project/inspector/inspector.graphql
export type ReadTileResult = {
	readonly tile: {
		readonly id: string;
		readonly name: string;
		readonly relativePath: string;
		readonly lattice: {
			readonly x: number;
			readonly y: number;
			readonly z: number;
		} | null;
		readonly position: {
			readonly x: number;
			readonly y: number;
			readonly z: number;
		} | null;
		readonly attributes: unknown;
		readonly files: readonly {
			readonly path: string;
			readonly sizeBytes: number;
			readonly url: string;
		}[];
		readonly isComplete: boolean;
		readonly verdict: string;
		readonly arrivedAt: string;
		readonly completedAt: string | null;
		readonly withdrawnAt: string | null;
		readonly supersededBy: {
			readonly id: string;
			readonly name: string;
			readonly relativePath: string;
		} | null;
		readonly source: {
			readonly id: string;
			readonly name: string;
		};
		readonly tasks: readonly (TaskRowFragment & {
			readonly neighbour: {
				readonly id: string;
				readonly name: string;
			} | null;
			readonly stage: {
				readonly id: string;
				readonly version: {
					readonly id: string;
					readonly version: number;
				} | null;
			};
			readonly resultAttempt: {
				readonly id: string;
				readonly stageVersion: {
					readonly id: string;
					readonly version: number;
				};
			} | null;
		})[];
		readonly missingTasks: readonly {
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
			readonly reason: string;
		}[];
	} | null;
};
export interface ReadTileVariables {
	readonly id: string;
}
export const ReadTileDocument = documentOf<ReadTileResult, ReadTileVariables>(`query ReadTile($id: ID!) {
  tile(id: $id) {
    id
    name
    relativePath
    lattice {
      x
      y
      z
    }
    position {
      x
      y
      z
    }
    attributes
    files {
      path
      sizeBytes
      url
    }
    isComplete
    verdict
    arrivedAt
    completedAt
    withdrawnAt
    supersededBy {
      id
      name
      relativePath
    }
    source {
      id
      name
    }
    tasks {
      ...TaskRow
      neighbour {
        id
        name
      }
      stage {
        id
        version {
          id
          version
        }
      }
      resultAttempt {
        id
        stageVersion {
          id
          version
        }
      }
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

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}`);

// pages/project/inspector/inspector.graphql
export type BlockerFragment = TaskRowFragment & {
	readonly unmetInputs: number;
};

// pages/project/inspector/inspector.graphql
export type VersionFactsFragment = {
	readonly id: string;
	readonly version: number;
	readonly recipe: unknown;
};

// pages/project/inspector/inspector.graphql
export type ReadTaskResult = {
	readonly task: TaskRowFragment & {
		readonly stage: {
			readonly id: string;
			readonly version: VersionFactsFragment | null;
		};
		readonly inputCount: number;
		readonly unmetInputs: number;
		readonly isOpen: boolean;
		readonly notBefore: string | null;
		readonly decision: {
			readonly kind: string;
			readonly actor: string;
			readonly reason: string | null;
			readonly at: string;
		} | null;
		readonly gate: {
			readonly action: GateAction;
		} | null;
		readonly metrics: unknown;
		readonly previewUrl: string | null;
		readonly artifacts: readonly ({
			readonly path: string;
			readonly kind: string;
			readonly format: string | null;
			readonly shape: readonly number[] | null;
			readonly sizeBytes: number;
			readonly url: string;
		})[];
		readonly blockedBy: readonly (BlockerFragment & {
			readonly blockedBy: readonly (BlockerFragment & {
				readonly blockedBy: readonly (BlockerFragment & {
					readonly blockedBy: readonly BlockerFragment[];
				})[];
			})[];
		})[];
		readonly latestAttempt: {
			readonly id: string;
			readonly programHash: string | null;
			readonly stageVersion: VersionFactsFragment;
		} | null;
		readonly resultAttempt: {
			readonly id: string;
		} | null;
		readonly attempts: readonly ({
			readonly id: string;
			readonly number: number;
			readonly isPartial: boolean;
			readonly inputCount: number;
			readonly workerId: string;
			readonly worker: {
				readonly id: string;
				readonly name: string;
				readonly host: string;
			} | null;
			readonly outcome: AttemptOutcome | null;
			readonly exitCode: number | null;
			readonly signal: string | null;
			readonly problem: string | null;
			readonly logTail: string | null;
			readonly dispatchedAt: string;
			readonly startedAt: string | null;
			readonly finishedAt: string | null;
			readonly pendingSeconds: number | null;
			readonly runSeconds: number | null;
			readonly cpuSeconds: number | null;
			readonly maxCpuPercent: number | null;
			readonly maxMemoryMb: number | null;
			readonly command: readonly string[] | null;
			readonly clusterJob: {
				readonly id: string;
				readonly scheduler: string;
				readonly jobId: string | null;
				readonly node: string | null;
				readonly words: string | null;
			} | null;
			readonly stdoutUrl: string;
			readonly stderrUrl: string;
			readonly stageVersion: {
				readonly id: string;
				readonly version: number;
			};
		})[];
	} | null;
};
export interface ReadTaskVariables {
	readonly id: string;
}
export const ReadTaskDocument = documentOf<ReadTaskResult, ReadTaskVariables>(`query ReadTask($id: ID!) {
  task(id: $id) {
    ...TaskRow
    stage {
      id
      version {
        ...VersionFacts
      }
    }
    inputCount
    unmetInputs
    isOpen
    notBefore
    decision {
      kind
      actor
      reason
      at
    }
    gate {
      action
    }
    metrics
    previewUrl
    artifacts {
      path
      kind
      format
      shape
      sizeBytes
      url
    }
    blockedBy {
      ...Blocker
      blockedBy {
        ...Blocker
        blockedBy {
          ...Blocker
          blockedBy {
            ...Blocker
          }
        }
      }
    }
    latestAttempt {
      id
      programHash
      stageVersion {
        ...VersionFacts
      }
    }
    resultAttempt {
      id
    }
    attempts {
      id
      number
      isPartial
      inputCount
      workerId
      worker {
        id
        name
        host
      }
      outcome
      exitCode
      signal
      problem
      logTail
      dispatchedAt
      startedAt
      finishedAt
      pendingSeconds
      runSeconds
      cpuSeconds
      maxCpuPercent
      maxMemoryMb
      command
      clusterJob {
        id
        scheduler
        jobId
        node
        words
      }
      stdoutUrl
      stderrUrl
      stageVersion {
        id
        version
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}

fragment VersionFacts on StageVersion {
  id
  version
  recipe
}

fragment Blocker on Task {
  ...TaskRow
  unmetInputs
}`);

// pages/project/inspector/inspector.graphql
export type ReadProblemTasksResult = {
	readonly project: {
		readonly id: string;
		readonly tasks: {
			readonly edges: readonly {
				readonly node: TaskRowFragment;
			}[];
		};
	} | null;
};
export interface ReadProblemTasksVariables {
	readonly projectId: string;
}
export const ReadProblemTasksDocument = documentOf<ReadProblemTasksResult, ReadProblemTasksVariables>(`query ReadProblemTasks($projectId: ID!) {
  project(id: $projectId) {
    id
    tasks(first: 50, filter: {states: [FAILED, REVIEW, REJECTED], isDecided: false}) {
      edges {
        node {
          ...TaskRow
        }
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}`);

// pages/project/inspector/inspector.graphql
export type ReadStageTasksResult = {
	readonly stage: {
		readonly id: string;
		readonly tasks: {
			readonly totalCount: number | null;
			readonly edges: readonly {
				readonly node: TaskRowFragment;
			}[];
		};
	} | null;
};
export interface ReadStageTasksVariables {
	readonly stageId: string;
	readonly filter?: TaskFilter | null;
	readonly first: number;
}
export const ReadStageTasksDocument = documentOf<ReadStageTasksResult, ReadStageTasksVariables>(`query ReadStageTasks($stageId: ID!, $filter: TaskFilter, $first: Int!) {
  stage(id: $stageId) {
    id
    tasks(first: $first, filter: $filter) {
      totalCount
      edges {
        node {
          ...TaskRow
        }
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}`);

// pages/project/inspector/inspector.graphql
export type RetryTasksResult = {
	readonly retryTasks: {
		readonly tasks: readonly {
			readonly id: string;
			readonly state: TaskState;
			readonly reason: string;
		}[];
	};
};
export interface RetryTasksVariables {
	readonly input: TaskIdsInput;
}
export const RetryTasksDocument = documentOf<RetryTasksResult, RetryTasksVariables>(`mutation RetryTasks($input: TaskIdsInput!) {
  retryTasks(input: $input) {
    tasks {
      id
      state
      reason
    }
  }
}`);

// pages/project/inspector/inspector.graphql
export type CancelTasksResult = {
	readonly cancelTasks: {
		readonly tasks: readonly {
			readonly id: string;
			readonly state: TaskState;
			readonly reason: string;
		}[];
	};
};
export interface CancelTasksVariables {
	readonly input: TaskIdsInput;
}
export const CancelTasksDocument = documentOf<CancelTasksResult, CancelTasksVariables>(`mutation CancelTasks($input: TaskIdsInput!) {
  cancelTasks(input: $input) {
    tasks {
      id
      state
      reason
    }
  }
}`);

// pages/project/inspector/inspector.graphql
export type ReadStaleResultsResult = {
	readonly stage: {
		readonly id: string;
		readonly version: {
			readonly id: string;
			readonly version: number;
		} | null;
		readonly staleResults: readonly ({
			readonly count: number;
			readonly version: number | null;
			readonly hasOtherRecipe: boolean;
			readonly hasOtherScript: boolean;
		})[];
	} | null;
};
export interface ReadStaleResultsVariables {
	readonly stageId: string;
}
export const ReadStaleResultsDocument = documentOf<ReadStaleResultsResult, ReadStaleResultsVariables>(`query ReadStaleResults($stageId: ID!) {
  stage(id: $stageId) {
    id
    version {
      id
      version
    }
    staleResults {
      count
      version
      hasOtherRecipe
      hasOtherScript
    }
  }
}`);

// pages/project/inspector/inspector.graphql
export type ReadFailedTaskIdsResult = {
	readonly stage: {
		readonly id: string;
		readonly tasks: {
			readonly edges: readonly {
				readonly node: {
					readonly id: string;
				};
			}[];
			readonly pageInfo: {
				readonly hasNextPage: boolean;
				readonly endCursor: string | null;
			};
		};
	} | null;
};
export interface ReadFailedTaskIdsVariables {
	readonly stageId: string;
	readonly after?: string | null;
}
export const ReadFailedTaskIdsDocument = documentOf<ReadFailedTaskIdsResult, ReadFailedTaskIdsVariables>(`query ReadFailedTaskIds($stageId: ID!, $after: String) {
  stage(id: $stageId) {
    id
    tasks(first: 200, after: $after, filter: {states: [FAILED]}) {
      edges {
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}`);

// pages/project/inspector/inspector.graphql
export type ReadRetriedResult = {
	readonly previewTaskChange: {
		readonly counts: readonly {
			readonly state: TaskState;
			readonly selectedCount: number;
		}[];
	};
};
export interface ReadRetriedVariables {
	readonly selection: TaskSelection;
}
export const ReadRetriedDocument = documentOf<ReadRetriedResult, ReadRetriedVariables>(`query ReadRetried($selection: TaskSelection!) {
  previewTaskChange(selection: $selection, action: {kind: RETRY}) {
    counts {
      state
      selectedCount
    }
  }
}`);

// pages/project/inspector/inspector.graphql
export type PreviewStaleRetryResult = {
	readonly previewTaskChange: {
		readonly changedCount: number;
	};
};
export interface PreviewStaleRetryVariables {
	readonly selection: TaskSelection;
}
export const PreviewStaleRetryDocument = documentOf<PreviewStaleRetryResult, PreviewStaleRetryVariables>(`query PreviewStaleRetry($selection: TaskSelection!) {
  previewTaskChange(selection: $selection, action: {kind: RETRY}) {
    changedCount
  }
}`);

// pages/project/inspector/inspector.graphql
export type ReadAttentionResult = {
	readonly project: {
		readonly id: string;
		readonly failed: {
			readonly edges: readonly {
				readonly node: TaskRowFragment;
			}[];
		};
		readonly rejected: {
			readonly pageInfo: {
				readonly hasNextPage: boolean;
			};
			readonly edges: readonly {
				readonly node: TaskRowFragment;
			}[];
		};
		readonly stages: readonly ({
			readonly id: string;
			readonly canary: {
				readonly count: number;
			} | null;
			readonly canaryOf: {
				readonly id: string;
				readonly name: string;
			} | null;
		})[];
	} | null;
};
export interface ReadAttentionVariables {
	readonly projectId: string;
}
export const ReadAttentionDocument = documentOf<ReadAttentionResult, ReadAttentionVariables>(`query ReadAttention($projectId: ID!) {
  project(id: $projectId) {
    id
    failed: tasks(first: 50, filter: {states: [FAILED]}) {
      edges {
        node {
          ...TaskRow
        }
      }
    }
    rejected: tasks(first: 20, filter: {states: [REJECTED], isDecided: false}) {
      pageInfo {
        hasNextPage
      }
      edges {
        node {
          ...TaskRow
        }
      }
    }
    stages {
      id
      canary {
        count
      }
      canaryOf {
        id
        name
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}`);

// pages/project/pause.graphql
export type SetProjectPausedResult = {
	readonly setProjectPaused: {
		readonly project: {
			readonly id: string;
			readonly isPaused: boolean;
		};
	};
};
export interface SetProjectPausedVariables {
	readonly input: SetPausedInput;
}
export const SetProjectPausedDocument = documentOf<SetProjectPausedResult, SetProjectPausedVariables>(`mutation SetProjectPaused($input: SetPausedInput!) {
  setProjectPaused(input: $input) {
    project {
      id
      isPaused
    }
  }
}`);

// pages/project/pause.graphql
export type SetStagePausedResult = {
	readonly setStagePaused: {
		readonly stage: {
			readonly id: string;
			readonly isPaused: boolean;
			readonly pauseReason: string | null;
			readonly pausedItselfAfter: number | null;
		};
	};
};
export interface SetStagePausedVariables {
	readonly input: SetPausedInput;
}
export const SetStagePausedDocument = documentOf<SetStagePausedResult, SetStagePausedVariables>(`mutation SetStagePaused($input: SetPausedInput!) {
  setStagePaused(input: $input) {
    stage {
      id
      isPaused
      pauseReason
      pausedItselfAfter
    }
  }
}`);

// pages/project/quality/quality.graphql
export type FiredRuleFragment = {
	readonly when: string;
	readonly action: GateAction;
	readonly values: unknown;
	readonly problem: string | null;
};

// pages/project/quality/quality.graphql
export type ReadStageGateResult = {
	readonly stage: {
		readonly id: string;
		readonly name: string;
		readonly version: {
			readonly id: string;
			readonly operations: unknown;
		} | null;
	} | null;
};
export interface ReadStageGateVariables {
	readonly stageId: string;
}
export const ReadStageGateDocument = documentOf<ReadStageGateResult, ReadStageGateVariables>(`query ReadStageGate($stageId: ID!) {
  stage(id: $stageId) {
    id
    name
    version {
      id
      operations
    }
  }
}`);

// pages/project/quality/quality.graphql
export type EditGraphResult = {
	readonly editGraph: {
		readonly graphVersion: number;
		readonly summary: string;
	};
};
export interface EditGraphVariables {
	readonly input: EditGraphInput;
}
export const EditGraphDocument = documentOf<EditGraphResult, EditGraphVariables>(`mutation EditGraph($input: EditGraphInput!) {
  editGraph(input: $input) {
    graphVersion
    summary
  }
}`);

// pages/project/quality/quality.graphql
export type RejudgeStageResult = {
	readonly rejudgeStage: {
		readonly judgedCount: number;
		readonly changedCount: number;
	};
};
export interface RejudgeStageVariables {
	readonly input: RejudgeStageInput;
}
export const RejudgeStageDocument = documentOf<RejudgeStageResult, RejudgeStageVariables>(`mutation RejudgeStage($input: RejudgeStageInput!) {
  rejudgeStage(input: $input) {
    judgedCount
    changedCount
  }
}`);

// pages/project/quality/quality.graphql
export type ReadMeasuringStagesResult = {
	readonly project: {
		readonly id: string;
		readonly stages: readonly {
			readonly id: string;
			readonly metricNames: readonly string[];
		}[];
	} | null;
};
export interface ReadMeasuringStagesVariables {
	readonly projectId: string;
}
export const ReadMeasuringStagesDocument = documentOf<ReadMeasuringStagesResult, ReadMeasuringStagesVariables>(`query ReadMeasuringStages($projectId: ID!) {
  project(id: $projectId) {
    id
    stages {
      id
      metricNames
    }
  }
}`);

// pages/project/review/review.graphql
export type ReadReviewQueueResult = {
	readonly reviewQueue: {
		readonly totalCount: number | null;
		readonly edges: readonly ({
			readonly node: TaskRowFragment & {
				readonly previewUrl: string | null;
				readonly metrics: unknown;
				readonly gate: {
					readonly action: GateAction;
					readonly review: boolean;
					readonly rules: readonly (FiredRuleFragment & {
						readonly feedback: FeedbackVerdict | null;
					})[];
				} | null;
				readonly resultAttempt: {
					readonly id: string;
				} | null;
				readonly tile: {
					readonly id: string;
					readonly name: string;
					readonly relativePath: string;
					readonly previewUrl: string | null;
					readonly lattice: {
						readonly x: number;
						readonly y: number;
						readonly z: number;
					} | null;
				} | null;
			};
		})[];
	};
};
export interface ReadReviewQueueVariables {
	readonly projectId: string;
	readonly first: number;
	readonly order: ReviewOrder;
}
export const ReadReviewQueueDocument = documentOf<ReadReviewQueueResult, ReadReviewQueueVariables>(`query ReadReviewQueue($projectId: ID!, $first: Int!, $order: ReviewOrder!) {
  reviewQueue(projectId: $projectId, first: $first, order: $order) {
    totalCount
    edges {
      node {
        ...TaskRow
        previewUrl
        metrics
        gate {
          action
          review
          rules {
            ...FiredRule
            feedback
          }
        }
        resultAttempt {
          id
        }
        tile {
          id
          name
          relativePath
          previewUrl
          lattice {
            x
            y
            z
          }
        }
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}

fragment FiredRule on FiredRule {
  when
  action
  values
  problem
}`);

// pages/project/review/review.graphql
export type ReadDecidedResult = {
	readonly decidedTasks: {
		readonly totalCount: number | null;
		readonly edges: readonly ({
			readonly node: TaskRowFragment & {
				readonly previewUrl: string | null;
				readonly decision: {
					readonly kind: string;
					readonly actor: string;
					readonly reason: string | null;
					readonly at: string;
				} | null;
				readonly gate: {
					readonly action: GateAction;
					readonly rules: readonly FiredRuleFragment[];
				} | null;
				readonly resultAttempt: {
					readonly id: string;
				} | null;
				readonly tile: {
					readonly id: string;
					readonly name: string;
					readonly previewUrl: string | null;
					readonly lattice: {
						readonly x: number;
						readonly y: number;
						readonly z: number;
					} | null;
				} | null;
			};
		})[];
	};
};
export interface ReadDecidedVariables {
	readonly projectId: string;
	readonly first: number;
}
export const ReadDecidedDocument = documentOf<ReadDecidedResult, ReadDecidedVariables>(`query ReadDecided($projectId: ID!, $first: Int!) {
  decidedTasks(projectId: $projectId, first: $first) {
    totalCount
    edges {
      node {
        ...TaskRow
        previewUrl
        decision {
          kind
          actor
          reason
          at
        }
        gate {
          action
          rules {
            ...FiredRule
          }
        }
        resultAttempt {
          id
        }
        tile {
          id
          name
          previewUrl
          lattice {
            x
            y
            z
          }
        }
      }
    }
  }
}

fragment TaskRow on Task {
  id
  unitKey
  unit
  state
  isStale
  reason
  attemptCount
  changedAt
  stage {
    id
    name
    kind
  }
  tile {
    id
    name
  }
}

fragment FiredRule on FiredRule {
  when
  action
  values
  problem
}`);

// pages/project/review/review.graphql
export type ApproveTasksResult = {
	readonly approveTasks: {
		readonly changedCount: number;
		readonly tasks: readonly {
			readonly id: string;
			readonly state: TaskState;
		}[];
	};
};
export interface ApproveTasksVariables {
	readonly input: JudgeTasksInput;
}
export const ApproveTasksDocument = documentOf<ApproveTasksResult, ApproveTasksVariables>(`mutation ApproveTasks($input: JudgeTasksInput!) {
  approveTasks(input: $input) {
    changedCount
    tasks {
      id
      state
    }
  }
}`);

// pages/project/review/review.graphql
export type RejectTasksResult = {
	readonly rejectTasks: {
		readonly changedCount: number;
		readonly tasks: readonly {
			readonly id: string;
			readonly state: TaskState;
		}[];
	};
};
export interface RejectTasksVariables {
	readonly input: JudgeTasksInput;
}
export const RejectTasksDocument = documentOf<RejectTasksResult, RejectTasksVariables>(`mutation RejectTasks($input: JudgeTasksInput!) {
  rejectTasks(input: $input) {
    changedCount
    tasks {
      id
      state
    }
  }
}`);

// pages/project/review/review.graphql
export type HoldTasksResult = {
	readonly holdTasks: {
		readonly changedCount: number;
		readonly tasks: readonly {
			readonly id: string;
			readonly state: TaskState;
		}[];
	};
};
export interface HoldTasksVariables {
	readonly input: JudgeTasksInput;
}
export const HoldTasksDocument = documentOf<HoldTasksResult, HoldTasksVariables>(`mutation HoldTasks($input: JudgeTasksInput!) {
  holdTasks(input: $input) {
    changedCount
    tasks {
      id
      state
    }
  }
}`);

// pages/project/scope/scope.graphql
export type ReadScopeResult = {
	readonly project: {
		readonly id: string;
		readonly region: EditorRegionFragment;
		readonly skippedPlanes: {
			readonly x: readonly number[];
			readonly y: readonly number[];
			readonly z: readonly number[];
		};
	} | null;
};
export interface ReadScopeVariables {
	readonly projectId: string;
}
export const ReadScopeDocument = documentOf<ReadScopeResult, ReadScopeVariables>(`query ReadScope($projectId: ID!) {
  project(id: $projectId) {
    id
    region {
      ...EditorRegion
    }
    skippedPlanes {
      x
      y
      z
    }
  }
}

fragment EditorRegion on LatticeRegion {
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
}`);

// pages/project/scope/scope.graphql
export type PreviewScopeResult = {
	readonly previewProjectUpdate: PreviewFragment;
};
export interface PreviewScopeVariables {
	readonly projectId: string;
	readonly region?: LatticeRegionInput | null;
	readonly skippedPlanes?: SkippedPlanesInput | null;
}
export const PreviewScopeDocument = documentOf<PreviewScopeResult, PreviewScopeVariables>(`query PreviewScope($projectId: ID!, $region: LatticeRegionInput, $skippedPlanes: SkippedPlanesInput) {
  previewProjectUpdate(
    projectId: $projectId
    region: $region
    skippedPlanes: $skippedPlanes
  ) {
    ...Preview
  }
}

fragment Preview on GraphPreview {
  graphVersion
  summary
  freeBytes
  totals {
    ...Figures
  }
  stages {
    name
    change
    stage {
      id
    }
    figures {
      ...Figures
    }
  }
}

fragment Figures on EditFigures {
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

// pages/project/scope/scope.graphql
export type SetScopeResult = {
	readonly updateProject: {
		readonly movedTileCount: number;
		readonly project: {
			readonly id: string;
		};
	};
};
export interface SetScopeVariables {
	readonly input: UpdateProjectInput;
}
export const SetScopeDocument = documentOf<SetScopeResult, SetScopeVariables>(`mutation SetScope($input: UpdateProjectInput!) {
  updateProject(input: $input) {
    movedTileCount
    project {
      id
    }
  }
}`);

// pages/project/search/search.graphql
export type SearchTilesResult = {
	readonly searchTiles: {
		readonly totalCount: number;
		readonly tiles: readonly ({
			readonly id: string;
			readonly name: string;
			readonly relativePath: string;
			readonly isComplete: boolean;
			readonly withdrawnAt: string | null;
			readonly lattice: {
				readonly x: number;
				readonly y: number;
				readonly z: number;
			} | null;
		})[];
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
      id
      name
      relativePath
      isComplete
      withdrawnAt
      lattice {
        x
        y
        z
      }
    }
  }
}`);

// pages/project/tile-map/tile-map.graphql
export type TileFactsFragment = {
	readonly id: string;
	readonly name: string;
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly verdict: string;
};

// pages/project/tile-map/tile-map.graphql
export type ReadTilePathResult = {
	readonly tile: TileFactsFragment | null;
};
export interface ReadTilePathVariables {
	readonly id: string;
}
export const ReadTilePathDocument = documentOf<ReadTilePathResult, ReadTilePathVariables>(`query ReadTilePath($id: ID!) {
  tile(id: $id) {
    ...TileFacts
  }
}

fragment TileFacts on Tile {
  id
  name
  relativePath
  isComplete
  verdict
}`);

// pages/project/tile-map/tile-map.graphql
export type ReadTasksOfTilesResult = {
	readonly stage: {
		readonly id: string;
		readonly tasks: {
			readonly edges: readonly ({
				readonly node: {
					readonly id: string;
					readonly isStale: boolean;
					readonly reason: string;
					readonly tile: {
						readonly id: string;
						readonly name: string;
					} | null;
				};
			})[];
		};
	} | null;
};
export interface ReadTasksOfTilesVariables {
	readonly stageId: string;
	readonly tileIds: readonly string[];
	readonly first: number;
}
export const ReadTasksOfTilesDocument = documentOf<ReadTasksOfTilesResult, ReadTasksOfTilesVariables>(`query ReadTasksOfTiles($stageId: ID!, $tileIds: [ID!]!, $first: Int!) {
  stage(id: $stageId) {
    id
    tasks(first: $first, filter: {tileIds: $tileIds}) {
      edges {
        node {
          id
          isStale
          reason
          tile {
            id
            name
          }
        }
      }
    }
  }
}`);

// pages/workers/workers-page.graphql
export type WorkerDetailFragment = WorkerFragment & {
	readonly firstSeenAt: string;
	readonly platform: unknown;
	readonly offeredLocalCapacity: number;
	readonly offeredClusterCapacity: number;
	readonly quarantinedAt: string | null;
	readonly quarantineReason: string | null;
	readonly isHostQuarantined: boolean;
	readonly nextProbeAt: string | null;
	readonly clusterJobs: readonly ClusterJobRowFragment[];
};

// pages/workers/workers-page.graphql
export type ClusterJobRowFragment = {
	readonly id: string;
	readonly kind: ClusterJobKind;
	readonly name: string;
	readonly jobId: string | null;
	readonly element: number;
	readonly scheduler: string;
	readonly state: string;
	readonly words: string | null;
	readonly reason: string | null;
	readonly problem: string | null;
	readonly node: string | null;
	readonly cpus: number;
	readonly memoryMb: number | null;
	readonly template: string;
	readonly timeLimitSeconds: number | null;
	readonly waitSeconds: number | null;
	readonly runSeconds: number | null;
	readonly firstToldAt: string;
	readonly lastToldAt: string;
	readonly overAt: string | null;
	readonly submission: {
		readonly command: readonly string[];
		readonly script: string;
	} | null;
	readonly attempts: readonly ({
		readonly id: string;
		readonly task: {
			readonly id: string;
			readonly unitKey: string;
			readonly stage: {
				readonly id: string;
				readonly name: string;
			};
			readonly tile: {
				readonly id: string;
				readonly name: string;
			} | null;
		};
	})[];
};

// pages/workers/workers-page.graphql
export type ReadWorkerDetailsResult = {
	readonly workers: readonly WorkerDetailFragment[];
};
export type ReadWorkerDetailsVariables = Record<string, never>;
export const ReadWorkerDetailsDocument = documentOf<ReadWorkerDetailsResult, ReadWorkerDetailsVariables>(`query ReadWorkerDetails {
  workers {
    ...WorkerDetail
  }
}

fragment WorkerDetail on Worker {
  ...Worker
  firstSeenAt
  platform
  offeredLocalCapacity
  offeredClusterCapacity
  quarantinedAt
  quarantineReason
  isHostQuarantined
  nextProbeAt
  clusterJobs(onlyLive: true) {
    ...ClusterJobRow
  }
}

fragment Worker on Worker {
  id
  name
  host
  state
  isPaused
  pauseReason
  localCapacity
  clusterCapacity
  localLoad
  clusterLoad
  cpuPercent
  freeMemoryMb
  lastSeenAt
  leaseUntil
  heldAttemptCount
  runningAttempts {
    id
    number
    startedAt
    dispatchedAt
    task {
      id
      unitKey
      stage {
        id
        name
      }
      project {
        id
        name
      }
      tile {
        id
        name
      }
    }
  }
}

fragment ClusterJobRow on ClusterJob {
  id
  kind
  name
  jobId
  element
  scheduler
  state
  words
  reason
  problem
  node
  cpus
  memoryMb
  template
  timeLimitSeconds
  waitSeconds
  runSeconds
  firstToldAt
  lastToldAt
  overAt
  submission {
    command
    script
  }
  attempts {
    id
    task {
      id
      unitKey
      stage {
        id
        name
      }
      tile {
        id
        name
      }
    }
  }
}`);

// pages/workers/workers-page.graphql
export type ReadPastClusterJobsResult = {
	readonly worker: {
		readonly id: string;
		readonly clusterJobs: readonly ClusterJobRowFragment[];
	} | null;
};
export interface ReadPastClusterJobsVariables {
	readonly id: string;
}
export const ReadPastClusterJobsDocument = documentOf<ReadPastClusterJobsResult, ReadPastClusterJobsVariables>(`query ReadPastClusterJobs($id: ID!) {
  worker(id: $id) {
    id
    clusterJobs(onlyLive: false) {
      ...ClusterJobRow
    }
  }
}

fragment ClusterJobRow on ClusterJob {
  id
  kind
  name
  jobId
  element
  scheduler
  state
  words
  reason
  problem
  node
  cpus
  memoryMb
  template
  timeLimitSeconds
  waitSeconds
  runSeconds
  firstToldAt
  lastToldAt
  overAt
  submission {
    command
    script
  }
  attempts {
    id
    task {
      id
      unitKey
      stage {
        id
        name
      }
      tile {
        id
        name
      }
    }
  }
}`);

// pages/workers/workers-page.graphql
export type UpdateWorkerResult = {
	readonly updateWorker: {
		readonly stoppedCount: number;
		readonly worker: {
			readonly id: string;
			readonly isPaused: boolean;
		};
	};
};
export interface UpdateWorkerVariables {
	readonly input: UpdateWorkerInput;
}
export const UpdateWorkerDocument = documentOf<UpdateWorkerResult, UpdateWorkerVariables>(`mutation UpdateWorker($input: UpdateWorkerInput!) {
  updateWorker(input: $input) {
    stoppedCount
    worker {
      id
      isPaused
    }
  }
}`);

// pages/workers/workers-page.graphql
export type QuarantineWorkerResult = {
	readonly quarantineWorker: {
		readonly worker: {
			readonly id: string;
			readonly quarantinedAt: string | null;
		};
	};
};
export interface QuarantineWorkerVariables {
	readonly input: QuarantineWorkerInput;
}
export const QuarantineWorkerDocument = documentOf<QuarantineWorkerResult, QuarantineWorkerVariables>(`mutation QuarantineWorker($input: QuarantineWorkerInput!) {
  quarantineWorker(input: $input) {
    worker {
      id
      quarantinedAt
    }
  }
}`);

// pages/workers/workers-page.graphql
export type ReleaseWorkerResult = {
	readonly releaseWorker: {
		readonly worker: {
			readonly id: string;
			readonly quarantinedAt: string | null;
		};
	};
};
export interface ReleaseWorkerVariables {
	readonly input: ReleaseWorkerInput;
}
export const ReleaseWorkerDocument = documentOf<ReleaseWorkerResult, ReleaseWorkerVariables>(`mutation ReleaseWorker($input: ReleaseWorkerInput!) {
  releaseWorker(input: $input) {
    worker {
      id
      quarantinedAt
    }
  }
}`);

// shell/open-alarms.graphql
export type ReadOpenAlarmsResult = {
	readonly events: {
		readonly edges: readonly {
			readonly node: {
				readonly id: string;
			};
		}[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
		};
	};
};
export interface ReadOpenAlarmsVariables {
	readonly first: number;
}
export const ReadOpenAlarmsDocument = documentOf<ReadOpenAlarmsResult, ReadOpenAlarmsVariables>(`query ReadOpenAlarms($first: Int!) {
  events(filter: {isOpen: true}, first: $first) {
    edges {
      node {
        id
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}`);

