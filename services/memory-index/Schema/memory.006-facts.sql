alter table {schema}.memories
    -- Where a fact comes from, as its import said; null where it did not.
    add column origin text,
    add column stored_at timestamptz;
-- Not of the memories that are there: when they were stored is not known.
alter table {schema}.memories alter column stored_at set default now();

-- A text without case and accents. Most are ASCII.
create function {schema}.folded(text text) returns text immutable parallel safe language sql as $$
    select case when octet_length(text) = length(text) then lower(text)
        else lower(regexp_replace(normalize(text, nfkd), '[\u0300-\u036f]', '', 'g')) end $$;

-- Relation of a fact, from the key of either of its memories: its last word, which holds no blank. No longer than an index row may be.
create function {schema}.relation_of(key text) returns text immutable parallel safe language sql as $$
    select left(ltrim(split_part(key, ' ', -1), '!'), 200) $$;

-- The subject of a fact from its triple, the object from its reverse, folded.
create function {schema}.entity_of(key text) returns text immutable parallel safe language sql as $$
    select {schema}.folded(left(left(key, length(key) - length(split_part(key, ' ', -1)) - 1), 200)) $$;

-- Words of a memory, folded. Of a long post its beginning: a tsvector holds a megabyte.
create function {schema}.words_of(key text, value text) returns tsvector immutable parallel safe language sql as $$
    select to_tsvector('pg_catalog.simple', left({schema}.folded(key || ' ' || value), 50000)) $$;

-- Facts are listed by id, the order in which they were stored, so that each page is a range of an index and no page is sorted:
-- all facts, and one memory by its id
create index memories_by_id on {schema}.memories (set_id, id);
-- facts of an entity, as subject or object, since each fact is a memory from both ends; with a relation, those of the entity are read
-- through
create index memories_by_entity on {schema}.memories (set_id, {schema}.entity_of(key), id) where kind in ('triple', 'reversed');
-- facts of a relation
create index memories_by_relation on {schema}.memories (set_id, {schema}.relation_of(key), id) where kind = 'triple';
-- facts, sentences and posts that hold rare words. Those with frequent words are found sooner by reading on in one of the others, as the
-- planner knows from its statistics of this one.
create index memories_by_words on {schema}.memories using gin ({schema}.words_of(key, value)) where kind in ('triple', 'sentence', 'post');
