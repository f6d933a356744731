-- formerly 012-questions.sql
-- What its asker calls a question: the id that came with it, or one that was made up, as of all that were asked before.
alter table {schema}.questions add column public_id text;
update {schema}.questions set public_id = id::text;
alter table {schema}.questions alter column public_id set not null;
create unique index questions_public_id on {schema}.questions (public_id);

-- Listings go backward by id, a UUID of version 7: its order is that of asking.
create index questions_memory on {schema}.questions (memory, id) where memory is not null;
create index questions_state on {schema}.questions (state, id);
create index questions_created_at on {schema}.questions (created_at);

-- Requests that came with an Idempotency-Key, and what they made: the id of a post or a question, or an import's result as JSON.
create table {schema}.idempotency_keys (
    path text not null,
    key text not null,
    body_sha256 text not null,
    result text not null,
    created_at timestamptz not null,
    primary key (path, key)
);

create index idempotency_keys_created_at on {schema}.idempotency_keys (created_at);
