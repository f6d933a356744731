-- What the model looked at when it read the post.
alter table {schema}.posts add column attention json;
