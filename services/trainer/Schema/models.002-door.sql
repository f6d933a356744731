-- Of a run that came over the gateway: what it learns from, whether it may be promoted, and how far it is.
alter table {schema}.runs
    -- Name of a data set; null with files, or where the kind's own data is meant.
    add column data text,
    -- The files to learn from, as JSON; null: none.
    add column files text,
    add column promote boolean not null default true,
    add column cancel_requested boolean not null default false,
    -- Reports of progress so far.
    add column reports bigint not null default 0,
    -- The message that announced its end, as JSON; null for runs that ended before this column was there.
    add column outcome text;

alter table {schema}.runs drop constraint runs_state_check;
alter table {schema}.runs add constraint runs_state_check check (state in ('queued', 'running', 'trained', 'failed', 'cancelled'));
