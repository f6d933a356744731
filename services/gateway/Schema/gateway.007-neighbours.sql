-- formerly 006-neighbours.sql
-- The tagged posts that voted for a post's keyphrases; null where none were looked for.
alter table {schema}.posts add column neighbours json;
