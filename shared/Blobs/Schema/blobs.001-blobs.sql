-- Content-addressed: the name of a blob is the SHA-256 of its bytes.
create table {schema}.blobs (
    sha256 text primary key,
    content bytea not null,
    -- Renewed by every put: what was put a moment ago is about to be referred to, and is not swept.
    put_at timestamptz not null default now()
);

-- Pictures and feature grids are compressed already.
alter table {schema}.blobs alter column content set storage external;

-- What a reader made of a blob, so that the same picture is read once: one row a (blob, reader and its version). Features are what a model
-- wants of it, too long for a message: float16 little-endian, row-major [regions + objects, channels].
create table {schema}.readings (
    sha256 text not null references {schema}.blobs on delete cascade,
    reader text not null,
    reading text not null,
    features bytea,
    primary key (sha256, reader)
);
