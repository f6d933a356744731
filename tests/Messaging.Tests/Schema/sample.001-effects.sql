create table {schema}.effects (
    id bigint generated always as identity primary key,
    run_id uuid not null
);
