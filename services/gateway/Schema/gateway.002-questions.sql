create table {schema}.questions (
    id uuid primary key,
    set_id uuid not null,
    memory text not null,
    text text not null,
    max_answers int not null,
    state text not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    due_at timestamptz,
    redrives int not null default 0,
    epoch bigint,
    model text,
    answers json,
    hops json,
    fault json
);

create index questions_due_at on {schema}.questions (due_at) where due_at is not null;

create trigger question_finished after update on {schema}.questions
    for each row when (old.due_at is not null and new.due_at is null) execute function {schema}.notify_result();
