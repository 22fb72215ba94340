import type { GroupCompletion, UnitRule } from "@tilewright/contract/recipe";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks } from "./moved-tasks.ts";
import { wantedUnits } from "./wanted-units.ts";

/*
 * The planner makes the tasks of a stage what they should be: a pure function of tiles, graph and parents' tasks.
 * It asks for the units the rule wants (`wanted_input`), compares with the tasks that exist, and applies the
 * difference. A tile that arrived, a stage added mid-run and a restart take the same path; they differ only in
 * how much of it is looked at.
 */

export interface PlannedStage {
	readonly id: number;
	readonly projectId: number;
	readonly parents: readonly number[];
	readonly unitRule: UnitRule;
}

export interface DirtyTasks {
	/** Parent tasks that did not exist before: they can only add. */
	readonly added: readonly number[];
	/** Parent tasks that are gone or whose tile has another place now: units may come and go with them. */
	readonly changed: readonly number[];
}

export interface PlanScope {
	/** What to look at; null looks at everything. */
	readonly dirty: DirtyTasks | null;
	/** What is found missing runs behind live tiles. */
	readonly isBackfill: boolean;
	/** All sources of the project have said that nothing more will come. */
	readonly acquisitionIsFinished: boolean;
}

/** Created once per connection of the active coordinator; emptied by every commit. */
export const plannerTables = `
	create temporary table if not exists wanted_input (
		unit_key text not null, tile_id bigint, unit jsonb, ordinal bigint not null,
		input_task_id bigint not null, input_stage_id integer not null, role smallint not null
	) on commit delete rows`;

/** Plans one stage. Returns the tasks that are new and those whose unit is gone: what its children must look at. */
export async function planStage(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	scope: PlanScope,
): Promise<DirtyTasks> {
	const dirty = scope.dirty && [...scope.dirty.added, ...scope.dirty.changed];
	if (dirty?.length === 0) return { added: [], changed: [] };
	await transaction.query("truncate wanted_input");
	const wanted = wantedUnits(stage.unitRule, stage.parents, dirty);
	await transaction.query(wanted.text, wanted.parameters);
	if (dirty === null || dirty.length > 1_000) await transaction.query("analyze wanted_input");

	const openness = opennessOf(stage, scope.acquisitionIsFinished);
	const mayShrink = scope.dirty === null ? await hasTasks(transaction, stage) : scope.dirty.changed.length > 0;
	const retired = mayShrink
		? await removeSurplusInputs(transaction, effects, stage, scope.dirty?.changed ?? null, openness)
		: [];
	const added = await transaction.query<MovedTaskRow>(insertTasks, [
		stage.projectId,
		stage.id,
		scope.isBackfill,
		openness.kind,
		openness.expected,
		openness.firstParent,
	]);
	const addedIds = added.map((row) => row.id);
	await addInputs(transaction, effects, stage, addedIds, openness);
	noteMovedTasks(added, effects);
	return { added: addedIds, changed: retired };
}

async function hasTasks(transaction: Transaction, stage: PlannedStage): Promise<boolean> {
	const [row] = await transaction.query<{ exists: boolean }>("select exists (select from task where stage_id = $1)", [
		stage.id,
	]);
	return row?.exists ?? false;
}

interface Openness {
	/** `open` and `closed` for every group of the stage; `count` where the number of members decides. */
	readonly kind: "open" | "closed" | "count";
	readonly expected: number;
	readonly firstParent: number;
}

function opennessOf(stage: PlannedStage, acquisitionIsFinished: boolean): Openness {
	const firstParent = stage.parents[0] ?? 0;
	const completion = completionOf(stage.unitRule);
	if (!completion || acquisitionIsFinished) return { kind: "closed", expected: 0, firstParent };
	if (completion.kind === "count") return { kind: "count", expected: completion.expected, firstParent };
	return { kind: "open", expected: 0, firstParent };
}

export function completionOf(rule: UnitRule): GroupCompletion | null {
	switch (rule.kind) {
		case "each":
		case "neighbours":
			return null;
		case "group":
		case "all":
			return rule.completion;
	}
}

/** New tasks come with their inputs counted, so that adding a stage writes each row once. */
const insertTasks = `
	with unit as (
		select w.unit_key, min(w.tile_id) as tile_id, (array_agg(w.unit) filter (where w.unit is not null))[1] as unit,
			max(w.ordinal) as ordinal, count(*)::int as input_count,
			(count(*) filter (where p.state <> 'succeeded'))::int as unmet_inputs,
			case $4 when 'closed' then false when 'open' then true
				else count(*) filter (where w.input_stage_id = $6) < $5::int end as is_open
		from wanted_input w join task p on p.id = w.input_task_id
		group by w.unit_key
	)
	insert into task (project_id, stage_id, unit_key, tile_id, unit, ordinal, is_backfill, input_count, unmet_inputs, is_open, grown_at, state)
	select $1, $2, unit_key, tile_id, unit, ordinal, $3::boolean, input_count, unmet_inputs, is_open, now(),
		settled_state('waiting', input_count, unmet_inputs, is_open, 0, null, null)
	from unit
	order by ordinal
	on conflict (stage_id, unit_key) do nothing
	returning id, project_id, stage_id, tile_id, null as old_state, state, ordinal, is_backfill, null as delay_ms, attempt_id,
		false as content_changed`;

