drop table event, command, attempt, worker_session, worker, task_count, task_input, task, stage_parent cascade;
drop table stage_version, stage, task_definition_version, task_definition, task_repository, tile, source, project, leadership cascade;
drop sequence attempt_id;
drop function count_tasks;
drop function settled_state;
drop type task_state;
drop type attempt_outcome;
drop type input_state;
