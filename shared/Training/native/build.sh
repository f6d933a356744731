#!/usr/bin/env bash
# Builds the bridge to libtorch into artifacts/native/libengram_torch.so. Does nothing when it is up to date.
# LIBTORCH=DIR names an unpacked libtorch, 1.13 or later, for the CPU or for CUDA. Without it, Debian's libtorch-dev is taken.
# Plain g++, not find_package(Torch): a CUDA libtorch's configuration fails without the CUDA toolkit, and the bridge uses none of it.
set -euo pipefail

fail() { echo "The bridge to libtorch can't be built: $*" >&2; exit 1; }

libtorch=${LIBTORCH:+$(realpath -- "$LIBTORCH")}
cd "$(dirname "$(readlink -f "$0")")"
out=../../../artifacts/native
product=$out/libengram_torch.so

if [ -n "$libtorch" ]; then
    config=$libtorch/share/cmake/Torch/TorchConfig.cmake
    headers=(-isystem "$libtorch/include" -isystem "$libtorch/include/torch/csrc/api/include")
    libraries=(-L "$libtorch/lib" -Wl,-rpath,"$libtorch/lib")
    [ -e "$config" ] || fail "LIBTORCH=$libtorch is no unpacked libtorch ($config is missing)."
else
    config=/usr/lib/$(uname -m)-linux-gnu/cmake/Torch/TorchConfig.cmake
    headers=(-isystem /usr/include/torch/csrc/api/include)
    libraries=()
    [ -e "$config" ] || fail "libtorch-dev is missing. 'make bridge' installs it; LIBTORCH=DIR names another libtorch."
fi
command -v g++ >/dev/null || fail "g++ is missing. 'make bridge' installs it."

# Test programs may ask for it at the same time.
mkdir -p "$out"
exec 9>"$out/build.lock"
flock 9
inputs="$libtorch $(cat build.sh bridge.cpp "$config" "${config%.cmake}Version.cmake" | sha256sum)"
[ -e "$product" ] && [ "$(cat "$product.inputs" 2>/dev/null)" = "$inputs" ] && exit

# The configuration names the ABI of std::string it was built with, and the C++ standard of its headers: 14, 17 or 20; the bridge needs 17.
abi=$(grep -om1 -e '-D_GLIBCXX_USE_CXX11_ABI=[01]' "$config" || true)
standard=$(sed -n 's/.*CXX_STANDARD \([0-9]*\).*/\1/p' "$config" | head -n 1)
[ "${standard:-0}" -ge 17 ] || standard=17
# Nothing in the bridge names libtorch_cuda, which must be loaded all the same to register its kernels.
[ -n "$libtorch" ] && [ -e "$libtorch/lib/libtorch_cuda.so" ] && libraries+=(-ltorch_cuda)

echo "Building the bridge to libtorch${libtorch:+ in $libtorch} ..."
g++ -shared -fPIC -std="gnu++$standard" $abi -O2 -Wall -Wextra -Wno-unused-parameter -fvisibility=hidden "${headers[@]}" bridge.cpp \
    -Wl,-z,defs -Wl,--no-as-needed "${libraries[@]}" -ltorch -ltorch_cpu -lc10 -o "$product.new" >"$out/build.log" 2>&1 ||
    { tail -n 40 "$out/build.log" >&2; fail "the whole log is in artifacts/native/build.log."; }
mv "$product.new" "$product"
echo "$inputs" >"$product.inputs"
