-- What people decided is listed, newest first, and few of many tasks were decided about.
create index task_decided on task (decision_id, id) where decision_id is not null;
