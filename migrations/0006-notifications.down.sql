drop table notification;
drop table notification_rule;
drop index event_open;
alter table event drop column acknowledged_at, drop column acknowledged_by;
