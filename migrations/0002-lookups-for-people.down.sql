drop index task_tile;
create index task_tile on task (tile_id) where tile_id is not null;
drop trigger task_noted_insert on task;
drop trigger task_noted_delete on task;
drop trigger task_noted_update on task;
drop function note_tasks;
drop table task_of_note;
