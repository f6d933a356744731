-- Sessions that people opened in the console with an API key. Neither the cookie nor the key can be computed from a row.
create table {schema}.console_sessions (
    cookie_sha256 bytea primary key,
    -- As the service knows its keys: a key that is removed ends its sessions.
    key_sha256 bytea not null,
    expires_at timestamptz not null
);

create index console_sessions_expires_at on {schema}.console_sessions (expires_at);

-- Trace of the request that brought the post's current revision.
alter table {schema}.posts add column trace_id text;
