drop index task_canary;
drop function tell_changed() cascade;
