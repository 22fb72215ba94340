-- Another region or other skipped planes move as many tasks as there are tiles and stages. They are carried out in rounds,
-- tile by tile: up to which tile, and which planes were skipped before. Null when root tasks are what region and planes say.
alter table project add column rescoping jsonb;
