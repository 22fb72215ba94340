-- Results of removed stages are kept until somebody says, by name, that they are to be deleted. What is to be deleted
-- is written down first, so that it goes on after a restart and is told when it is done.
create table output_deletion (
	id bigint generated always as identity primary key,
	project_id integer not null references project,
	stage_id integer not null references stage,
	path text not null,
	actor text not null,
	reason text,
	asked_at timestamptz not null default now(),
	finished_at timestamptz,
	-- Why it could not be done yet.
	problem text
);
create index output_deletion_open on output_deletion (id) where finished_at is null;
