alter table stage drop column paused_itself_after;
