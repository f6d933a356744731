-- When an instance last said that it serves the model: those that fell silent are forgotten.
alter table {schema}.models add column said_at timestamptz not null default now();
