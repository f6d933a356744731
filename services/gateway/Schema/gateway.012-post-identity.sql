-- formerly 010-post-identity.sql
-- A post as its platform knows it. The pair (source, source_id), where given, is its identity: the id follows from it (Posts/PostName.cs), so these
-- columns only say what the client said and serve the filters of listings.
alter table {schema}.posts rename column created_at to received_at;
alter table {schema}.posts
    add column source text,
    add column source_id text,
    add column revision text,
    -- Grows with every post and every edit, from the same sequence as position; null: not edited, then the position is it.
    add column edition bigint,
    add column author_id text,
    add column author_name text,
    -- What the post claims; received_at is when its present revision came.
    add column created_at timestamptz,
    add column languages text[] not null default '{}',
    add column hashtags text[] not null default '{}',
    add column sensitive boolean not null default false,
    add column repost_of text,
    add column reply_to text,
    add column quote_of text,
    -- Public id of the post whose keyphrases are this one's too: it is a repost that was not tagged again.
    add column keyphrases_of text,
    -- Why the model gave no keyphrases.
    add column reason text,
    -- Phrases of its keyphrases, lower case, for listings by tag.
    add column tags text[] not null default '{}';

-- A post has several pictures. All that is known of them lies in the post's row, as JSON in their order: the row's lock is the join of what their
-- readers say (ADR 0005). A table of pictures, joined to the locked row, would be read as of before the wait for the lock.
alter table {schema}.posts
    add column images json not null default '[]',
    -- Addresses of those that lie in the blob store, each once.
    add column picture_sha256s text[] not null default '{}';

update {schema}.posts set
    picture_sha256s = case when picture_sha256 is null then '{}' else array[picture_sha256] end,
    images = json_build_array(json_build_object(
        'sha256', picture_sha256, 'bytes', picture_bytes, 'kind', 'Photo', 'fetchFault', picture_fault,
        'ocrAnsweredAt', ocr_answered_at, 'ocr', ocr, 'ocrFault', ocr_fault,
        'featuresAnsweredAt', features_answered_at, 'features', features, 'featuresFault', features_fault))
where picture_sha256 is not null or picture_fault is not null;

update {schema}.posts set tags = array(select lower(keyphrase ->> 'phrase') from json_array_elements(keyphrases) as keyphrase)
where json_typeof(keyphrases) = 'array' and keyphrases::text not like '%\\u0000%';

-- ocr_answered_at and features_answered_at stay: when each reader last answered about any picture of the post.
alter table {schema}.posts
    drop column picture_sha256, drop column picture_bytes, drop column picture_fault,
    drop column ocr, drop column ocr_fault, drop column features, drop column features_fault;

create index posts_pictures on {schema}.posts using gin (picture_sha256s);
-- Listings go backward by position. A filter that holds for few posts is found by its own index; for one that holds for many, the planner knows from
-- the columns' statistics (of array elements too) that walking positions backward meets a page of them soon. So one GIN index serves tags, rare and
-- frequent, and no second table has to be kept in step.
create index posts_tags on {schema}.posts using gin (tags);
create index posts_languages on {schema}.posts using gin (languages);
create index posts_source on {schema}.posts (source, position) where source is not null;
create index posts_author on {schema}.posts (source, author_id, position) where author_id is not null;
create index posts_time on {schema}.posts (coalesce(created_at, received_at));
-- A repost goes with the post that it repeats.
create index posts_repost on {schema}.posts (source, repost_of) where repost_of is not null;

-- What an edit replaced.
create table {schema}.post_history (
    post_id uuid not null references {schema}.posts on delete cascade,
    edition bigint not null,
    revision text,
    text text not null,
    state text not null,
    model text,
    keyphrases json,
    reason text,
    failure json,
    received_at timestamptz not null,
    finished_at timestamptz not null,
    replaced_at timestamptz not null,
    primary key (post_id, edition)
);

-- Posts of a source that were deleted, seen before or not: a copy that comes late does not bring one back. Identity and time, nothing else.
create table {schema}.post_tombstones (
    id uuid primary key,
    source text not null,
    source_id text not null,
    deleted_at timestamptz not null,
    -- When to delete its reposts; null once that is done.
    due_at timestamptz
);

create index post_tombstones_deleted_at on {schema}.post_tombstones (deleted_at);
create index post_tombstones_due_at on {schema}.post_tombstones (due_at) where due_at is not null;

-- Authors whose posts were all deleted, and are refused. due_at: when to go on deleting; null once all are deleted.
create table {schema}.author_tombstones (
    source text not null,
    author_id text not null,
    deleted_at timestamptz not null,
    due_at timestamptz,
    primary key (source, author_id)
);

create index author_tombstones_deleted_at on {schema}.author_tombstones (deleted_at);
create index author_tombstones_due_at on {schema}.author_tombstones (due_at) where due_at is not null;
