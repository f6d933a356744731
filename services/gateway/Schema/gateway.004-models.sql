-- What each instance serves, as it last said.
create table {schema}.models (
    name text not null,
    instance text not null,
    version text not null,
    kind text not null,
    device text not null,
    loaded_at timestamptz not null,
    metrics json not null,
    primary key (name, instance)
);
