-- Old rows are found in the order of their age, without reading those that stay.
create index posts_received_at on {schema}.posts (received_at) where due_at is null;
create index post_history_replaced_at on {schema}.post_history (replaced_at);
create index trainings_finished_at on {schema}.trainings (finished_at) where finished_at is not null;
