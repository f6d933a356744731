-- One row a memory set. It is locked by every change of the set, so that changes come one after another and the epoch counts them.
create table {schema}.sets (
    set_id uuid primary key,
    -- Null only where the set was deleted before anything of it arrived.
    name text,
    frequency_cutoff int not null,
    window_words int not null,
    epoch bigint not null,
    -- A deleted set stays as this row: chunks of it that are still on their way find it and are dropped.
    deleted boolean not null default false
);

-- No foreign key to sets: every writer locks the set's row first, and a check a row would cost as much again as the row. No index on id
-- alone either: memories are read by set, in the order of their epochs.
create table {schema}.memories (
    set_id uuid not null,
    -- The change that added it. What epoch E of a set holds is exactly the rows with epoch <= E.
    epoch bigint not null,
    id bigint generated always as identity,
    key text not null,
    value text not null,
    -- First 128 bits of SHA-256 over key and value: a memory stored twice is there once.
    content_hash uuid not null,
    primary key (set_id, epoch, id),
    unique (set_id, content_hash)
);

-- Chunks that were stored, with what was announced: the same chunk under another message id gets the same answer.
create table {schema}.imports_done (
    import_id uuid not null,
    chunk int not null,
    set_id uuid not null references {schema}.sets,
    added int not null,
    primary key (import_id, chunk)
);

create index imports_done_by_set on {schema}.imports_done (set_id);
