-- Score that an answer needed; null for questions that were finished before.
alter table {schema}.questions add column unanswered_below real;
