drop function tell_changed() cascade;
