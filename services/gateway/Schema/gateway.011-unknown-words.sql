-- formerly 009-unknown-words.sql
-- Words of question and story that the model does not know; null where no model read them.
alter table {schema}.questions add column unknown_words json;
