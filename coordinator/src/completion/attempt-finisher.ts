import { asProjectId, asStageId, type StageId } from "@tilewright/contract/ids";
import type { AttemptResult } from "@tilewright/contract/messages";
import type { Operations, Recipe } from "@tilewright/contract/recipe";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { recordFailures } from "../failures/failure-recorder.ts";
import { type FinishedResult, judgeResults, storeJudgements } from "../gates/result-judge.ts";
import { releaseFrom } from "../planning/child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "../planning/moved-tasks.ts";
import { judgeOutcome } from "./completion-rules.ts";
import { type CurrentVersion, readMadeWith } from "./result-recipe.ts";

export interface FinishedAttempt {
	readonly attemptId: number;
	readonly stageId: StageId;
	readonly outcome: AttemptOutcome;
	readonly pendingMs: number;
	readonly runMs: number;
	/** The script it ran, as its worker found it, and the recipe it was given; null when the worker said nothing of it. */
	readonly script: { readonly hash: string; readonly recipe: Recipe } | null;
	/** What happened could not be retried: the task is failed now. */
	readonly isFinalFailure: boolean;
}

export interface FinishRules {
	/** Null when the stage is gone: its attempts are recorded and nothing is retried. */
	operationsOf(stageId: StageId): Operations | null;
	/** Shortest time until the next partial run of a group of this stage, in seconds. */
	partialIntervalOf(stageId: StageId): number;
	/** Null when the stage is gone. */
	currentVersionOf(stageId: StageId): CurrentVersion | null;
}

interface RecordedRow {
	readonly id: number;
	readonly task_id: number;
	readonly stage_id: number;
	readonly stage_version_id: number;
	readonly failed_tries: number;
	readonly project_id: number;
	readonly is_current: boolean;
	readonly is_partial: boolean;
	readonly outcome: AttemptOutcome;
}

/**
 * Writes the results of attempts that are still live; an attempt already finished (lost, for instance) is left as
 * it is, and so is its task: the attempt id is the fence.
 */
const recordResults = {
	name: "record-results",
	text: `
	update attempt a set
		finished_at = now(), outcome = r.outcome::attempt_outcome, exit_code = r.exit_code, signal = r.signal, problem = r.problem,
		log_tail = r.log_tail, pending_ms = r.pending_ms, run_ms = r.run_ms, cpu_seconds = r.cpu_seconds,
		max_cpu_percent = r.max_cpu_percent, max_memory_mb = r.max_memory_mb, command = r.command::jsonb,
		metrics = r.metrics::jsonb, artifacts = r.artifacts::jsonb, output_signature = r.output_signature,
		program_hash = r.program_hash
	from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::real[], $8::real[], $9::real[],
		$10::real[], $11::real[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
		as r(id, outcome, exit_code, signal, problem, log_tail, pending_ms, run_ms, cpu_seconds, max_cpu_percent,
			max_memory_mb, command, metrics, artifacts, output_signature, program_hash),
		task t
	where a.id = r.id and a.finished_at is null and t.id = a.task_id
	returning a.id, a.task_id, a.project_id, a.stage_id, a.stage_version_id, t.failed_tries, t.attempt_id = a.id and t.state = 'running' as is_current, a.is_partial, a.outcome`,
};

/**
 * Moves the tasks of recorded attempts on. The guard names the old state and the fence. A result is accepted
 * for the revision its attempt was dispatched with, or a later one that has the same inputs again; when inputs changed
 * meanwhile, `settled_state` sends the task round again, and a partial run of a group goes back to waiting for the rest.
 */
const moveTasks = {
	name: "move-tasks",
	text: `
	with verdict as (
		select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::real[], $5::text[], $6::text[])
			as v(task_id, attempt_id, kind, after_seconds, gate, made_with)
	), next as (
		select old.*, v.kind, v.after_seconds, v.gate, coalesce(old.attempt_revision, a.input_revision) as made_from, a.output_signature as made, a.is_partial,
			coalesce(v.made_with, sv.result_hash) as made_with
		from verdict v
		join task old on old.id = v.task_id and old.attempt_id = v.attempt_id and old.state = 'running'
		join attempt a on a.id = v.attempt_id
		join stage_version sv on sv.id = a.stage_version_id
	), settled as (
		select next.*, case kind
			when 'accept' then settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, attempt_revision, made_from, gate)
			when 'retry' then settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, null,
				case when result_revision = input_revision then null else result_revision end, gate_verdict)
			when 'fail' then case when attempt_revision = input_revision and input_count > 0 then 'failed'::task_state
				else settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, attempt_revision, result_revision, gate_verdict) end
			else 'cancelled'::task_state end as next_state
		from next
	)
	update task t set
		state = case when old.kind = 'retry' and old.is_partial and old.next_state = 'waiting' then 'ready'::task_state else old.next_state end,
		result_revision = case when old.kind = 'accept' then old.made_from else t.result_revision end,
		result_attempt_id = case when old.kind = 'accept' then old.attempt_id else t.result_attempt_id end,
		result_hash = case when old.kind = 'accept' then old.made_with else t.result_hash end,
		output_signature = case when old.kind = 'accept' then old.made else t.output_signature end,
		gate_verdict = case when old.kind = 'accept' then old.gate else t.gate_verdict end,
		${releasedColumns("case when old.kind = 'accept' then old.made else t.output_signature end")},
		failed_tries = case when old.kind = 'retry' then t.failed_tries + 1 when old.kind = 'accept' then 0 else t.failed_tries end,
		not_before = case
			when old.kind = 'retry' and old.after_seconds > 0 then now() + old.after_seconds * interval '1 second'
			when old.kind = 'accept' and old.is_partial then now() + old.after_seconds * interval '1 second' end,
		changed_at = now()
	from settled old
	where t.id = old.id
	returning ${movedTaskColumns}`,
};

