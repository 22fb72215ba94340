import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { gatheredUnits, withoutExcluded } from "./gathered-units.ts";
import { closeGroups } from "./group-keeper.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "./moved-tasks.ts";
import { type Openness, opennessOf } from "./openness-rules.ts";
import { type UnitWishes, wantedUnits } from "./wanted-units.ts";

/*
 * The planner makes the tasks of a stage what they should be: a pure function of tiles, graph and parents' tasks.
 * It asks for the units the rule wants (`wanted_input`), compares with the tasks that exist, and applies the
 * difference. A tile that arrived, a stage added mid-run and a restart take the same path; they differ only in
 * how much of it is looked at.
 */

/** A stage as the planner needs it. */
export interface PlannedStage extends UnitWishes {
	readonly id: number;
	readonly projectId: number;
	/** Of its current version: tells results of this version from older ones. */
	readonly resultHash: string;
	/** How many of its tasks run while it is tried out; null when it is not. */
	readonly canary: { readonly count: number; readonly tileIds: readonly number[] } | null;
}

export interface DirtyTasks {
	/** Parent tasks that did not exist before: they can only add. */
	readonly added: readonly number[];
	/** Parent tasks that are gone, back, or whose tile has another place now: units may come and go with them. */
	readonly changed: readonly number[];
}

export interface PlanScope {
	/** What to look at; null looks at everything. */
	readonly dirty: DirtyTasks | null;
	/** What is found missing runs behind live tiles. */
	readonly isBackfill: boolean;
	/** All sources of the project have said that nothing more will come. */
	readonly acquisitionIsFinished: boolean;
	/**
	 * The graph was edited: results stay, shown as stale, until a person or new data asks for others. Otherwise inputs
	 * change because data did, and tasks run again by themselves.
	 */
	readonly isEdit?: boolean;
	/** The stage wants no units any more. */
	readonly isRemoved?: boolean;
}

/** Created once per connection of the active coordinator; emptied by every commit. */
export const plannerTables = `
	create temporary table if not exists wanted_input (
		unit_key text not null, tile_id bigint, unit jsonb, ordinal bigint not null,
		input_task_id bigint not null, input_stage_id integer not null, role smallint not null
	) on commit delete rows`;

/** Plans one stage. Returns the tasks that are new and those whose unit is gone or back: what its children must look at. */
export async function planStage(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	scope: PlanScope,
): Promise<DirtyTasks> {
	const dirty = scope.dirty && [...scope.dirty.added, ...scope.dirty.changed];
	if (dirty?.length === 0) return { added: [], changed: [] };
	await transaction.query("truncate wanted_input");
	if (!scope.isRemoved) await findWantedUnits(transaction, stage, dirty);

	const openness = opennessOf(stage, scope.acquisitionIsFinished);
	const existed = await newestTask(transaction, stage);
	const added = await insertTasks(transaction, effects, stage, scope, openness, existed !== null);
	if (existed === null) {
		await transaction.query(insertMissingInputs, [stage.id]);
		return { added, changed: [] };
	}
	return { added, changed: await changeInputs(transaction, effects, stage, scope, openness, existed) };
}

async function findWantedUnits(
	transaction: Transaction,
	stage: PlannedStage,
	dirty: readonly number[] | null,
): Promise<void> {
	const wanted = wantedUnits(stage, dirty);
	await transaction.query(
		`insert into wanted_input (unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role)
		select unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role
		from (${withoutExcluded(wanted.text, stage.id)}) as w`,
		wanted.parameters,
	);
	if (dirty === null || dirty.length > 1_000) await transaction.query("analyze wanted_input");
}

/** Tasks with a higher id are new; null when the stage has none yet. */
async function newestTask(transaction: Transaction, stage: PlannedStage): Promise<number | null> {
	const [row] = await transaction.query<{ id: number | null }>(
		"select case when exists (select from task where stage_id = $1) then (select max(id) from task) end as id",
		[stage.id],
	);
	return row?.id ?? null;
}

/** New tasks come with their inputs counted, so that adding a stage writes each row once. */
async function insertTasks(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	scope: PlanScope,
	openness: Openness,
	someExist: boolean,
): Promise<number[]> {
	const rows = await transaction.query<MovedTaskRow>(
		`with unit as (
			${gatheredUnits({ from: "wanted_input w join task p on p.id = w.input_task_id", inputState: "p.state", openness })}
		)
		insert into task (project_id, stage_id, unit_key, tile_id, unit, ordinal, is_backfill, input_count, input_digest,
			unmet_inputs, is_open, grown_at, state)
		select $1, $2, unit_key, tile_id, unit, ordinal, $3::boolean, input_count, input_digest, unmet_inputs, is_open, now(),
			settled_state('waiting', input_count, unmet_inputs, is_open, 0, null, null, null)
		from unit
		order by ordinal
		${someExist ? "on conflict (stage_id, unit_key) do nothing" : ""}
		returning id, project_id, stage_id, tile_id, null as old_state, state, ordinal, is_backfill, rank, is_canary,
			null as delay_ms, attempt_id, false as content_changed, true as is_first_content`,
		[stage.projectId, stage.id, scope.isBackfill],
	);
	const canaries = await chooseCanaries(transaction, stage);
	noteMovedTasks(
		canaries.size === 0 ? rows : rows.map((row) => (canaries.has(row.id) ? { ...row, is_canary: true } : row)),
		effects,
	);
	return rows.map((row) => row.id);
}

