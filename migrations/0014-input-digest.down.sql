alter table attempt drop column input_digest;
alter table task drop column input_digest;
drop function succeeded_input_digest(bigint);
drop function input_hash(bigint);
