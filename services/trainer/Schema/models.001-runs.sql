-- A training run: work of minutes or hours, so a row that a worker holds by a lease, not a message that stays unacknowledged.
create table {schema}.runs (
    id uuid primary key,
    kind text not null,
    name text not null,
    experiment text not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'trained', 'failed')),
    requested_at timestamptz not null default now(),
    -- Who works on it, and until when without another sign of life.
    worker text,
    lease_until timestamptz,
    attempts int not null default 0,
    -- Last finished epoch, for people.
    epoch int not null default 0,
    version text,
    reason text,
    finished_at timestamptz
);

create index runs_open on {schema}.runs (requested_at) where state in ('queued', 'running');
