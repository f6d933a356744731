-- formerly 014-explained.sql
-- Words that neither an entity, a relation nor the model explains.
alter table {schema}.questions rename column unknown_words to unexplained_words;
-- Misspelt names, as they were read.
alter table {schema}.questions add column read_as json;
-- Right answers there are, where fewer are listed.
alter table {schema}.questions add column answers_in_all int;
-- Facts that contradict each other.
alter table {schema}.questions add column conflict json;
