#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs Firmware/Node on an emulated Cortex-M4 whose serial ports end at our broker and, over a
# bridge, at our CoAP client. Fails unless its reading arrives by both ways, and ours at it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/firmware-lib.sh
need_firmware_tools
need mosquitto_sub mosquitto-clients

scratch=.build-arm
out=$scratch/firmware
elf=$out/node.elf
things=${THINGS:-.build/release/things}
[ -x $things ] || THINGS_CMO=1 swift build -c release --product things >/dev/null

build_swift FirmwareNode $scratch
check_symbols board_now board_receive board_send board_report
link_firmware "$elf" Firmware/node.c Firmware/uart.c Firmware/clock.c Firmware/heap.c

children=()
# `timeout` hands a TERM on to what it runs, which a KILL would leave behind.
end() { for child in "${children[@]}"; do kill -TERM -- "$child" 2>/dev/null || true; done; }
trap end EXIT

# NAME COMMAND...: in the background, for a minute at most, its output in a file.
start() {
  local name=$1
  shift
  : >"$out/$name"
  timeout -s KILL 60 "$@" >"$out/$name" 2>"$out/$name.errors" </dev/null &
  children+=($!)
}
# NAME PATTERN: waits until the file has a line with it, and prints what \1 stands for.
await() {
  for _ in $(seq 200); do
    grep -q "$2" "$out/$1" && { sed -n "s/.*$2.*/\\1/p" "$out/$1" | head -1; return; }
    sleep 0.1
  done
  cat "$out/$1" "$out/$1.errors" >&2
  stop "$1 did not say '$2' within 20 s"
}

start broker $things mqtt broker --port 0 --allow-anonymous-on-loopback
broker=$(await broker 'listening on [^:]*:\([0-9]*\)')
start bridge $things device bridge --serial-port 0 --udp-port 0
serial=$(await bridge 'serial port on [^:]*:\([0-9]*\)')
udp=$(await bridge 'coap:\/\/[^:]*:\([0-9]*\)')
start subscriber mosquitto_sub -h 127.0.0.1 -p "$broker" -t node/temperature -C 1

start device qemu-system-arm -M mps2-an386 -nographic -monitor none \
  -semihosting-config enable=on -kernel "$elf" \
  -serial "tcp:127.0.0.1:$broker" -serial "tcp:127.0.0.1:$serial"
device=${children[-1]}

await subscriber '\(21\.5\)' >"$out/published"
$things coap get "coap://127.0.0.1:$udp/temperature" >"$out/asked" </dev/null ||
  stop "the device did not answer over CoAP: $(cat "$out/device")"
mosquitto_pub -h 127.0.0.1 -p "$broker" -t node/orders -m thanks </dev/null
status=0
wait "$device" || status=$?
[ $status -eq 0 ] || stop "the device ended with $status: $(cat "$out/device" "$out/device.errors")"
grep -q '^21\.5' "$out/asked" || stop "CoAP brought '$(cat "$out/asked")'"

read -r text data bss < <(arm-none-eabi-size "$elf" | awk 'NR == 2 { print $1, $2, $3 }')
echo "A node on an emulated Cortex-M4, with a serial port for MQTT and one for CoAP"
echo "published $(cat "$out/published"), answered $(cat "$out/asked"), and was told thanks"
echo "flash $((text + data)) B, static RAM $((data + bss - 16384)) B"
