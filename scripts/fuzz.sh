#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/fuzz.sh [TARGET] [SECONDS]: runs Tests/Fuzz/TARGET.swift (default: all) for SECONDS
# (default: 60) each under libFuzzer and AddressSanitizer. Fails if one finds anything.
#
# A target's first line names the chapters that it needs, in order: `// needs: 02-Wire 09-MQTT`.
# Each is compiled as the module that the package makes of it, so `import Wire` works as ever.
set -eu
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no # or a crash waits for a key

target=${1:-all}
seconds=${2:-60}
out=$PWD/.build-fuzz
if [ "$target" = all ]; then
  set -- Tests/Fuzz/*.swift
else
  set -- "Tests/Fuzz/$target.swift"
  [ -f "$1" ] || { echo "fuzz: there is no $1" >&2; exit 2; }
fi

compile() { # MODULE SOURCES...: $out/modules/MODULE.swiftmodule and .o
  module=$1
  shift
  swiftc -O -assert-config Debug -whole-module-optimization -parse-as-library -swift-version 6 -package-name things \
    -enable-experimental-feature Lifetimes \
    -enable-experimental-feature SuppressedAssociatedTypes \
    -sanitize=fuzzer,address -module-name "$module" -I "$out/modules" \
    -emit-module-path "$out/modules/$module.swiftmodule" \
    -c -o "$out/modules/$module.o" "$@"
}

fuzz() { # SOURCE
  name=$(basename "$1" .swift)
  mkdir -p "$out/modules" "$out/corpus/$name" "$out/findings/$name"
  needs=$(sed -n '1s|^// needs: *||p' "$1")
  [ -n "$needs" ] || { echo "fuzz: line 1 of $1 must be '// needs: NN-Chapter ...'" >&2; return 2; }
  objects=
  for chapter in $needs; do
    module=${chapter#*-}
    compile "$module" "Chapters/$chapter"/*.swift || return 2
    objects="$objects $out/modules/$module.o"
  done
  compile "fuzz_$name" "$1" || return 2
  # shellcheck disable=SC2086 # one word per object file
  swiftc -use-ld=lld -sanitize=fuzzer,address -o "$out/$name" "$out/modules/fuzz_$name.o" $objects || return 2
  status=0
  # What was found before is tried again, so a finding stays one until it is mended.
  seeds=$out/findings/$name
  [ ! -d "Tests/Fuzz/$name" ] || seeds="$seeds Tests/Fuzz/$name"
  # shellcheck disable=SC2086 # one word per folder
  "$out/$name" "$out/corpus/$name" $seeds -max_total_time="$seconds" -max_len=4096 \
    -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$out/findings/$name/" -print_final_stats=1 \
    >"$out/$name.log" 2>&1 </dev/null || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")
  kept=$(find "$out/corpus/$name" -type f | wc -l)
  if [ "$status" = 0 ]; then
    echo "fuzz $name: nothing found in $seconds s, $runs runs, $kept inputs kept"
  else
    found=$(sed -n 's/.*Test unit written to //p' "$out/$name.log" | tail -1)
    echo "fuzz $name: FOUND ${found:-something found before}, see $out/$name.log"
    sed -n 's/^.*\(ERROR: .*\|Fatal error.*\)$/  \1/p' "$out/$name.log" | head -3
    return 1
  fi
}

failed=0
for source in "$@"; do fuzz "$source" || failed=1; done
exit "$failed"
