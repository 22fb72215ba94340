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
