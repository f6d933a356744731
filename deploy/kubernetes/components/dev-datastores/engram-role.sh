#!/bin/bash
# Run once by the image of PostgreSQL, on an empty volume: makes the role of the services, which owns their database and nothing else.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="$ENGRAM_DATABASE_PASSWORD" <<'SQL'
create role engram login nosuperuser nocreatedb nocreaterole password :'password';
create database engram owner engram;
SQL
