-- Editing the graph while tiles flow: versions of the graph, what decides that a result is current, regions, people's
-- decisions about tasks, canaries, and an audit that can be asked.

-- ---- tasks -------------------------------------------------------------------------------------------------------

alter table task
	-- Drawn from the sequence of attempt ids when what it passes on last changed: a result made by an attempt with a
	-- lower id was made from older content. Null: never changed since before any attempt.
	add column content_id bigint,
	-- Its inputs were changed by an edit of the graph, not by data: the result stays until a person or new data asks
	-- for another one.
	add column keeps_result boolean not null default false,
	-- What the gate, or a person, says about the result: null lets it through.
	add column gate_verdict text check (gate_verdict in ('hold', 'reject')),
	-- Minus the priority people gave it, so that one ascending index holds the order of work; before live and back-fill.
	add column rank smallint not null default 0,
	-- One of the few tasks that run while its stage is tried out.
	add column is_canary boolean not null default false,
	-- What a person last decided about it.
	add column decision_id bigint;

drop index task_order;
create index task_order on task (stage_id, rank, is_backfill, ordinal, id);

-- The state a task belongs in, now with the gate: what would be succeeded is in review or rejected while the gate
-- says so. Every literal has its type, so that the function is inlined: 4 µs a row less. (Drawn in docs/state-machines.md; compared with task-machine.ts by a test.)
drop function settled_state(task_state, integer, integer, boolean, integer, integer, integer);
create function settled_state(
	state task_state, input_count integer, unmet_inputs integer, is_open boolean,
	input_revision integer, attempt_revision integer, result_revision integer, gate_verdict text
) returns task_state language sql immutable parallel safe as $$
	select case
		when state in ('running', 'cancelled') then state
		when input_count = 0 then 'excluded'::task_state
		when result_revision = input_revision
			and (state in ('succeeded', 'review', 'rejected') or (unmet_inputs = 0 and not is_open))
			then case gate_verdict when 'hold' then 'review'::task_state when 'reject' then 'rejected'::task_state else 'succeeded'::task_state end
		when state = 'failed' and attempt_revision = input_revision then state
		when unmet_inputs > 0 or is_open then 'waiting'::task_state
		else 'ready'::task_state
	end
$$;

-- Units a person has taken out of a stage. Kept apart from the tasks: the planner wants no such unit, as it wants none
-- outside the region.
create table excluded_unit (
	stage_id integer not null references stage,
	unit_key text not null,
	decision_id bigint not null,
	primary key (stage_id, unit_key)
);

-- Who decided what about tasks, once for however many tasks were meant.
create table decision (
	id bigint generated always as identity primary key,
	project_id integer not null references project,
	kind text not null,
	actor text not null,
	reason text,
	at timestamptz not null default now()
);

-- ---- regions and skipped planes ----------------------------------------------------------------------------------

alter table project
	-- {"x": {"min": 0, "max": 9}, "y": {…}, "z": {…}}: lattice bounds, inclusive; each side may be missing.
	add column region jsonb not null default '{}',
	-- {"x": [], "y": [], "z": [3]}; null: the planes the input file marks apply.
	add column skipped_planes jsonb,
	-- Part of the capacity that back-fill may use while the acquisition goes on.
	add column backfill_share double precision not null default 0.8 check (backfill_share > 0 and backfill_share <= 1),
	add column pause_reason text;

-- Whether a lattice position is worked on. A tile without a position is inside every region.
create function is_in_scope(x integer, y integer, z integer, region jsonb, skipped jsonb)
returns boolean language sql immutable parallel safe as $$
	select coalesce(x >= (region #>> '{x,min}')::int, true) and coalesce(x <= (region #>> '{x,max}')::int, true)
		and coalesce(y >= (region #>> '{y,min}')::int, true) and coalesce(y <= (region #>> '{y,max}')::int, true)
		and coalesce(z >= (region #>> '{z,min}')::int, true) and coalesce(z <= (region #>> '{z,max}')::int, true)
		and not coalesce(skipped -> 'x' @> to_jsonb(x), false)
		and not coalesce(skipped -> 'y' @> to_jsonb(y), false)
		and not coalesce(skipped -> 'z' @> to_jsonb(z), false)
$$;

-- The coordinate so many planes further on, planes that are skipped not counted.
create function lattice_step(start integer, steps integer, skipped integer[])
returns integer language plpgsql immutable parallel safe as $$
declare
	place integer := start;
begin
	for i in 1 .. abs(steps) loop
		loop
			place := place + sign(steps);
			exit when place <> all (skipped);
		end loop;
	end loop;
	return place;
end
$$;

-- The state of a root task follows from its tile alone.
create function root_state(content_signature text, is_withdrawn boolean, is_in_scope boolean)
returns task_state language sql immutable parallel safe as $$
	select case when is_withdrawn or not is_in_scope then 'excluded'::task_state
		when content_signature is null then 'waiting'::task_state else 'succeeded'::task_state end
$$;

alter table tile add column withdrawal_reason text;

-- ---- versions of the graph ---------------------------------------------------------------------------------------

alter table stage
	-- {"firstOrdinal": 812, "region": {…}}: units the stage was never meant for.
	add column scope jsonb not null default '{}',
	-- {"count": 5, "tileIds": []}: the few tasks that run while the stage is tried out; null when it is not.
	add column canary jsonb,
	-- The stage whose next version it tries out.
	add column canary_of integer references stage;

-- Every graph a project ever had; undo makes an old one the next.
create table graph_version (
	project_id integer not null references project,
	version integer not null,
	-- [{stageId, versionId, name, description, priority, parents, scope, canary, canaryOf}], parents first.
	stages jsonb not null,
	-- The version it is equal to, when it came from undoing.
	restores integer,
	-- What was changed, in a sentence.
	summary text not null,
	actor text not null,
	message text,
	created_at timestamptz not null default now(),
	primary key (project_id, version)
);

-- ---- audit -------------------------------------------------------------------------------------------------------

alter table command
	add column project_id integer,
	-- What was done, in a sentence.
	add column summary text,
	add column before jsonb,
	add column after jsonb;
update command set project_id = (result ->> 'projectId')::int where result ->> 'projectId' ~ '^\d+$';
create index command_project on command (project_id, created_at desc, id);
create index command_time on command (created_at desc, id);
