-- Applied to every schema that sends or receives messages; {schema} is its name.
create table {schema}.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    type text not null,
    body text not null,
    trace_parent text,
    -- When it is to be published, at the earliest.
    due_at timestamptz not null default now()
);

create index outbox_due_at on {schema}.outbox (due_at, id);

create function {schema}.notify_outbox() returns trigger language plpgsql as
    $$ begin perform pg_notify('outbox_{schema}', ''); return null; end $$;

create trigger outbox_grew after insert on {schema}.outbox
    for each statement execute function {schema}.notify_outbox();

create table {schema}.inbox (
    consumer text not null,
    message_id uuid not null,
    handled_at timestamptz not null default now(),
    primary key (consumer, message_id)
);

create index inbox_handled_at on {schema}.inbox (handled_at);
