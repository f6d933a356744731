-- By what the memories of a set are found: words, clusters of word vectors, entities, or a scan of all.
alter table {schema}.sets
    add column hashing text not null default 'words',
    -- Null: no bucket is dropped.
    add column bucket_cap int,
    add column clusters int not null default 1000;
