#!/usr/bin/env bash
# Runs every built test program, two at a time, and prints failed tests with their output, skipped tests with their reason, and as the
# last line 'N passed, N failed'. A program that ends without a summary counts as one failure.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

readonly at_once=2 longest=20m
readonly results=.engram/test-results
rm -rf "$results" && mkdir -p "$results"

# Test servers write gigabytes of temporary data: keep it in memory if there is room beside the tests.
readonly needed_kb=$((12 << 20))
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1 || echo 0)" -gt "$needed_kb" ] &&
    [ "$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)" -gt "$needed_kb" ]; then
    ENGRAM_TEMPORARY_DIRECTORY=$(mktemp -d /dev/shm/engram-tests-XXXXXX)
    export ENGRAM_TEMPORARY_DIRECTORY
    chmod 755 "$ENGRAM_TEMPORARY_DIRECTORY" # PostgreSQL runs as another user
    trap 'rm -rf "$ENGRAM_TEMPORARY_DIRECTORY"' EXIT
fi

# Tests start hundreds of short processes, which spend most of their time compiling: let the runtime write code without mapping it twice,
# and count no calls for code that it will not compile again.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0

run() {
    local name=$1 began=$SECONDS
    echo "tests: $name ..."
    timeout -k 30 "$longest" "artifacts/bin/$name/release/Engram.$name" -noColor -noLogo </dev/null >"$results/$name.log" 2>&1
    echo $? >"$results/$name.rc"
    echo "tests: $name: $(summary "$name") in $((SECONDS - began)) s"
}

summary() { grep -E "^ *Engram\.$1  Total: " "$results/$1.log" | tail -n 1 | sed 's/.*Total:/Total:/; s/, Not Run.*//' | grep . || echo "ended without a summary"; }
count() { summary "$1" | sed -n "s/.*$2: \([0-9]*\).*/\1/p" | grep . || echo 0; }

# Blocks of one kind (FAIL or SKIP): the line that names the test, and the more deeply indented lines after it.
blocks() { awk -v kind="[$2]" 'index($0, kind) == length($0) - length(kind) + 1 { on = 1; print; next } /^ {0,4}[^ ]/ { on = 0 } on' "$results/$1.log"; }

programs=()
for project in tests/*.Tests; do programs+=("$(basename "$project")"); done
# Start the longest programs first, so that none of them starts late and ends last.
longest_first=(EndToEnd.Tests Gateway.Tests Apps.Tests Console.Tests)
for name in "${longest_first[@]}" $(printf '%s\n' "${programs[@]}" | grep -vxF -f <(printf '%s\n' "${longest_first[@]}")); do
    while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
    run "$name" &
done
wait

passed=0 failed=0
for name in "${programs[@]}"; do
    blocks "$name" SKIP
    total=$(count "$name" Total) errors=$(count "$name" Errors) fails=$(count "$name" Failed) skips=$(count "$name" Skipped)
    passed=$((passed + total - fails - skips)) failed=$((failed + fails + errors))
    rc=$(cat "$results/$name.rc" 2>/dev/null || echo 'no exit code')
    if [ "$rc" != 0 ] || [ $((fails + errors)) != 0 ]; then
        echo "FAILED: $name (exit code $rc)"
        blocks "$name" FAIL
        if [ $((fails + errors)) = 0 ]; then
            failed=$((failed + 1))
            tail -n 60 "$results/$name.log"
        fi
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
