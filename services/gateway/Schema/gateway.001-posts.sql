-- One row a post, owned by the gateway; its life is Posts/Post.cs.
create table {schema}.posts (
    id uuid primary key,
    -- The id its client gave it, or the row's own: what the outside calls it.
    public_id text not null,
    -- Grows with every post: the order of listings.
    position bigint generated always as identity,
    body_sha256 text not null,
    text text not null,
    picture_sha256 text,
    picture_bytes bigint not null default 0,
    -- json, not jsonb: what is read in a picture may hold \u0000, which jsonb refuses.
    picture_fault json,
    state text not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    -- When to look after it unless something was heard; null once it is finished.
    due_at timestamptz,
    redrives int not null default 0,
    ocr_answered_at timestamptz,
    ocr json,
    ocr_fault json,
    features_answered_at timestamptz,
    features json,
    features_fault json,
    command_id uuid,
    model text,
    keyphrases json,
    failure json
);

create unique index posts_position on {schema}.posts (position);
create index posts_state_position on {schema}.posts (state, position);
create index posts_due_at on {schema}.posts (due_at) where due_at is not null;
create index posts_picture on {schema}.posts (picture_sha256) where picture_sha256 is not null;
-- The last sign of life of each reader of pictures is the greatest of these.
create index posts_ocr_answered_at on {schema}.posts (ocr_answered_at) where ocr_answered_at is not null;
create index posts_features_answered_at on {schema}.posts (features_answered_at) where features_answered_at is not null;

-- Tells every gateway which result has come, so that it can let a waiting request go.
create function {schema}.notify_result() returns trigger language plpgsql as
    $$ begin perform pg_notify('results_{schema}', new.id::text); return null; end $$;

create trigger post_finished after update on {schema}.posts
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.notify_result();
