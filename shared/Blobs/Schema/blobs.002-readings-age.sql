-- When a reading was made, or last used, to the day: what nobody uses any more, as that of a model that was replaced, is forgotten.
alter table {schema}.readings add column used_at timestamptz not null default now();

create index readings_used_at on {schema}.readings (used_at);
