alter table {schema}.memories
    -- What it is: triple or reversed (the two memories of a fact), sentence or window of a document, or post.
    add column kind text,
    -- What is replaced or withdrawn as a whole with it: first 128 bits of SHA-256 over the key of a fact, that is subject and relation, or
    -- over U+0000 and the title of a document. Null: a post, or a document that was stored before there was this column.
    add column topic uuid,
    -- Import that brought it, or last said it again in place of earlier ones. Later ones are greater (UUIDv7). Null: one before there was
    -- this column.
    add column change uuid;

create function {schema}.hash_128(content bytea) returns uuid immutable language sql
    as $$ select encode(substring(sha256(content) from 1 for 16), 'hex')::uuid $$;

-- A fact is known by its reverse.
create function {schema}.hash_reversed(key text, value text) returns uuid immutable language sql as $$
    select {schema}.hash_128(
        convert_to(value || ' !' || substring(key from '[^ ]*$'), 'UTF8') || '\x00'::bytea
        || convert_to(regexp_replace(key, ' [^ ]*$', ''), 'UTF8')) $$;

update {schema}.memories fact set kind = 'triple', topic = {schema}.hash_128(convert_to(key, 'UTF8'))
    where source is null and key ~ ' [^ !][^ ]*$' and exists (
        select from {schema}.memories other
        where other.set_id = fact.set_id and other.content_hash = {schema}.hash_reversed(fact.key, fact.value));
update {schema}.memories reversed set kind = 'reversed', topic = fact.topic from {schema}.memories fact
    where fact.kind = 'triple' and reversed.set_id = fact.set_id
        and reversed.content_hash = {schema}.hash_reversed(fact.key, fact.value);
update {schema}.memories set kind = case when source is not null then 'post' when key = value then 'sentence' else 'window' end
    where kind is null;
alter table {schema}.memories alter column kind set not null;
create index memories_by_topic on {schema}.memories (set_id, topic) where topic is not null;

drop function {schema}.hash_reversed(text, text);
drop function {schema}.hash_128(bytea);

-- Further documents that say a memory: it leaves with the last of them.
create table {schema}.shared_memories (
    set_id uuid not null,
    content_hash uuid not null,
    topic uuid not null,
    change uuid not null,
    primary key (set_id, content_hash, topic)
);

create index shared_memories_by_topic on {schema}.shared_memories (set_id, topic);

-- What was replaced or withdrawn, and by which change at last: what an earlier change says of it, that arrives later, is out of date.
create table {schema}.withdrawals (
    set_id uuid not null,
    -- A topic, or the content hash of one memory.
    what uuid not null,
    change uuid not null,
    primary key (set_id, what)
);

alter table {schema}.imports_done add column removed int not null default 0;
