drop index worker_ended_pilots;
alter table worker drop column archived_at;
