-- Which of several tiles at one place counts must not depend on the order in which it was looked at: the one that was
-- heard of last among those that have ever been complete, also while its files are being written again.
alter table tile add column has_been_complete boolean not null default false;
update tile set has_been_complete = true
where content_signature is not null or id in (select superseded_by from tile);
-- A tile that moves gives back the place it held.
create index tile_superseded on tile (superseded_by) where superseded_by is not null;
