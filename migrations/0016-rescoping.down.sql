alter table project drop column rescoping;
