#!/usr/bin/env bash
# Mutates what strangers send to a parser for some time, and keeps each input that does harm under tests/Hostile.Tests/corpus.
# Usage: tests/Hostile.Tests/fuzz.sh TARGET SECONDS [SEED]      TARGET as the test names it, for example post-json; all: each for so long.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
[ $# -ge 2 ] || { sed -n 's/^# //p' "$0" >&2; exit 2; }

dotnet build tests/Hostile.Tests/Hostile.Tests.csproj -c Release -nologo -v q >&2
[ "$1" = all ] || export ENGRAM_FUZZ_TARGET=$1
ENGRAM_FUZZ_SECONDS=$2 ENGRAM_FUZZ_SEED=${3:-1} exec artifacts/bin/Hostile.Tests/release/Engram.Hostile.Tests -noColor -showLiveOutput -class '*When_input_is_mutated'
