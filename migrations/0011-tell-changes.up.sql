-- How many of the few tasks that run while a stage is tried out are ready is asked every second.
create index task_canary on task (stage_id) where is_canary;

-- Rows that people look at and that no round tells of say by themselves that they have changed, in the commit that
-- changes them: whoever wrote them, every process that serves people hears it (coordinator/src/messaging/change-listener.ts).
-- One message for each statement: {"kind", "isNew", "rows": [[id, project id or null], …], "isMore"}. Only tables that change a few
-- times a minute have this trigger; states of tasks travel over the bus.
create function tell_changed() returns trigger language plpgsql as $$
declare
	-- What fits into a message of 8,000 bytes.
	most constant integer := 120;
	rows jsonb;
begin
	execute format(
		'select jsonb_agg(jsonb_build_array(r.id, r.project_id)) from
			(select distinct %s as id, %s::int as project_id from changed_rows order by 1 desc limit %s) r',
		tg_argv[1], tg_argv[2], most + 1) into rows;
	if rows is not null then
		perform pg_notify('tilewright_changed', jsonb_build_object('kind', tg_argv[0], 'isNew', tg_op = 'INSERT', 'rows', case
			when jsonb_array_length(rows) > most then rows - most else rows end, 'isMore', jsonb_array_length(rows) > most)::text);
	end if;
	return null;
end $$;

do $$
declare
	told record;
	operation text;
begin
	for told in select * from (values
		('task_definition', 'taskDefinition', 'id', 'null'),
		('task_repository', 'taskRepository', 'id', 'null'),
		('graph_version', 'graph', 'project_id', 'project_id'),
		('command', 'command', 'id', 'project_id'),
		('event', 'event', 'id', 'project_id'),
		('notification_rule', 'notificationRule', 'id', 'null'),
		('notification', 'notification', 'id', 'null'),
		('feedback', 'feedback', 'id', 'project_id'),
		('output_deletion', 'outputDeletion', 'stage_id', 'project_id'),
		('cluster_job', 'clusterJob', 'worker_id', 'null'),
		('worker', 'worker', 'id', 'null'),
		('worker_session', 'worker', 'worker_id', 'null'),
		('leadership', 'system', 'id', 'null')
	) as t (name, kind, id, project) loop
		foreach operation in array array['insert', 'update', 'delete'] loop
			execute format(
				'create trigger tell_%s after %s on %I referencing %s table as changed_rows
					for each statement execute function tell_changed(%L, %L, %L)',
				operation, operation, told.name, case operation when 'delete' then 'old' else 'new' end,
				told.kind, told.id, told.project);
		end loop;
	end loop;
end $$;
