#!/usr/bin/env bash
# Restores what deploy/backup.sh saved, into an empty database and an empty or missing folder, while no service runs.
#   deploy/restore.sh DIRECTORY [MODELS]    MODELS: folder of the model packages; default: models
# libpq's variables name the database: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSFILE.
set -euo pipefail

directory=${1:?usage: deploy/restore.sh DIRECTORY [MODELS]}
models=${2:-models}

if [ -n "$(ls -A "$models" 2>/dev/null)" ]; then
    echo "restore: $models is not empty; name another folder" >&2
    exit 1
fi
pg_restore --dbname="$PGDATABASE" --no-owner --no-privileges --exit-on-error --single-transaction "$directory/database.dump"
mkdir -p "$models"
tar --extract --gzip --file="$directory/models.tar.gz" --directory="$models"
