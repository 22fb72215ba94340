drop table output_deletion;