/** With an input that no program brings further: somebody has to look at it, or nobody will. */
const stoppedUnits = `
	select w.unit_key from wanted_input w join task p on p.id = w.input_task_id
	where p.state in ('review', 'rejected', 'failed', 'cancelled')`;

/**
 * While a stage is tried out, the chosen tiles' tasks run, or a sample spread over what there is: of what could run at
 * once, then of what will have its inputs by itself. A trial on what is held back would wait for ever. What was chosen stays so.
 */
async function chooseCanaries(transaction: Transaction, stage: PlannedStage): Promise<ReadonlySet<number>> {
	if (stage.canary === null) return new Set();
	const chosen = await transaction.query<{ id: number }>(
		`update task set is_canary = true where id in (
			select id from task
			where stage_id = $1 and not is_canary and input_count > 0
				and (cardinality($3::bigint[]) = 0 or tile_id is null or tile_id = any($3))
			order by state = 'ready' desc, unit_key in (${stoppedUnits}), md5(unit_key), id
			limit greatest(0, $2 - (select count(*) from task where stage_id = $1 and is_canary))
		) returning id`,
		[stage.id, stage.canary.count, stage.canary.tileIds],
	);
	return new Set(chosen.map((row) => row.id));
}

const insertMissingInputs = `
	insert into task_input (task_id, input_task_id, role)
	select t.id, w.input_task_id, w.role
	from wanted_input w join task t on t.stage_id = $1 and t.unit_key = w.unit_key`;

