-- The spine: projects, sources, tiles, stages, tasks, attempts, workers.
-- One row per task holds the truth; the queue is only an order over these rows.

create type task_state as enum
	('waiting', 'ready', 'running', 'review', 'succeeded', 'rejected', 'failed', 'cancelled', 'excluded');

create type attempt_outcome as enum
	('succeeded', 'failed', 'outOfMemory', 'timedOut', 'nodeFailed', 'preempted', 'cancelled', 'lost',
	 'invalidOutput', 'couldNotStart');

create type input_state as enum
	('unknown', 'badLocation', 'missing', 'dashboard', 'pipeline', 'directory', 'announced');

-- Who may decide. Every transaction of the active coordinator checks that the epoch is still its own.
create table leadership (
	id smallint primary key check (id = 1),
	epoch bigint not null,
	holder text not null,
	acquired_at timestamptz not null
);
insert into leadership values (1, 0, '', now());

create table project (
	id integer generated always as identity primary key,
	name text not null check (name <> ''),
	description text not null default '',
	root_path text not null,
	-- Results go to <output_path>/<stage>.
	output_path text not null,
	-- Set by people; wins over what the input file brought.
	parameters jsonb not null default '{}',
	-- Imported from the input file: custom parameters, extents, plane markers.
	input_parameters jsonb not null default '{}',
	extents jsonb,
	plane_markers jsonb not null default '{"x": [], "y": [], "z": []}',
	priority integer not null default 0,
	is_paused boolean not null default false,
	graph_version integer not null default 1,
	created_at timestamptz not null default now(),
	archived_at timestamptz
);
create unique index project_name on project (lower(name)) where archived_at is null;

create table source (
	id integer generated always as identity primary key,
	project_id integer not null references project,
	name text not null check (name <> ''),
	kind text not null check (kind in ('list', 'directory', 'announced')),
	root_path text not null,
	settings jsonb not null default '{}',
	input_state input_state not null default 'unknown',
	-- What is wrong with the input now; null when nothing is.
	problem_code text,
	problem text,
	-- Last look; last look that found the input; last look that found it changed.
	last_checked_at timestamptz,
	last_seen_at timestamptz,
	last_changed_at timestamptz,
	-- Files seen and not yet taken, with the reason: [{path, verdict}] (bounded).
	pending_files jsonb not null default '[]',
	expected_tiles integer,
	-- The instrument said that nothing more will come.
	finished_at timestamptz,
	created_at timestamptz not null default now(),
	archived_at timestamptz
);
create unique index source_name on source (project_id, lower(name)) where archived_at is null;

-- Facts about what the microscope delivered. The order of ids is the order of arrival.
create table tile (
	id bigint generated always as identity primary key,
	project_id integer not null references project,
	source_id integer not null references source,
	relative_path text not null,
	name text not null,
	lattice_x integer,
	lattice_y integer,
	lattice_z integer,
	step_x double precision,
	step_y double precision,
	step_z double precision,
	-- Position of the first voxel in micrometres.
	position_x double precision,
	position_y double precision,
	position_z double precision,
	attributes jsonb not null default '{}',
	-- What two tiles must have in common to be neighbours: the attributes the lattice does not use.
	neighbour_key text not null default '',
	-- [{path, sizeBytes}], below the source's root.
	files jsonb not null default '[]',
	-- Null until the tile is complete; another value means that it was imaged again.
	content_signature text,
	-- Hash of everything above: an import that brings nothing new writes nothing.
	facts_signature text not null default '',
	-- The last word on whether it is complete, for people.
	verdict text not null default '',
	arrived_at timestamptz not null default now(),
	completed_at timestamptz,
	-- Another tile was delivered later for the same lattice position and takes its place beside neighbours and in groups.
	superseded_by bigint references tile,
	withdrawn_at timestamptz,
	unique (project_id, relative_path)
);
create index tile_lattice on tile (project_id, lattice_z, lattice_y, lattice_x);
create index tile_source on tile (source_id);

create table task_repository (
	id integer generated always as identity primary key,
	name text not null check (name <> ''),
	description text not null default '',
	location text not null,
	created_at timestamptz not null default now(),
	archived_at timestamptz
);
create unique index task_repository_name on task_repository (lower(name)) where archived_at is null;

create table task_definition (
	id integer generated always as identity primary key,
	name text not null check (name <> ''),
	description text not null default '',
	repository_id integer references task_repository,
	version integer not null default 1,
	content jsonb not null,
	-- What a new stage starts from.
	default_operations jsonb not null default '{}',
	created_at timestamptz not null default now(),
	archived_at timestamptz
);
create unique index task_definition_name on task_definition (lower(name)) where archived_at is null;

