drop index tile_superseded;
alter table tile drop column has_been_complete;
