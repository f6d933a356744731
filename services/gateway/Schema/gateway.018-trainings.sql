-- Trainings that were asked for, and how each stands by what the trainer last said.
create table {schema}.trainings (
    id uuid primary key,
    -- Order of asking, for listings.
    position bigint generated always as identity unique,
    name text not null,
    kind text not null,
    data text,
    -- Files that came with it, in the blob store while it is not finished.
    files json,
    options text not null,
    promote boolean not null,
    state text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    cancel_requested_at timestamptz,
    -- When to ask the trainer again how it stands; null once it is finished.
    due_at timestamptz,
    -- Number of the report that progress is of.
    reports bigint not null default 0,
    progress json,
    model text,
    promoted boolean not null default false,
    metrics json,
    objections json,
    error text
);

create index trainings_due_at on {schema}.trainings (due_at) where due_at is not null;
create index trainings_name on {schema}.trainings (name, position);
create index trainings_state on {schema}.trainings (state, position);

create trigger training_finished after update on {schema}.trainings
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.notify_result();
