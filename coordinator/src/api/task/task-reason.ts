import type { TaskId } from "@tilewright/contract/ids";
import { loadEditReasons } from "../../database/edit-reason-reads.ts";
import {
	loadReasonRows,
	type PauseRow,
	type ReasonRow,
	readPauses,
	readWorkforce,
} from "../../database/reason-reads.ts";
import type { UnitRow } from "../../database/task-reads.ts";
import { type PauseFacts, type ReasonFacts, reasonOf, type UnitFacts } from "../../status/reason-rules.ts";
import type { ApiContext } from "../api-context.ts";
import { batched } from "../batched-loader.ts";

/** At most four statements for any number of tasks. */
export const reasonOfTask = batched<TaskId, string>(
	async (ids, context) => {
		const rows = await loadReasonRows(context.database, ids);
		const ready = rows.filter((row) => row.state === "ready");
		const pauses = await pausesOf(ready, context);
		const workforce =
			ready.length === 0
				? { connectedWorkers: 0, pausedWorkers: 0, largestCapacity: 0, largestClusterCapacity: 0, readyTasks: 0 }
				: await readWorkforce(context.database);
		const now = context.clock.now();
		const edits = new Map((await loadEditReasons(context.database, ids)).map((row) => [row.id, row]));
		return new Map(
			rows.map((row) => [
				row.id,
				reasonOf({ ...factsOf(row, pauses), edit: edits.get(row.id) ?? null }, workforce, now),
			]),
		);
	},
	(id) => `task ${id} does not exist`,
);

async function pausesOf(rows: readonly ReasonRow[], context: ApiContext): Promise<readonly PauseRow[]> {
	const projectIds = rows.filter((row) => row.projectIsPaused).map((row) => row.projectId);
	const stageIds = rows.filter((row) => row.stageIsPaused).map((row) => row.stageId);
	if (projectIds.length + stageIds.length === 0) return [];
	return readPauses(context.database, [...new Set(projectIds)], [...new Set(stageIds)]);
}

function factsOf(row: ReasonRow, pauses: readonly PauseRow[]): ReasonFacts {
	const pauseOf = (kind: string, id: number, reason: string | null): PauseFacts => {
		const pause = pauses.find((candidate) => candidate.kind === kind && candidate.id === String(id));
		return { actor: pause?.actor ?? null, reason: reason ?? pause?.reason ?? null };
	};
	return {
		...row,
		judge: row.judgedBy === null ? null : { actor: row.judgedBy, reason: row.judgeReason },
		unit: unitOf(row.unit, row.relativePath, row),
		stage: {
			name: row.stageName,
			isRoot: row.stageIsRoot,
			unitRule: row.unitRule,
			workUnits: row.workUnits ?? 0,
			cluster: { placement: row.placement, workUnits: row.clusterWorkUnits },
			pause: row.stageIsPaused ? pauseOf("setStagePaused", row.stageId, row.stagePauseReason) : null,
		},
		project: {
			name: row.projectName,
			isArchived: row.projectIsArchived,
			isRescoping: row.projectIsRescoping,
			pause: row.projectIsPaused ? pauseOf("setProjectPaused", row.projectId, null) : null,
		},
		blocker:
			row.blockerState === null
				? null
				: {
						stageName: row.blockerStageName ?? "",
						state: row.blockerState,
						unit: unitOf(row.blockerUnit, row.blockerRelativePath, null),
						attempt:
							row.blockerWorkerName === null
								? null
								: {
										outcome: row.blockerOutcome,
										exitCode: row.blockerExitCode,
										signal: row.blockerSignal,
										workerName: row.blockerWorkerName,
									},
					},
		attempt:
			row.attemptNumber === null || row.dispatchedAt === null
				? null
				: {
						number: row.attemptNumber,
						workerName: row.workerName ?? "",
						dispatchedAt: row.dispatchedAt,
						outcome: row.outcome,
						exitCode: row.exitCode,
						signal: row.signal,
						problem: row.problem,
						logTail: row.logTail,
					},
	};
}

function unitOf(
	unit: UnitRow | null,
	relativePath: string | null,
	tile: Pick<ReasonRow, "verdict" | "isWithdrawn" | "isSuperseded"> | null,
): UnitFacts {
	return {
		tile:
			relativePath === null
				? null
				: {
						relativePath,
						verdict: tile?.verdict ?? "",
						isWithdrawn: tile?.isWithdrawn ?? false,
						isSuperseded: tile?.isSuperseded ?? false,
					},
		offset: unit?.offset ?? null,
		attributes: unit?.attributes ?? null,
	};
}
