-- That a stage paused itself is a fact, not how a sentence begins: after how many failures in a row. Null where a person
-- paused it, and while it is not paused.
alter table stage add column paused_itself_after integer check (paused_itself_after is null or is_paused);
update stage set paused_itself_after = substring(pause_reason from '^Paused by itself after (\d{1,9}) ')::integer
where is_paused and pause_reason ~ '^Paused by itself after \d{1,9} ';
