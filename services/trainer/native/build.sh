#!/bin/bash
# Builds the bridge to libtorch into artifacts/native/libengram_torch.so. Does nothing when it is up to date.
# LIBTORCH=DIR builds against a libtorch of one's own instead of Debian's.
set -euo pipefail
cd "$(dirname "$0")"
out=../../../artifacts/native
mkdir -p "$out"
# Test projects may ask for it at the same time.
exec 9>"$out/build.lock"
flock 9
if ! { cmake -S . -B "$out/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="${LIBTORCH:-}" && cmake --build "$out/build"; } >"$out/build.log" 2>&1; then
  tail -40 "$out/build.log" >&2
  echo "The bridge to libtorch could not be built. It needs cmake, g++ and libtorch-dev (or LIBTORCH=DIR). The whole log: artifacts/native/build.log" >&2
  exit 1
fi