create table task_definition_version (
	definition_id integer not null references task_definition,
	version integer not null,
	content jsonb not null,
	created_at timestamptz not null default now(),
	primary key (definition_id, version)
);

create table stage (
	id integer generated always as identity primary key,
	project_id integer not null references project,
	name text not null check (name <> ''),
	description text not null default '',
	kind text not null check (kind in ('root', 'program')),
	-- Null only for the root stage.
	current_version_id integer,
	priority integer not null default 0,
	is_paused boolean not null default false,
	pause_reason text,
	created_at timestamptz not null default now(),
	removed_at timestamptz,
	check (kind = 'program' or current_version_id is null)
);
create unique index stage_name on stage (project_id, lower(name)) where removed_at is null;
create unique index stage_root on stage (project_id) where kind = 'root';

create table stage_parent (
	stage_id integer not null references stage,
	parent_id integer not null references stage,
	place smallint not null,
	primary key (stage_id, parent_id),
	check (stage_id <> parent_id)
);
create index stage_parent_parent on stage_parent (parent_id);

-- Immutable. What decides the result is hashed apart from what only decides how it is run.
create table stage_version (
	id integer generated always as identity primary key,
	stage_id integer not null references stage,
	version integer not null,
	recipe jsonb not null,
	operations jsonb not null,
	result_hash text not null,
	operations_hash text not null,
	created_at timestamptz not null default now(),
	unique (stage_id, version)
);
alter table stage add foreign key (current_version_id) references stage_version;

-- One row per (stage, unit). References are kept by the only writer and checked by the invariant checker: a foreign
-- key would cost as much per row as the row itself, in a table that grows by a hundred thousand at once. No column that changes while tasks flow is indexed, so that updates stay
-- within their page (HOT); the order of ready tasks is kept in the active coordinator's memory.
create table task (
	id bigint generated always as identity primary key,
	project_id integer not null,
	stage_id integer not null,
	unit_key text not null,
	-- The unit's own (first) tile; null for groups.
	tile_id bigint,
	-- {"offset": {x, y, z}, "label"?: "x+1"} of a pair, {"attributes": {…}} of a group; null for one tile.
	unit jsonb,
	-- Arrival number of the unit's last tile: the order of work.
	ordinal bigint not null,
	-- Planned for something that was there already when its stage was added: runs behind live tiles.
	is_backfill boolean not null default false,
	state task_state not null default 'waiting',
	-- Inputs that have not succeeded; the task can become ready when there are none.
	unmet_inputs integer not null default 0,
	input_count integer not null default 0,
	-- A group that may still get members.
	is_open boolean not null default false,
	grown_at timestamptz,
	-- Goes up whenever the set of inputs or what one of them contains changes.
	input_revision integer not null default 0,
	-- The revision the last attempt was dispatched with.
	attempt_revision integer,
	-- The revision the accepted result was made from; null when there is no result.
	result_revision integer,
	result_attempt_id bigint,
	-- stage_version.result_hash the accepted result was made with.
	result_hash text,
	-- What the accepted result contains; for the root stage what the tile contains.
	output_signature text,
	-- The output signature children were last released with: they are left alone when it comes back unchanged.
	released_signature text,
	-- The live attempt while running; the last one afterwards.
	attempt_id bigint,
	attempt_count integer not null default 0,
	-- Failed tries of the current round, by which retries are counted.
	failed_tries smallint not null default 0,
	not_before timestamptz,
	changed_at timestamptz not null default now(),
	unique (stage_id, unit_key),
	check (state <> 'running' or attempt_id is not null),
	check (unmet_inputs >= 0 and unmet_inputs <= input_count)
) with (fillfactor = 70);
create index task_order on task (stage_id, is_backfill, ordinal, id);
create index task_tile on task (tile_id) where tile_id is not null;

-- The state a task belongs in when nothing is being done to it: the one rule by which planning, releasing and
-- finishing move tasks (drawn in docs/state-machines.md; compared with task-machine.ts by a test).
create function settled_state(
	state task_state, input_count integer, unmet_inputs integer, is_open boolean,
	input_revision integer, attempt_revision integer, result_revision integer
) returns task_state language sql immutable parallel safe as $$
	select case
		when state in ('running', 'review', 'rejected', 'cancelled') then state
		when input_count = 0 then 'excluded'
		when result_revision = input_revision and (state = 'succeeded' or (unmet_inputs = 0 and not is_open)) then 'succeeded'
		when state = 'failed' and attempt_revision = input_revision then state
		when unmet_inputs > 0 or is_open then 'waiting'
		else 'ready'
	end::task_state