/** Adds the missing inputs; tasks that existed before get the count, a new revision and the state that follows. */
async function addInputs(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	newTaskIds: readonly number[],
	openness: Openness,
): Promise<void> {
	const grown = await transaction.query<MovedTaskRow>(
		`with inserted as (
			insert into task_input (task_id, input_task_id, role)
			select t.id, w.input_task_id, w.role
			from wanted_input w join task t on t.stage_id = $1 and t.unit_key = w.unit_key
			on conflict do nothing
			returning task_id, input_task_id
		), change as (
			select i.task_id, count(*)::int as inputs, (count(*) filter (where p.state <> 'succeeded'))::int as unmet, max(p.ordinal) as ordinal
			from inserted i join task p on p.id = i.input_task_id
			where not exists (select from unnest($2::bigint[]) as new(id) where new.id = i.task_id)
			group by i.task_id
		), next as (
			select old.*, change.ordinal as last_ordinal,
				old.input_count + change.inputs as next_count, old.unmet_inputs + change.unmet as next_unmet,
				case $3 when 'closed' then false when 'open' then true
					else (select count(*) from task_input i join task p on p.id = i.input_task_id
						where i.task_id = old.id and p.stage_id = $5)
						+ (select count(*) from inserted i join task p on p.id = i.input_task_id
						where i.task_id = old.id and p.stage_id = $5) < $4::int end as next_open
			from change join task old on old.id = change.task_id
		), settled as (
			select next.*, settled_state(state, next_count, next_unmet, next_open, input_revision + 1, attempt_revision, result_revision) as next_state
			from next
		)
		update task t set
			input_count = old.next_count, unmet_inputs = old.next_unmet, is_open = old.next_open,
			input_revision = t.input_revision + 1, ordinal = greatest(t.ordinal, old.last_ordinal), grown_at = now(),
			failed_tries = 0, state = old.next_state,
			released_signature = case when old.next_state = 'succeeded' then t.output_signature else t.released_signature end,
			changed_at = case when old.next_state <> old.state then now() else t.changed_at end
		from settled old
		where t.id = old.id
		returning ${movedTaskColumns}`,
		[stage.id, newTaskIds, openness.kind, openness.expected, openness.firstParent],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(grown, effects));
}

/**
 * Removes inputs that are no longer wanted. A pair that lost a tile, or a unit that lost a parent, loses all its
 * inputs and is retired (`excluded`); a group only loses the member. Returns the retired tasks.
 */
async function removeSurplusInputs(
	transaction: Transaction,
	effects: RoundEffects,
	stage: PlannedStage,
	dirty: readonly number[] | null,
	openness: Openness,
): Promise<number[]> {
	const isGroup = stage.unitRule.kind === "group" || stage.unitRule.kind === "all";
	const scope =
		dirty === null
			? "t.stage_id = $1"
			: isGroup
				? "t.stage_id = $1 and i.input_task_id = any($3)"
				: "t.stage_id = $1 and t.id in (select task_id from task_input where input_task_id = any($3))";
	const rows = await transaction.query<MovedTaskRow & { input_count: number }>(
		`with surplus as (
			delete from task_input i using task t
			where t.id = i.task_id and ${scope}
				and not exists (select from wanted_input w where w.unit_key = t.unit_key and w.input_task_id = i.input_task_id)
			returning i.task_id, i.input_task_id
		), change as (
			select s.task_id, count(*)::int as inputs, (count(*) filter (where p.state <> 'succeeded'))::int as unmet
			from surplus s join task p on p.id = s.input_task_id group by s.task_id
		), next as (
			select old.*, old.input_count - change.inputs as next_count, old.unmet_inputs - change.unmet as next_unmet,
				case when $2::boolean then old.is_open else false end as next_open
			from change join task old on old.id = change.task_id
		), settled as (
			select next.*, settled_state(state, next_count, next_unmet, next_open, input_revision + 1, attempt_revision, result_revision) as next_state
			from next
		)
		update task t set
			input_count = old.next_count, unmet_inputs = old.next_unmet, is_open = old.next_open,
			input_revision = t.input_revision + 1, failed_tries = 0, state = old.next_state,
			released_signature = case when old.next_state = 'succeeded' then t.output_signature else t.released_signature end,
			changed_at = now()
		from settled old
		where t.id = old.id
		returning ${movedTaskColumns}, t.input_count`,
		dirty === null ? [stage.id, openness.kind !== "closed"] : [stage.id, openness.kind !== "closed", dirty],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.filter((row) => row.input_count === 0).map((row) => row.id);
}

/** Plans the children of what changed, level by level. `stages` must be in topological order. */
export async function planDownstream(
	transaction: Transaction,
	effects: RoundEffects,
	stages: readonly PlannedStage[],
	dirtyByStage: ReadonlyMap<number, DirtyTasks>,
	scope: Omit<PlanScope, "dirty">,
): Promise<void> {
	const dirty = new Map(dirtyByStage);
	for (const stage of stages) {
		const parents = stage.parents.flatMap((parent) => dirty.get(parent) ?? []);
		const touched = await planStage(transaction, effects, stage, {
			...scope,
			dirty: { added: parents.flatMap(({ added }) => added), changed: parents.flatMap(({ changed }) => changed) },
		});
		const own = dirty.get(stage.id);
		dirty.set(stage.id, {
			added: [...(own?.added ?? []), ...touched.added],
			changed: [...(own?.changed ?? []), ...touched.changed],
		});
	}
}
