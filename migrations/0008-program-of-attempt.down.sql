alter table attempt drop column program_hash;
