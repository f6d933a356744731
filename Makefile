.PHONY: demo up setup test bench bridge train-data format clean

# Shows the main job on the samples, on a database of its own that is deleted again.
demo: setup
	@./engram demo

# The same system on http://127.0.0.1:8080 until Ctrl-C.
up: setup
	@exec ./engram up

setup:
	@deploy/setup.sh serve

test:
	@deploy/setup.sh test
	@tests/run.sh

bench:
	@deploy/setup.sh bench
	@artifacts/bin/Benchmarks/release/Engram.Benchmarks
	@artifacts/bin/Benchmarks/release/Engram.Benchmarks end-to-end

# What training needs beside the system itself: libtorch, Debian's or the one in LIBTORCH=DIR, and the bridge to it.
bridge:
	@deploy/setup.sh bridge

train-data:
	@deploy/setup.sh train

format:
	@dotnet format System.sln --exclude node_modules

# Removes what was built, installed into the clone, and stored by a kept system; Debian's packages stay.
clean:
	rm -rf artifacts node_modules tests/compose-lint/node_modules tests/manifest-lint/node_modules tests/openapi-lint/node_modules tests/console-script/node_modules tests/typescript-client/node_modules tests/text-conformance/node_modules deploy/training-data/node_modules models/ssd-mobilenet-v2 .engram "/var/lib/engram/$$(printf %s "$$PWD" | sha256sum | cut -c1-12)"
