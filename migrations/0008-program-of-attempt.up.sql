-- SHA-256 of the script as the worker found it right before it started it; null where there is none, or it could not be
-- read. The result of the attempt counts as made by the recipe of its stage version with this program.
alter table attempt add column program_hash text;
