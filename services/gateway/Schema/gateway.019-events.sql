-- What was finished or deleted, for event streams and webhooks. Triggers write it, in the transaction that makes it true, so no way of
-- saving forgets an event.
create table {schema}.events (
    -- A sequence alone is not in the order of commits. Readers take only events of transactions that are older than every one still running:
    -- below that, the order by transaction and number is final.
    xid xid8 not null default pg_current_xact_id(),
    number bigint generated always as identity,
    -- KIND.STATE, for example post.tagged; post.deleted once the row is gone.
    type text not null,
    subject uuid not null,
    public_id text not null,
    -- Which version of the subject the event is about. An event is passed on only while its subject still is in that state and version.
    version bigint not null,
    source text,
    happened_at timestamptz not null default now(),
    primary key (xid, number)
);

create table {schema}.event_log (
    -- Part of every event's id. Changes when the events were restored into another server, whose transactions have other numbers.
    epoch text not null,
    -- The last event that was deleted because of its age.
    xid xid8 not null,
    number bigint not null
);

insert into {schema}.event_log values (substr(md5(clock_timestamp()::text || random()), 1, 8), '0', 0);

create function {schema}.note_post() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into {schema}.events (type, subject, public_id, version, source)
        values ('post.deleted', old.id, old.public_id, coalesce(old.edition, old.position), old.source);
    else
        insert into {schema}.events (type, subject, public_id, version, source)
        values ('post.' || new.state, new.id, new.public_id, coalesce(new.edition, new.position), new.source);
    end if;
    return null;
end $$;

create trigger post_came_finished after insert on {schema}.posts
    for each row when (new.due_at is null) execute function {schema}.note_post();
create trigger post_noted after update on {schema}.posts
    for each row when (new.due_at is null and (old.due_at is not null or old.edition is distinct from new.edition))
    execute function {schema}.note_post();
create trigger post_deleted after delete on {schema}.posts
    for each row execute function {schema}.note_post();

create function {schema}.note_question() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into {schema}.events (type, subject, public_id, version) values ('question.deleted', old.id, old.public_id, 0);
    else
        insert into {schema}.events (type, subject, public_id, version) values ('question.' || new.state, new.id, new.public_id, 0);
    end if;
    return null;
end $$;

create trigger question_noted after update on {schema}.questions
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.note_question();
create trigger question_deleted after delete on {schema}.questions
    for each row execute function {schema}.note_question();

create function {schema}.note_training() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into {schema}.events (type, subject, public_id, version) values ('training.deleted', old.id, old.id::text, old.reports);
    else
        insert into {schema}.events (type, subject, public_id, version)
        values ('training.' || new.state, new.id, new.id::text, new.reports);
    end if;
    return null;
end $$;

create trigger training_noted after update on {schema}.trainings
    for each row when (old.reports <> new.reports or (old.due_at is not null and new.due_at is null))
    execute function {schema}.note_training();
create trigger training_deleted after delete on {schema}.trainings
    for each row execute function {schema}.note_training();
