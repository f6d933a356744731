-- The post that an event was made of; null: it was uploaded. The event goes when the post is edited or deleted, not when the post's days are over.
alter table {schema}.sequence_events add column post_id uuid;
create index sequence_events_post on {schema}.sequence_events (post_id) where post_id is not null;
