#!/usr/bin/env bash
# Saves what Engram can't make again: the database and the models.
#   deploy/backup.sh DIRECTORY [MODELS]    MODELS: folder of the model packages; default: models
# libpq's variables name the database: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSFILE. Services may run meanwhile: the dump is of one moment.
set -euo pipefail

directory=${1:?usage: deploy/backup.sh DIRECTORY [MODELS]}
models=${2:-models}

umask 077
mkdir -p "$directory"
pg_dump --format=custom --no-owner --no-privileges --file="$directory/database.dump.partial"
tar --create --gzip --file="$directory/models.tar.gz.partial" --directory="$models" .
for file in database.dump models.tar.gz; do mv "$directory/$file.partial" "$directory/$file"; done
sha256sum "$directory/database.dump" "$directory/models.tar.gz"
