-- formerly 007-stories.sql
-- A question is to a memory set or about a story that came with it.
alter table {schema}.questions alter column set_id drop not null;
alter table {schema}.questions alter column memory drop not null;
alter table {schema}.questions add column story json;
alter table {schema}.questions add constraint question_has_memory check ((set_id is null) = (memory is null) and (memory is null) <> (story is null));
-- The model that the asker wants; null: the default one.
alter table {schema}.questions add column wanted_model text;
-- Calibrated; null where no model came to an answer.
alter table {schema}.questions add column score real;
