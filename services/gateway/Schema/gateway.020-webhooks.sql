-- Addresses that are told of events.
create table {schema}.webhooks (
    id uuid primary key,
    -- Order of listings.
    position bigint generated always as identity,
    url text not null,
    -- Types of events; empty: all outcomes and deletions.
    types text[] not null,
    -- Only events of posts of this source; null: all.
    source text,
    secret bytea not null,
    -- Signs too until then, so that receivers can change theirs.
    former_secret bytea,
    former_secret_until timestamptz,
    is_enabled boolean not null default true,
    -- Why the gateway disabled it; null: it did not.
    disabled_reason text,
    created_at timestamptz not null,
    -- Failed attempts since the last successful one, and until when no more are made.
    failures int not null default 0,
    paused_until timestamptz,
    -- The last event that deliveries were made of. By default it begins now.
    xid xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),
    number bigint not null default 0
);

create table {schema}.webhook_deliveries (
    -- The same in every attempt, and in replays: receivers recognize a repeat by it.
    id uuid primary key,
    position bigint generated always as identity,
    webhook_id uuid not null references {schema}.webhooks on delete cascade,
    -- The event; null: a test.
    xid xid8,
    number bigint,
    type text not null,
    subject uuid not null,
    public_id text not null,
    version bigint not null,
    source text,
    happened_at timestamptz not null,
    state text not null,
    attempts int not null default 0,
    created_at timestamptz not null,
    -- When to try next; null: never.
    due_at timestamptz,
    last_attempt_at timestamptz,
    last_status int,
    last_fault text
);

create unique index webhook_deliveries_event on {schema}.webhook_deliveries (webhook_id, xid, number);
create index webhook_deliveries_due_at on {schema}.webhook_deliveries (webhook_id, due_at) where due_at is not null;
create index webhook_deliveries_position on {schema}.webhook_deliveries (webhook_id, position);
create index webhook_deliveries_created_at on {schema}.webhook_deliveries (created_at) where due_at is null;
