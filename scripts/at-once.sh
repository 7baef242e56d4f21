#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/at-once.sh NAME COMMAND [NAME COMMAND...]: runs shell commands at once, shows what each
# said when it has ended, and how long it took, and fails if one of them failed.
set -uo pipefail
set -m # each in a process group of its own, so that all of it can be ended

folder=$(mktemp -d)
declare -A names=()
end() {
  for pid in "${!names[@]}"; do kill -TERM -- "-$pid" 2>/dev/null; done
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

while [ $# -ge 2 ]; do
  bash -c "$2" >"$folder/$1" 2>&1 </dev/null &
  names[$!]=$1
  shift 2
done
echo "at once: ${names[*]}"

failed=()
while [ ${#names[@]} -gt 0 ]; do
  status=0
  wait -n -p pid || status=$?
  name=${names[$pid]}
  unset "names[$pid]"
  echo "--- $name, after $SECONDS s"
  cat "$folder/$name"
  [ $status -eq 0 ] || failed+=("$name (exit $status)")
done
[ ${#failed[@]} -eq 0 ] || {
  echo "failed: ${failed[*]}" >&2
  exit 1
}
