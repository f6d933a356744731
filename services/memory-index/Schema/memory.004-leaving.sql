-- Which memories left a set, by the change that took them away: what a replica takes out on its way from one epoch to a later. Those of long
-- ago are dropped; a replica that is still before them reads the set whole.
create table {schema}.left_memories (
    set_id uuid not null,
    epoch bigint not null,
    id bigint not null,
    primary key (set_id, epoch, id)
);

alter table {schema}.sets add column whole_before bigint not null default 0;

-- The newest revision heard of each post that a set was to remember or forget.
create table {schema}.posts (
    set_id uuid not null,
    post_id text not null,
    revision bigint not null,
    -- Its memory; null when the post was forgotten.
    memory_epoch bigint,
    memory_id bigint,
    primary key (set_id, post_id)
);
