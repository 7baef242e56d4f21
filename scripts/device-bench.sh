#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the portable primitives on an emulated Cortex-M4, and mbedTLS's beside them, with the
# same harness (Firmware/bench.c). Prints lines that `things bench device` reads:
#   swift VERSION, gcc VERSION
#   implementation NAME VERSION, and then of that implementation:
#     the board's own lines (see Firmware/bench.c), and
#     flash OPERATION BYTES: what an image with only this operation has more than one with none
#   absent NAME REASON
#   scripts/device-bench.sh [--quick]     without the flash, and without the second run
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/firmware-lib.sh
need_firmware_tools

quick=
[ "${1:-}" != --quick ] || quick=yes
scratch=.build-arm-bench
out=$scratch/firmware
harness=(Firmware/bench.c Firmware/bench-vectors.c Firmware/measure.c Firmware/clock.c)
wraps=-Wl,--wrap=posix_memalign,--wrap=calloc,--wrap=free

progress() { echo "$*" >&2; }

# NAME FLAGS…: links the harness with swift_objects and these, and runs it.
measure() {
  local name=$1 elf=$out/$1.elf run status
  shift
  link_firmware "$elf" "${harness[@]}" "$@" $wraps
  for run in 1 ${quick:-2}; do
    [ "$run" != yes ] || break
    progress "measuring $name"
    status=0
    timeout 300 qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on \
      -icount shift=6 -kernel "$elf" >"$out/$name-$run" 2>&1 </dev/null || status=$?
    [ $status -ne 124 ] || stop "$name did not end within 300 s"
    if [ $status -ne 0 ] || ! grep -q '^done 0' "$out/$name-$run"; then
      sed 's/^/  /' "$out/$name-$run" >&2
      stop "$name failed on the emulated board (exit $status)"
    fi
  done
  [ "$quick" ] || diff "$out/$name-1" "$out/$name-2" >&2 ||
    stop "two runs of $name did not cost the same"
  tr -d '\r' <"$out/$name-1"
}

# FLAGS…: the bytes of flash of an image that Firmware/flash.c and these make.
image_size() {
  link_firmware "$out/flash.elf" Firmware/flash.c Firmware/bench-vectors.c "$@" $wraps
  arm-none-eabi-size "$out/flash.elf" | awk 'NR == 2 { print $1 + $2 }'
}

operations() { sed -n 's/.*EACH(\([a-z0-9_]*\), "\([^"]*\)".*/\1 \2/p' Firmware/BenchBoard/operations.h; }

# NAME FLAGS…: a line for each operation that the measurement did not call missing.
flash() {
  local name=$1 empty function operation size
  shift
  [ ! "$quick" ] || return 0
  progress "linking $name's operations one by one"
  empty=$(image_size "$@")
  while read -r function operation; do
    grep -q "^cost $operation " "$out/$name-1" || continue
    size=$(image_size -DONLY="$function" "$@")
    echo "flash $operation $((size - empty))"
  done < <(operations)
  size=$(image_size -DEVERYTHING "$@")
  echo "flash everything $((size - empty))"
}

progress "building for the Cortex-M4"
build_swift FirmwareBench $scratch
check_symbols bench_ready bench_done bench_text bench_output $(
  sed -n 's/^struct bench_bytes \(bench_[a-z0-9_]*\)(.*/\1/p' Firmware/BenchBoard/bench.h)
echo "swift $(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \([^ ]*\).*/\1/p')"
echo "gcc $(arm-none-eabi-gcc -dumpfullversion)"
echo "implementation portable"
measure portable
flash portable

swift_objects=()
status=0
version=$(scripts/mbedtls-arm.sh 2>"$out/mbedtls.log") || status=$?
if [ $status -ne 0 ]; then
  echo "absent mbedtls $(sed -n 's/^mbedtls-arm: //p' "$out/mbedtls.log" | tail -1)"
  exit 0
fi
mbedtls=(Firmware/mbedTLS/operations.c -isystem .build-mbedtls-arm/include
  -DMBEDTLS_CONFIG_FILE="\"$PWD/Firmware/mbedTLS/config.h\"" -L.build-mbedtls-arm -lmbedcrypto)
echo "implementation mbedtls $version"
measure mbedtls "${mbedtls[@]}"
flash mbedtls "${mbedtls[@]}"