/** Records the results of the attempts and moves their tasks and children. Returns those that were accepted. */
export async function finishAttempts(
	transaction: Transaction,
	effects: RoundEffects,
	results: readonly AttemptResult[],
	rules: FinishRules,
): Promise<FinishedAttempt[]> {
	if (results.length === 0) return [];
	const recorded = await transaction.query<RecordedRow>(recordResults, resultColumns(results));
	const resultsById = new Map(results.map((result) => [result.attemptId, result]));
	const made = await readMadeWith(
		transaction,
		recorded.map((row) => ({
			id: row.id,
			stageId: asStageId(row.stage_id),
			stageVersionId: row.stage_version_id,
			isUncertain: effects.changedProjects.has(asProjectId(row.project_id)),
			programHash: resultsById.get(row.id)?.programHash ?? null,
		})),
		rules.currentVersionOf,
	);
	await recordFailures(transaction, new Set(recorded.map((row) => row.id)), results);
	const verdicts = recorded
		.filter((row) => row.is_current)
		.map((row) => {
			const stageId = asStageId(row.stage_id);
			const operations = rules.operationsOf(stageId);
			const verdict = operations
				? judgeOutcome(row.outcome, operations, row.failed_tries)
				: judgeWithoutStage(row.outcome);
			const afterSeconds = verdict.kind === "retry" ? verdict.afterSeconds : rules.partialIntervalOf(stageId);
			return { row, verdict, afterSeconds };
		});
	if (verdicts.length > 0) {
		const accepted = verdicts.flatMap(({ row, verdict }): FinishedResult[] =>
			verdict.kind !== "accept"
				? []
				: [
						{
							taskId: row.task_id,
							attemptId: row.id,
							projectId: asProjectId(row.project_id),
							stageId: asStageId(row.stage_id),
							isPartial: row.is_partial,
							metrics: resultsById.get(row.id)?.metrics ?? {},
						},
					],
		);
		const judged = judgeResults(accepted, (stageId) => rules.operationsOf(stageId)?.gate ?? null);
		const moved = await transaction.query<MovedTaskRow>(moveTasks, [
			verdicts.map(({ row }) => row.task_id),
			verdicts.map(({ row }) => row.id),
			verdicts.map(({ verdict }) => verdict.kind),
			verdicts.map(({ afterSeconds }) => afterSeconds),
			verdicts.map(({ row }) => judged.get(row.id)?.verdict ?? null),
			verdicts.map(({ row }) => made.get(row.id)?.resultHash ?? null),
		]);
		await storeJudgements(transaction, effects, [...judged.values()]);
		await releaseFrom(transaction, effects, noteMovedTasks(moved, effects));
	}
	const finalFailures = new Set(verdicts.filter(({ verdict }) => verdict.kind === "fail").map(({ row }) => row.id));
	return recorded.map((row) => {
		const result = resultsById.get(row.id);
		const recipe = made.get(row.id)?.recipe ?? null;
		const hash = result?.programHash ?? null;
		return {
			attemptId: row.id,
			stageId: asStageId(row.stage_id),
			outcome: row.outcome,
			pendingMs: result?.pendingMs ?? 0,
			runMs: result?.runMs ?? 0,
			script: recipe === null || hash === null ? null : { hash, recipe },
			isFinalFailure: finalFailures.has(row.id),
		};
	});
}

/** A removed stage has no retry rules any more: what did not succeed is left as failed. */
function judgeWithoutStage(outcome: AttemptOutcome): { readonly kind: "accept" } | { readonly kind: "fail" } {
	return outcome === "succeeded" ? { kind: "accept" } : { kind: "fail" };
}

/** Postgres cannot store NUL in text, and a program may print anything. */
function storable(text: string | null): string | null {
	return text === null ? null : text.replaceAll("\u0000", "\ufffd");
}

/** Nor can it store NUL, or half of a surrogate pair, in JSON, where both are written as escapes. */
const unstorableEscapes = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

function storableJson(value: unknown): string {
	return JSON.stringify(value).replaceAll(unstorableEscapes, "$1\ufffd");
}

function resultColumns(results: readonly AttemptResult[]): unknown[] {
	return [
		results.map((result) => result.attemptId),
		results.map((result) => result.outcome),
		results.map((result) => result.exitCode),
		results.map((result) => result.signal),
		results.map((result) => storable(result.problem)),
		results.map((result) => storable(result.logTail)),
		results.map((result) => result.pendingMs),
		results.map((result) => result.runMs),
		results.map((result) => result.cpuSeconds),
		results.map((result) => result.maxCpuPercent),
		results.map((result) => result.maxMemoryMb),
		results.map((result) => (result.command === null ? null : storableJson(result.command))),
		results.map((result) => (isEmpty(result.metrics) ? null : storableJson(result.metrics))),
		results.map((result) => (result.artifacts.length === 0 ? null : storableJson(result.artifacts))),
		results.map((result) => result.outputSignature),
		results.map((result) => result.programHash ?? null),
	];
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
	for (const _ in record) return false;
	return true;
}

/** A result made up by the coordinator for an attempt nobody will report on any more. */
export function lostResult(attemptId: number, problem: string): AttemptResult {
	return {
		attemptId,
		outcome: "lost",
		exitCode: null,
		signal: null,
		problem,
		pendingMs: 0,
		runMs: 0,
		cpuSeconds: null,
		maxCpuPercent: null,
		maxMemoryMb: null,
		command: null,
		logTail: null,
		metrics: {},
		artifacts: [],
		outputSignature: null,
	};
}
