alter table worker drop column quarantined_at, drop column quarantine_reason, drop column quarantine_scope,
	drop column next_probe_at, drop column probe_interval_seconds;
drop trigger failed_task_gone on task_of_note;
drop trigger failed_task_arrived on task_of_note;
drop function count_failed_tasks();
drop table failed_task;
drop table failure_count;
drop table attempt_failure;
drop table failure_group;
drop table feedback;
drop index task_of_note_stage;
create index task_of_note_stage on task_of_note (stage_id, state);
drop table task_flag;
alter table attempt drop column gate;
create or replace function note_tasks() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		insert into task_of_note
			select id, stage_id, state from new_rows where state in ('review', 'rejected', 'failed', 'cancelled');
	elsif tg_op = 'DELETE' then
		delete from task_of_note where task_id in (select id from old_rows);
	elsif exists (
		select from old_rows where state in ('review', 'rejected', 'failed', 'cancelled')
		union all
		select from new_rows where state in ('review', 'rejected', 'failed', 'cancelled')
	) then
		delete from task_of_note where task_id in
			(select id from old_rows where state in ('review', 'rejected', 'failed', 'cancelled'));
		insert into task_of_note
			select id, stage_id, state from new_rows where state in ('review', 'rejected', 'failed', 'cancelled');
	end if;
	return null;
end
$$;
