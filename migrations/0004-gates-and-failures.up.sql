-- What gates said and what was flagged, messages to the instrument, failures by what they have in common, and workers
-- that nothing is given to because only they fail.

-- ---- gates -------------------------------------------------------------------------------------------------------

-- {"action": "reject", "review": false, "rules": [{"when": …, "then": …, "values": {…}, "problem": …}]}: what the gate
-- said of the attempt's result; null when it had nothing to say.
alter table attempt add column gate jsonb;

-- Results somebody should look at, though nothing is held back. The gate's word is replaced with every judgement, a
-- person's stays until a person takes it back.
create table task_flag (
	task_id bigint not null,
	by_gate boolean not null,
	project_id integer not null,
	stage_id integer not null,
	reason text,
	-- Null for the gate.
	decision_id bigint,
	at timestamptz not null default now(),
	primary key (task_id, by_gate)
);
create index task_flag_stage on task_flag (stage_id, task_id);

-- Pages of what waits for a person go by the task's id.
drop index task_of_note_stage;
create index task_of_note_stage on task_of_note (stage_id, state, task_id);

-- As in 0002, with its deletes planned each time they run: whoever approves or retries a hundred thousand tasks at once
-- is not to wait for minutes on a plan that was made for three.
create or replace function note_tasks() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		insert into task_of_note
			select id, stage_id, state from new_rows where state in ('review', 'rejected', 'failed', 'cancelled');
	elsif tg_op = 'DELETE' then
		execute 'delete from task_of_note where task_id in (select id from old_rows)';
	elsif exists (
		select from old_rows where state in ('review', 'rejected', 'failed', 'cancelled')
		union all
		select from new_rows where state in ('review', 'rejected', 'failed', 'cancelled')
	) then
		execute $sql$
			delete from task_of_note where task_id in
				(select id from old_rows where state in ('review', 'rejected', 'failed', 'cancelled'))
		$sql$;
		insert into task_of_note
			select id, stage_id, state from new_rows where state in ('review', 'rejected', 'failed', 'cancelled');
	end if;
	return null;
end
$$;

-- ---- feedback to the instrument ----------------------------------------------------------------------------------

-- Written in the round that has the reason, delivered after it, at least once.
create table feedback (
	-- Also the key by which a receiver knows what it had already.
	id uuid primary key,
	project_id integer not null references project,
	stage_id integer references stage,
	verdict text not null check (verdict in ('good', 'stopAtEnd', 'stopNow', 'reImage')),
	-- The rule's expression; null when a person sent it.
	rule text,
	actor text,
	message text,
	tile_count integer not null,
	payload jsonb not null,
	webhook text,
	subject text,
	created_at timestamptz not null default now(),
	tries integer not null default 0,
	next_try_at timestamptz not null default now(),
	last_tried_at timestamptz,
	failing_since timestamptz,
	-- What the receiver said last, or why it could not be reached.
	last_answer text,
	delivered_at timestamptz,
	given_up_at timestamptz,
	check ((webhook is null) <> (subject is null))
);
create index feedback_open on feedback (next_try_at) where delivered_at is null and given_up_at is null;
create index feedback_project on feedback (project_id, created_at desc, id);

-- ---- failures ----------------------------------------------------------------------------------------------------

-- Attempts that ended badly in the same way, of one stage. Counted as they come: a page of groups reads these rows
-- and no attempt.
create table failure_group (
	id bigint generated always as identity primary key,
	project_id integer not null,
	stage_id integer not null,
	outcome attempt_outcome not null,
	-- The last words, with everything folded that differs from one attempt to the next.
	signature text not null,
	first_at timestamptz not null default now(),
	last_at timestamptz not null default now(),
	attempts bigint not null,
	-- Tasks that are failed now because of it; kept by a trigger.
	failed_tasks bigint not null default 0,
	unique (stage_id, outcome, signature)
) with (fillfactor = 70);
create index failure_group_project on failure_group (project_id);

-- Only of attempts that ended badly: one that succeeds pays nothing.
create table attempt_failure (
	attempt_id bigint primary key,
	task_id bigint not null,
	project_id integer not null,
	stage_id integer not null,
	outcome attempt_outcome not null,
	group_id bigint not null,
	worker_id uuid not null,
	host text not null,
	at timestamptz not null default now()
);
create index attempt_failure_group on attempt_failure (group_id, attempt_id);

-- Where and when, in steps of ten minutes.
create table failure_count (
	group_id bigint not null,
	bucket timestamptz not null,
	worker_id uuid not null,
	host text not null,
	attempts integer not null,
	primary key (group_id, bucket, worker_id, host)
) with (fillfactor = 70);

-- Which group a failed task counts in.
create table failed_task (
	task_id bigint primary key,
	group_id bigint not null
);
create index failed_task_group on failed_task (group_id);

-- Follows task_of_note, which follows the states of tasks: no writer can forget it. The statements are planned each time
-- they run (execute): a plan made when the tables were empty goes through a hundred thousand rows a hundred thousand
-- times, for minutes.
create function count_failed_tasks() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		if exists (select from new_rows where state = 'failed') then
			execute $sql$
				with arrived as (
					insert into failed_task
						select n.task_id, f.group_id
						from new_rows n join task t on t.id = n.task_id join attempt_failure f on f.attempt_id = t.attempt_id
						where n.state = 'failed'
					on conflict (task_id) do nothing
					returning group_id
				)
				update failure_group g set failed_tasks = g.failed_tasks + a.n
				from (select group_id, count(*) as n from arrived group by group_id) a where g.id = a.group_id
			$sql$;
		end if;
	elsif exists (select from old_rows where state = 'failed') then
		execute $sql$
			with gone as (
				delete from failed_task where task_id in (select task_id from old_rows where state = 'failed')
				returning group_id
			)
			update failure_group g set failed_tasks = g.failed_tasks - l.n
			from (select group_id, count(*) as n from gone group by group_id) l where g.id = l.group_id
		$sql$;
	end if;
	return null;
end
$$;
create trigger failed_task_arrived after insert on task_of_note
	referencing new table as new_rows for each statement execute function count_failed_tasks();
create trigger failed_task_gone after delete on task_of_note
	referencing old table as old_rows for each statement execute function count_failed_tasks();

-- ---- quarantine --------------------------------------------------------------------------------------------------

alter table worker
	add column quarantined_at timestamptz,
	add column quarantine_reason text,
	-- A host is in quarantine when its workers are, all for the same reason.
	add column quarantine_scope text check (quarantine_scope in ('worker', 'host')),
	-- Null never: a person put it there, and a person lets it out.
	add column next_probe_at timestamptz,
	add column probe_interval_seconds integer,
	add check ((quarantined_at is null) = (quarantine_scope is null));
