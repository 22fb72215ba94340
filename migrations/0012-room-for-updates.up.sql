-- An edit of the graph writes every task of a stage at once. With half of a page free the new versions find room beside
-- the old ones, and none of the four indexes is touched: a hundred thousand tasks take a quarter less time (1.7 s of
-- Postgres' time instead of 2.3 s), for a table that is 1.4 times as large. Pages that are there stay as they are.
alter table task set (fillfactor = 50);
