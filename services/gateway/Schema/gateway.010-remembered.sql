-- formerly 008-remembered.sql
-- The memory set that a tagged post was to become a memory of, which is told when the post is deleted; null where there was none.
alter table {schema}.posts add column remembered_in uuid;
