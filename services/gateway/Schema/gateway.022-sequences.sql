-- Which subject met which item, and when. Personal data: nothing is kept without a set that someone made.
create table {schema}.sequence_sets (
    id uuid primary key,
    name text not null unique,
    -- Events older than this are deleted; null: none is.
    retention_days int,
    -- Number of changes. Every writer locks the row, so a deletion and an upload never run side by side.
    epoch bigint not null default 0,
    events bigint not null default 0,
    created_at timestamptz not null
);

create table {schema}.sequence_events (
    set_id uuid not null references {schema}.sequence_sets on delete cascade,
    -- The client's id: an event is taken once.
    id text not null,
    subject text not null,
    item text not null,
    at timestamptz not null,
    -- Order of arrival; orders events of one time.
    number bigint generated always as identity,
    primary key (set_id, id)
);

create index sequence_events_subject on {schema}.sequence_events (set_id, subject, at, number) include (item);
create index sequence_events_at on {schema}.sequence_events (set_id, at);

-- Deleted subjects, by a hash of their names. Their events up to this time are never taken again.
create table {schema}.forgotten_subjects (
    set_id uuid not null references {schema}.sequence_sets on delete cascade,
    subject_sha256 bytea not null,
    until timestamptz not null,
    primary key (set_id, subject_sha256)
);

-- Salted by the set: the hashes of two sets can't be compared.
create function {schema}.hash_of_subject(set_id uuid, subject text) returns bytea language sql immutable as
    $$ select sha256(convert_to(set_id::text || ':' || subject, 'UTF8')) $$;

create table {schema}.recommendations (
    id uuid primary key,
    -- Null: the request brought its own events.
    set_id uuid references {schema}.sequence_sets on delete cascade,
    set_name text,
    subject text,
    -- The request's own items, oldest first.
    own_items json,
    max_items int not null,
    exclude_seen boolean not null,
    min_score real not null,
    wanted_model text,
    state text not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    due_at timestamptz,
    redrives int not null default 0,
    epoch bigint,
    -- Events of the subject when they were last read, and how many of them, the last ones, were sent.
    position bigint not null,
    events_read int not null,
    model text,
    items json,
    relations json,
    unknown_items json,
    fault json,
    constraint recommendation_has_history check ((set_id is null) = (subject is null) and (subject is null) <> (own_items is null))
);

create index recommendations_due_at on {schema}.recommendations (due_at) where due_at is not null;
create index recommendations_created_at on {schema}.recommendations (created_at);
create index recommendations_state on {schema}.recommendations (state, id);
create index recommendations_subject on {schema}.recommendations (set_id, subject);

create trigger recommendation_finished after update on {schema}.recommendations
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.notify_result();

create function {schema}.note_recommendation() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into {schema}.events (type, subject, public_id, version) values ('recommendation.deleted', old.id, old.id::text, 0);
    else
        insert into {schema}.events (type, subject, public_id, version) values ('recommendation.' || new.state, new.id, new.id::text, 0);
    end if;
    return null;
end $$;

create trigger recommendation_noted after update on {schema}.recommendations
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.note_recommendation();
create trigger recommendation_deleted after delete on {schema}.recommendations
    for each row execute function {schema}.note_recommendation();