/** Adds and removes inputs of tasks that existed, and settles them by what is left. Returns those that are gone or back. */
async function changeInputs(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	scope: PlanScope,
	openness: Openness,
	newestBefore: number,
): Promise<number[]> {
	const rows = await transaction.query<MovedTaskRow & { was_live: boolean; is_live: boolean }>(
		`with removed as (${surplusInputs(stage, scope)}
		), inserted as (${insertMissingInputs} on conflict do nothing returning task_id, input_task_id
		), change as (
			select c.task_id, sum(c.sign)::int as inputs, bit_xor(input_hash(c.input_task_id)) as digest,
				coalesce(sum(c.sign) filter (where p.state <> 'succeeded'), 0)::int as unmet,
				coalesce(sum(c.sign) filter (where p.stage_id = $5), 0)::int as of_first_parent,
				bool_or(c.sign = 1) as has_grown, max(p.ordinal) filter (where c.sign = 1) as ordinal,
				max(p.content_id) filter (where c.sign = 1) as newest_content
			from (
				select task_id, input_task_id, 1 as sign from inserted where task_id <= $2
				union all select task_id, input_task_id, -1 from removed
			) as c join task p on p.id = c.input_task_id
			group by c.task_id
		), counted as (
			select old.*, c.has_grown, c.ordinal as last_ordinal, c.newest_content,
				old.input_count + c.inputs as next_count, old.input_digest # c.digest as next_digest, old.unmet_inputs + c.unmet as next_unmet,
				case $3 when 'closed' then false when 'open' then old.is_open or (c.has_grown and not $7::boolean)
					else c.of_first_parent + (select count(*) from task_input i join task p on p.id = i.input_task_id
						where i.task_id = old.id and p.stage_id = $5) < $4::int end as next_open,
				a.id as made_by, a.input_digest as made_of, a.is_partial as made_partially, v.result_hash as made_with
			from change c join task old on old.id = c.task_id left join attempt a
				on a.id = case when old.state = 'running' then old.attempt_id else old.result_attempt_id end
			left join stage_version v on v.id = a.stage_version_id
		), judged as (
			-- Each step is computed once and not again wherever a later one names it: that is what "offset 0" is for. Without it
			-- the expressions below multiply, to almost half of the time that a hundred thousand tasks take.
			-- Whether the result (or what runs) was made from just the inputs there are now; their digests are compared first,
			-- so that a group that grows does not look at its members. A person who asked for another result gets it.
			select counted.*, case when made_of is null then false else made_of = next_digest
				and (state = 'running' or result_revision is not null)
				and coalesce(newest_content, 0) < made_by
				and not exists (select from task_input i join task p on p.id = i.input_task_id
					where i.task_id = counted.id and p.content_id > counted.made_by
						and (i.task_id, i.input_task_id) not in (select task_id, input_task_id from removed)) end as is_made_of_these
			from counted offset 0
		), decided as (
			select judged.*, case
				when next_count = 0 then 'leave'
				when is_made_of_these and (result_hash = $6 or state = 'running' or not $7::boolean) then 'current'
				when not $7::boolean then 'revise'
				-- An edit starts nothing that has ended, and what is not done yet takes the new inputs anyway.
				when state in ('failed', 'cancelled') or (state <> 'running' and result_attempt_id is null) then 'leave'
				-- Whole results of an older version are kept; of a group's partial ones there will be another.
				when state = 'running' and not made_partially and made_with is distinct from $6 then 'keep'
				when state in ('succeeded', 'review', 'rejected') and result_hash is distinct from $6 then 'keep'
				when state = 'excluded' and not made_partially and result_hash is distinct from $6 then 'keep'
				else 'revise' end as decision
			from judged offset 0
		), next as (
			select decided.*, input_revision + (decision = 'revise')::int as next_revision,
				case when decision = 'current' and state <> 'running' then input_revision else result_revision end as next_result,
				-- What runs and was given up for a while is what is wanted again.
				case when decision = 'current' and state = 'running' then input_revision else attempt_revision end as next_attempt
			from decided offset 0
		), settled as (
			select next.*, settled_state(state, next_count, next_unmet, next_open, next_revision, next_attempt, next_result, gate_verdict) as next_state
			from next offset 0
		)
		update task t set
			input_count = old.next_count, input_digest = old.next_digest, unmet_inputs = old.next_unmet, is_open = old.next_open,
			input_revision = old.next_revision, attempt_revision = old.next_attempt, result_revision = old.next_result,
			keeps_result = case old.decision when 'leave' then t.keeps_result
				when 'keep' then true
				when 'revise' then false else t.keeps_result and t.result_hash is distinct from $6 end,
			ordinal = greatest(t.ordinal, old.last_ordinal),
			grown_at = case when old.has_grown then now() else t.grown_at end,
			failed_tries = case when old.decision = 'revise' then 0 else t.failed_tries end, state = old.next_state,
			${releasedColumns()},
			changed_at = case when old.next_state <> old.state then now() else t.changed_at end
		from settled old
		where t.id = old.id
		returning ${movedTaskColumns}, old.input_count > 0 as was_live, t.input_count > 0 as is_live`,
		[
			stage.id,
			newestBefore,
			openness.kind,
			openness.expected,
			openness.firstParent,
			stage.resultHash,
			scope.isEdit ?? false,
			scope.dirty?.changed ?? null,
		],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	if (scope.isEdit) await closeByNewRule(transaction, effects, stage, openness);
	return rows.filter((row) => row.was_live !== row.is_live).map((row) => row.id);
}

/** Another rule may close groups whose members are the same. None is opened again: only a new member does that. */
async function closeByNewRule(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	openness: Openness,
): Promise<void> {
	switch (openness.kind) {
		case "open":
			return;
		case "closed":
			await closeGroups(transaction, effects, { kind: "all", stageIds: [stage.id] });
			return;
		case "count":
			await closeGroups(transaction, effects, {
				kind: "counted",
				stageId: stage.id,
				expected: openness.expected,
				firstParent: openness.firstParent,
			});
	}
}

/** Inputs that are no longer wanted. A pair that lost a tile, or a unit that lost a parent, loses all; a group one member. */
function surplusInputs(stage: PlannedStage, scope: PlanScope): string {
	const isGroup = stage.unitRule.kind === "group" || stage.unitRule.kind === "all";
	if (scope.dirty !== null && scope.dirty.changed.length === 0)
		return "select null::bigint as task_id, null::bigint as input_task_id where $8::bigint[] is null and false";
	const near = isGroup
		? "and i.input_task_id = any($8)"
		: "and t.id in (select task_id from task_input where input_task_id = any($8))";
	return `
		delete from task_input i using task t
		where t.id = i.task_id and t.stage_id = $1 ${scope.dirty === null ? "and $8::bigint[] is null" : near}
			and not exists (select from wanted_input w where w.unit_key = t.unit_key and w.input_task_id = i.input_task_id)
		returning i.task_id, i.input_task_id`;
}

/** Plans the children of what changed, level by level. `stages`: parents first. */
export async function planDownstream(
	transaction: Transaction,
	effects: RoundEffects,
	stages: readonly PlannedStage[],
	dirtyByStage: ReadonlyMap<number, DirtyTasks>,
	scope: Omit<PlanScope, "dirty">,
): Promise<void> {
	const dirty = new Map(dirtyByStage);
	for (const stage of stages) {
		const touched = await planStage(transaction, effects, stage, { ...scope, dirty: dirtyAmong(stage.parents, dirty) });
		dirty.set(stage.id, together([dirty.get(stage.id) ?? nothingDirty, touched]));
	}
}

/** What a stage with these parents must look at. */
export function dirtyAmong(parents: readonly number[], dirtyByStage: ReadonlyMap<number, DirtyTasks>): DirtyTasks {
	return together(parents.map((parent) => dirtyByStage.get(parent) ?? nothingDirty));
}

const nothingDirty: DirtyTasks = { added: [], changed: [] };

/** Lists of a hundred thousand are passed on as they are, where only one says anything. */
function together(parts: readonly DirtyTasks[]): DirtyTasks {
	const [first = nothingDirty, ...others] = parts.filter((part) => part.added.length > 0 || part.changed.length > 0);
	if (others.length === 0) return first;
	return {
		added: parts.flatMap((part) => part.added),
		changed: parts.flatMap((part) => part.changed),
	};
}
