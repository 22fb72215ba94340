drop index command_time;
drop index command_project;
alter table command drop column project_id, drop column summary, drop column before, drop column after;
drop table graph_version;
alter table stage drop column scope, drop column canary, drop column canary_of;
alter table tile drop column withdrawal_reason;
drop function root_state(text, boolean, boolean);
drop function lattice_step(integer, integer, integer[]);
drop function is_in_scope(integer, integer, integer, jsonb, jsonb);
alter table project drop column region, drop column skipped_planes, drop column backfill_share, drop column pause_reason;
drop table decision;
drop table excluded_unit;
drop function settled_state(task_state, integer, integer, boolean, integer, integer, integer, text);
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
drop index task_order;
alter table task drop column content_id, drop column keeps_result, drop column gate_verdict, drop column rank,
	drop column is_canary, drop column decision_id;
create index task_order on task (stage_id, is_backfill, ordinal, id);
