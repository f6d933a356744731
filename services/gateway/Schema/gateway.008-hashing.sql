-- formerly 007-hashing.sql
-- By what the memories of a set are found.
alter table {schema}.memory_sets
    add column hashing text not null default 'words',
    add column bucket_cap int,
    add column clusters int not null default 1000;
