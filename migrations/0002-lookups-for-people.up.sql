-- What people look for among a million tasks, without an index over a column that changes (0001 says why there is
-- none): the few tasks in a state that somebody has to look at have a row here. Kept by a trigger, so that no writer
-- can forget it; a statement without such tasks pays one look at the rows it has in hand (0.05 ms measured).
create table task_of_note (
	task_id bigint primary key,
	stage_id integer not null,
	state task_state not null check (state in ('review', 'rejected', 'failed', 'cancelled'))
);
create index task_of_note_stage on task_of_note (stage_id, state);

insert into task_of_note
	select id, stage_id, state from task where state in ('review', 'rejected', 'failed', 'cancelled');

create function note_tasks() returns trigger language plpgsql as $$
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
create trigger task_noted_insert after insert on task
	referencing new table as new_rows for each statement execute function note_tasks();
create trigger task_noted_delete after delete on task
	referencing old table as old_rows for each statement execute function note_tasks();
create trigger task_noted_update after update on task
	referencing old table as old_rows new table as new_rows for each statement execute function note_tasks();

-- The tasks of one stage on the tiles of one plane: with the stage in the index the tasks of the other stages on
-- the same tiles are not read (3.5 times fewer pages at ten stages). Neither column ever changes.
drop index task_tile;
create index task_tile on task (tile_id, stage_id) where tile_id is not null;
