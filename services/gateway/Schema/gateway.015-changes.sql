-- formerly 013-changes.sql
-- Whether a chunk adds to its set, replaces what it holds of the same subjects and relations, or titles, or withdraws.
alter table {schema}.import_chunks
    add column change text not null default 'add',
    -- Memories that left by it; null: it is not stored.
    add column removed int;
