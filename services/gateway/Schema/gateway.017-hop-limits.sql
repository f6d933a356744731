-- Which memories a model reads, and whether it answers where a question names none, as its instance last said.
alter table {schema}.models
    add column hop_limits json,
    add column answers_by_default boolean not null default false;

-- The memories that a question was last asked for; null: those that its set finds by itself.
alter table {schema}.questions
    add column hop_limits json,
    -- Whether it was last asked because a model reads other memories.
    add column was_recalled_again boolean not null default false;
