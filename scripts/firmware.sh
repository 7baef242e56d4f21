#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the chapters for a Cortex-M4, runs their self-test on an emulated one, and says what it
# cost. Fails if a part fails, if a chapter asks for more of its surroundings than
# Firmware/allowed-symbols.txt grants, or if two runs do not cost the same.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/firmware-lib.sh
need_firmware_tools

scratch=.build-arm
out=$scratch/firmware
elf=$out/self-test.elf

build_swift FirmwareSelfTest $scratch
check_symbols
link_firmware "$elf" -Wl,--defsym=__every_chapter=1 Firmware/board.c Firmware/measure.c Firmware/clock.c \
  -Wl,--wrap=posix_memalign,--wrap=calloc,--wrap=free

# The exit code comes through semihosting; 124 is our own time limit.
emulate() {
  local status=0
  timeout 60 qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on \
    -icount shift=6 -kernel "$elf" >"$1" 2>&1 </dev/null || status=$?
  [ $status -ne 124 ] || stop "the self-test did not end within 60 s"
  if [ $status -ne 0 ] || ! grep -q '^done [1-9][0-9]* 0' "$1"; then
    sed 's/^/  /' "$1" >&2
    stop "the self-test failed (exit $status)"
  fi
}
emulate "$out/run-1"
emulate "$out/run-2"
diff "$out/run-1" "$out/run-2" >&2 || stop "two runs of the same firmware did not cost the same"

read -r text data bss < <(arm-none-eabi-size "$elf" | awk 'NR == 2 { print $1, $2, $3 }')
stack_size=$((0x$(arm-none-eabi-nm "$elf" | awk '$3 == "__stack_size" { print $1 }')))
# In the map an output section stands at the margin; below it, each input section's line ends with
# its address, its size and the object it came from.
swift_flash=$(awk '
  function hex(digits,   i, value) {
    for (i = 3; i <= length(digits); i++)
      value = value * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
    return value
  }
  /^\.[a-z]/ { flash = $1 == ".text" || $1 == ".data" }
  flash && /\.build\/[^\/]*\.o$/ { total += hex($(NF - 1)) }
  END { print total + 0 }' "$out/self-test.map")

awk -v text="$text" -v data="$data" -v bss="$bss" -v swift_flash="$swift_flash" \
  -v stack_size="$stack_size" '
  function grouped(n,   s) {
    for (n = int(n) ""; length(n) > 3; n = substr(n, 1, length(n) - 3))
      s = "," substr(n, length(n) - 2) s
    return n s
  }
  BEGIN {
    stack = heap = 0
    print "The chapters on an emulated Cortex-M4 (armv7em, QEMU mps2-an386)"
    print ""
    printf "%-14s %-8s %14s %12s %12s %12s\n", \
      "part", "result", "instructions", "stack", "heap", "allocations"
  }
  $1 == "part" {
    printf "%-14s %-8s %14s %10s B %10s B %12s\n", \
      $2, $3, grouped($4), grouped($5), grouped($6), grouped($7)
    if ($5 + 0 > stack) stack = $5 + 0
    if ($6 + 0 > heap) heap = $6 + 0
  }
  END {
    print ""
    printf "flash  %10s B  of which Swift %s B, board and C library %s B\n", \
      grouped(text + data), grouped(swift_flash), grouped(text + data - swift_flash)
    printf "RAM    %10s B  static %s B, stack %s B, heap %s B\n", \
      grouped(data + bss - stack_size + stack + heap), \
      grouped(data + bss - stack_size), grouped(stack), grouped(heap)
    print ""
    print "Two runs cost the same to the instruction. Instructions are not cycles:"
    print "the emulator has no pipeline, no caches and no waiting for flash."
  }' "$out/run-1"
