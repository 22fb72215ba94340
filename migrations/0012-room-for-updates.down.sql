alter table task set (fillfactor = 70);
