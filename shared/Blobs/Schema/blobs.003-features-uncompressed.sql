-- Features are float16: compressing them takes milliseconds a picture and saves little.
alter table {schema}.readings alter column features set storage external;
