-- A group that lost one member and got another has as many as before: which inputs a result was made from must be known,
-- not only how many. Kept as one number per task, so that looking costs nothing: the exclusive or over the hashes of the
-- inputs' ids, which adding an input changes just as taking it away changes it back.
create function input_hash(input_task_id bigint) returns bigint
language sql immutable as $$ select hashint8extended(input_task_id, 0) $$;

create function succeeded_input_digest(of_task bigint) returns bigint
language sql stable as $$
	select coalesce(bit_xor(input_hash(i.input_task_id)), 0)
	from task_input i join task p on p.id = i.input_task_id where i.task_id = of_task and p.state = 'succeeded'
$$;

alter table task add column input_digest bigint not null default 0;
-- What an attempt was dispatched with; of a partial one the inputs there were. Null where it is not known.
alter table attempt add column input_digest bigint;

update task t set input_digest = i.digest
from (select task_id, bit_xor(input_hash(input_task_id)) as digest from task_input group by task_id) as i
where i.task_id = t.id;
update attempt a set input_digest = t.input_digest
from task t where t.result_attempt_id = a.id and a.input_count = t.input_count;
update attempt a set input_digest = t.input_digest
from task t where t.attempt_id = a.id and t.state = 'running' and a.input_count = t.input_count;
