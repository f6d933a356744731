-- What a memory was made from, for example the id of a tagged post; null where nobody asks for it.
alter table {schema}.memories add column source text;
