create table {schema}.memory_sets (
    id uuid primary key,
    name text not null,
    frequency_cutoff int not null,
    window_words int not null,
    created_at timestamptz not null,
    -- Set when its end was asked for; the row goes when the memory is gone.
    deleted_at timestamptz,
    due_at timestamptz,
    redrives int not null default 0,
    -- Its size as last heard from the memory.
    epoch bigint not null default 0,
    memories bigint not null default 0,
    words bigint not null default 0,
    hashed_words bigint not null default 0
);

-- A name is free again as soon as its set is deleted.
create unique index memory_sets_name on {schema}.memory_sets (name) where deleted_at is null;
create index memory_sets_due_at on {schema}.memory_sets (due_at) where due_at is not null;

-- One row a chunk of an import. Its lines lie in the blob store until the memory has stored them.
create table {schema}.import_chunks (
    import_id uuid not null,
    chunk int not null,
    set_id uuid not null references {schema}.memory_sets on delete cascade,
    format text not null,
    chunk_sha256 text not null,
    lines int not null,
    created_at timestamptz not null,
    stored_at timestamptz,
    added int,
    due_at timestamptz,
    redrives int not null default 0,
    fault json,
    primary key (import_id, chunk)
);

create index import_chunks_set on {schema}.import_chunks (set_id);
create index import_chunks_due_at on {schema}.import_chunks (due_at) where due_at is not null;
create index import_chunks_blob on {schema}.import_chunks (chunk_sha256) where due_at is not null;

create function {schema}.notify_import() returns trigger language plpgsql as
    $$ begin perform pg_notify('results_{schema}', new.import_id::text); return null; end $$;

create trigger chunk_finished after update on {schema}.import_chunks
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.notify_import();
