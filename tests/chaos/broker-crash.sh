#!/usr/bin/env bash
# Kills the broker under load, and requires that the system recovers by itself and loses nothing.
# Usage: tests/chaos/broker-crash.sh [RUNS]      One run takes one to two minutes. Needs a built system (make setup) and RabbitMQ.
#
# Each run starts a system of its own, sends posts and questions, kills -9 the broker, whose supervisor starts it again, and then requires
# within 60 s of the broker's return that every post and question has an outcome, and that the ledgers of both are balanced.
# DRAIN_LIMIT=SECONDS sets another limit than 60, for a machine that is busy with other work.
# Every twentieth post has a picture; PICTURE_EVERY=1 leaves all of them theirs. A picture costs ten times what a text does, so
# three quarters of 2500 posts with pictures keep two cores busy for three minutes even where nothing crashes.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

readonly runs=${1:-1} posts=2500 questions=1200 seconds_of_load=8 longest_start=300 drain_limit=${DRAIN_LIMIT:-60} picture_every=${PICTURE_EVERY:-20}

main() {
    local recovered=0
    for number in $(seq "$runs"); do
        if ( run "$number" ); then recovered=$((recovered + 1)); fi
    done
    echo "$recovered of $runs recovered"
    [ "$recovered" = "$runs" ]
}

# In a subshell: its exit stops the system, however the run ends. 'if' switches off 'set -e', so each step that can fail says so.
run() {
    SECONDS=0
    data=$(mktemp -d /var/tmp/engram-chaos-XXXXXX)
    chmod 755 "$data" # PostgreSQL runs as its own user
    port=$(free_port) url=http://127.0.0.1:$port up=
    trap stop EXIT
    start || fail "run $1: the system does not start: $(tail -n 3 "$data/up.err")"
    write_posts >"$data/posts.ndjson"
    write_questions >"$data/questions.ndjson"

    ./engram ingest "$data/posts.ndjson" --no-wait --json --url "$url" >"$data/posts.taken" 2>"$data/ingest.err" &
    local ingest=$!
    curl -sN "$url/v1/questions" -H 'Content-Type: application/x-ndjson' --data-binary "@$data/questions.ndjson" >"$data/questions.taken" &
    local ask=$!
    sleep "$seconds_of_load"
    kill -9 "$(cat "$data/rabbitmq/pid")"
    local killed=$SECONDS
    until_broker_answers || fail "run $1: the broker is not started again"
    local returned=$SECONDS
    wait "$ingest" || fail "run $1: posts are refused: $(cat "$data/ingest.err")"
    wait "$ask" || fail "run $1: the stream of questions breaks"
    until_drained "$returned" ||
        fail "run $1: $drain_limit s after the broker's return posts or questions are open; $(restarts)"
    local drained=$((SECONDS - returned))
    for taken in posts questions; do
        ledger=$(./engram ledger "$data/$taken.taken" --url "$url" --json) || fail "run $1: the ledger of $taken is not balanced: $ledger"
    done

    echo "run $1: broker back after $((returned - killed)) s, drained $drained s later; $(count posts) posts," \
        "$(count questions) questions; $(restarts);" \
        "$SECONDS s in all, load $(cut -d' ' -f1 /proc/loadavg)"
    [ "$(count posts)" = "$posts" ] && [ "$(count questions)" = "$questions" ] || fail "run $1: not all were taken"
    rm -rf ".engram/logs/$port"
}

fail() {
    echo "$1; logs: .engram/logs/$port"
    exit 1
}

start() {
    Gateway__NeighbourSet=tagged-posts ./engram up --transport rabbitmq --port "$port" --data "$data" --json \
        >"$data/events" 2>"$data/up.err" &
    up=$!
    until grep -q '"event":"ready"' "$data/events"; do
        kill -0 "$up" 2>/dev/null || return 1
        sleep 0.2
    done
    ./engram memories import samples/movies/triples.ndjson --set movies --format triples --url "$url" >"$data/import.log" 2>&1 &&
        ./engram memories import samples/posts/tagged.ndjson --set tagged-posts --format posts --url "$url" >>"$data/import.log" 2>&1
}

stop() {
    if [ -n "$up" ]; then
        kill "$up" 2>/dev/null && wait "$up" || true
    fi
    rm -rf "$data"
}

# The sample posts over and over, each time under another id, and with another text.
write_posts() {
    awk -v count="$posts" -v every="$picture_every" -v pictures="$PWD/samples/posts/pictures/" '
        { line[NR] = $0 }
        END {
            for (i = 0; i < count; i++) {
                post = line[i % NR + 1]
                sub(/"id":"[^"]*","text":"/, "\"id\":\"chaos-" i "\",\"text\":\"" i " ", post)
                if (i % every) sub(/,"picture":"[^"]*"/, "", post)
                sub(/"picture":"pictures\//, "\"picture\":\"" pictures, post)
                print post
            }
        }' samples/posts/posts.ndjson
}

# Two of a memory set, then one about a story, and so on.
write_questions() {
    grep -o '"subject":"[^"\\]*"' samples/movies/triples.ndjson | sort -u | head -n "$questions" | cut -d'"' -f4 | awk '
        NR % 3 { print "{\"text\":\"who directed " $0 "?\",\"memory\":\"movies\"}"; next }
        { print "{\"text\":\"where is Mary?\",\"story\":[\"Mary went to the kitchen.\",\"John went to the garden.\"]}" }'
}

until_broker_answers() {
    local broker
    broker=$(grep '"service":"rabbitmq"' "$data/events" | grep -o '127\.0\.0\.1:[0-9]*' | head -n 1 | cut -d: -f2)
    for _ in $(seq $((longest_start * 5))); do
        answers "$broker" && return
        sleep 0.2
    done
    return 1
}

until_drained() {
    until none_open; do
        [ $((SECONDS - $1)) -lt "$drain_limit" ] || return 1
        sleep 2
    done
}

# Whether no post and no question is without an outcome.
none_open() {
    local pages
    pages=$(curl -s "$url/v1/posts?state=reading&limit=1" "$url/v1/posts?state=predicting&limit=1" "$url/v1/questions?state=asked&limit=1")
    [ "$(grep -oE '"(posts|questions)":\[\]' <<<"$pages" | wc -l)" = 3 ]
}

ids() { grep -o '"id":"[^"]*"' "$data/$1.taken" | cut -d'"' -f4 | sort -u; }
count() { ids "$1" | wc -l; }

restarts() {
    local names
    names=$(grep '"event":"died"' "$data/events" | grep -o '"service":"[^"]*"' | cut -d'"' -f4 | grep -v rabbitmq | tr '\n' ' ' || true)
    echo "restarted by themselves: ${names:-none}"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    while port=$((20000 + RANDOM % 10000)); answers "$port"; do :; done
    echo "$port"
}

main
