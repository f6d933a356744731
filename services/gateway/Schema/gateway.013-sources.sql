-- formerly 011-sources.sql
-- Live streams that are followed, and how far. The cursor is written in the transaction that takes or deletes the post before it.
create table {schema}.sources (
    name text primary key,
    definition json not null,
    -- Named by options: only they change it.
    is_of_options boolean not null,
    -- following, refused by its platform, or stopped.
    state text not null,
    -- Grows when it is to be followed anew.
    edition bigint not null,
    cursor text,
    accepted bigint not null default 0,
    edited bigint not null default 0,
    repeated bigint not null default 0,
    deleted bigint not null default 0,
    refused bigint not null default 0,
    skipped bigint not null default 0,
    lost_connections bigint not null default 0,
    -- Until when it counts as not connected, unless something comes before.
    lost_until timestamptz,
    gap_count bigint not null default 0,
    -- The latest ones.
    gaps json not null,
    last_event_at timestamptz,
    fault text,
    fault_at timestamptz
);

-- Name of the followed stream that a post came by; null: a client sent it.
alter table {schema}.posts add column followed_by text;
create index posts_followed_by on {schema}.posts (followed_by, state) where followed_by is not null;