$$;

-- Which tasks a task takes its inputs from.
create table task_input (
	task_id bigint not null,
	input_task_id bigint not null,
	-- 0 for the unit's own tile, 1 for its neighbour.
	role smallint not null default 0,
	primary key (task_id, input_task_id, role)
);
create index task_input_input on task_input (input_task_id);

-- Counts per stage and state, kept by triggers so that no writer can forget them.
create table task_count (
	stage_id integer not null references stage,
	state task_state not null,
	count bigint not null,
	primary key (stage_id, state)
) with (fillfactor = 50);

create function count_tasks() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		insert into task_count
			select stage_id, state, count(*) from new_rows group by stage_id, state order by stage_id, state
		on conflict (stage_id, state) do update set count = task_count.count + excluded.count;
	elsif tg_op = 'DELETE' then
		insert into task_count
			select stage_id, state, -count(*) from old_rows group by stage_id, state order by stage_id, state
		on conflict (stage_id, state) do update set count = task_count.count + excluded.count;
	else
		insert into task_count
			select stage_id, state, sum(n) from (
				select stage_id, state, 1 as n from new_rows
				union all
				select stage_id, state, -1 from old_rows
			) as change
			group by stage_id, state having sum(n) <> 0 order by stage_id, state
		on conflict (stage_id, state) do update set count = task_count.count + excluded.count;
	end if;
	return null;
end
$$;
create trigger task_counted_insert after insert on task
	referencing new table as new_rows for each statement execute function count_tasks();
create trigger task_counted_delete after delete on task
	referencing old table as old_rows for each statement execute function count_tasks();
create trigger task_counted_update after update on task
	referencing old table as old_rows new table as new_rows for each statement execute function count_tasks();

create table worker (
	id uuid primary key,
	name text not null,
	host text not null,
	platform jsonb not null,
	-- What the worker offers by its own configuration, and what an administrator set instead (null: nothing).
	offered_local_work_units double precision not null,
	offered_cluster_work_units double precision not null,
	set_local_work_units double precision check (set_local_work_units >= 0),
	set_cluster_work_units double precision check (set_cluster_work_units >= 0),
	is_paused boolean not null default false,
	pause_reason text,
	first_seen_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now()
);

create table worker_session (
	id uuid primary key,
	worker_id uuid not null references worker,
	started_at timestamptz not null default now(),
	-- The lease itself is kept by the active coordinator: renewing it writes nothing.
	ended_at timestamptz,
	end_reason text
);
create unique index worker_session_live on worker_session (worker_id) where ended_at is null;

-- Every try that ever was. The id is the fencing token: it only grows.
create sequence attempt_id;
create table attempt (
	id bigint primary key,
	task_id bigint not null,
	project_id integer not null,
	stage_id integer not null,
	stage_version_id integer not null,
	number integer not null,
	worker_id uuid not null,
	session_id uuid not null,
	input_revision integer not null,
	is_partial boolean not null default false,
	input_count integer not null,
	dispatched_at timestamptz not null default now(),
	-- Durations by the worker's clock; the database's clock gives the points in time.
	pending_ms real,
	run_ms real,
	finished_at timestamptz,
	outcome attempt_outcome,
	exit_code integer,
	signal text,
	problem text,
	log_tail text,
	cpu_seconds real,
	max_cpu_percent real,
	max_memory_mb real,
	command jsonb,
	metrics jsonb,
	artifacts jsonb,
	output_signature text,
	check ((outcome is null) = (finished_at is null))
);
create index attempt_task on attempt (task_id);

-- What people asked for: done by the active coordinator inside its own loop, kept as the audit.
create table command (
	id uuid primary key,
	kind text not null,
	input jsonb not null,
	actor text not null,
	message text,
	created_at timestamptz not null default now(),
	finished_at timestamptz,
	result jsonb,
	problem jsonb
);
create index command_open on command (created_at) where finished_at is null;

-- What happened that a person should be able to read later.
create table event (
	id bigint generated always as identity primary key,
	at timestamptz not null default now(),
	project_id integer,
	stage_id integer,
	worker_id uuid,
	severity text not null check (severity in ('info', 'warning', 'error')),
	kind text not null,
	message text not null,
	fields jsonb not null default '{}'
);
create index event_project on event (project_id, id);
