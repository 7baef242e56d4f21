#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the book's TLS client on an emulated Cortex-M4, whose serial port ends at an OpenSSL server:
# once with a key that was shared before, once with certificates on both sides. Prints a line for
# each, which `things bench handshake` reads:
#   device NAME stack BYTES heap BYTES flash BYTES ram BYTES
# Fails if a handshake does, or if the line that went through the channel came back wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/firmware-lib.sh
need_firmware_tools
need openssl openssl

scratch=.build-arm
out=$scratch/firmware
things=${THINGS:-.build/release/things}
[ -x $things ] || THINGS_CMO=1 swift build -c release --product things >/dev/null

# A factory: an authority, a server and a device, and a key that two of them share.
pki=$out/pki
rm -rf "$pki"
mkdir -p "$pki"
for who in root server device; do
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$pki/$who.key" 2>/dev/null
done
openssl req -x509 -new -key "$pki/root.key" -subj /CN=Factory -days 30 -out "$pki/root.pem" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
issue() { # NAME USAGE EXTENSION
  openssl req -new -key "$pki/$1.key" -subj "/CN=$1" -out "$pki/$1.csr"
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/root.pem" -CAkey "$pki/root.key" -days 20 \
    -out "$pki/$1.pem" -extfile <(printf '%s\n' "extendedKeyUsage=$2" \
      "keyUsage=critical,digitalSignature" "$3") 2>/dev/null
}
issue server serverAuth subjectAltName=DNS:server.example
issue device clientAuth subjectAltName=DNS:device.example
openssl x509 -in "$pki/root.pem" -outform DER -out "$pki/root.der"
openssl x509 -in "$pki/device.pem" -outform DER -out "$pki/device.der"
openssl pkcs8 -topk8 -nocrypt -in "$pki/device.key" -outform DER -out "$pki/key.der"
head -c 48 /dev/urandom >"$pki/seed"
head -c 16 /dev/urandom >"$pki/psk"
printf device-7 >"$pki/identity"
printf server.example >"$pki/name"

array() { # NAME FILE
  printf 'static const uint8_t %s[] = {' "$1"
  od -An -v -tu1 "$2" | sed 's/\([0-9]\) /\1,/g; s/\([0-9]\)$/\1,/'
  printf '};\nstruct credential credential_%s(void) {\n  return (struct credential){%s, sizeof %s};\n}\n' \
    "$1" "$1" "$1"
}
{
  echo '#include "credentials.h"'
  echo "int64_t credential_date(void) { return $(date +%s); }"
  array seed "$pki/seed"
  array identity "$pki/identity"
  array key "$pki/psk"
  array root "$pki/root.der"
  array certificate "$pki/device.der"
  array private_key "$pki/key.der"
  array server_name "$pki/name"
} >"$out/credentials.c"

server=
end() {
  [ -n "$server" ] || return 0
  kill -TERM "$server" && wait "$server" || true
  server=
} 2>/dev/null
trap end EXIT

# NAME SERVER-OPTIONS...
handshake() {
  local name=$1 elf=$out/$1.elf status=0 port= flash ram
  shift
  build_swift FirmwareHandshake $scratch
  check_symbols board_now board_receive board_send board_report credential_date credential_seed \
    credential_identity credential_key credential_root credential_certificate \
    credential_private_key credential_server_name
  link_smallest "$elf" Firmware/handshake.c "$out/credentials.c" Firmware/uart.c \
    Firmware/measure.c Firmware/clock.c --wrap=posix_memalign --wrap=calloc --wrap=free
  # A fragment of the server's is no longer than the device's records may be.
  timeout -s KILL 120 openssl s_server -accept 127.0.0.1:0 -tls1_3 -rev -max_send_frag 512 \
    "$@" >"$out/$name-server" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 100); do
    port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$out/$name-server")
    [ -z "$port" ] || break
    sleep 0.1
  done
  [ -n "$port" ] || { cat "$out/$name-server" >&2; stop "openssl s_server does not listen"; }
  timeout 100 qemu-system-arm -M mps2-an386 -nographic -monitor none \
    -semihosting-config enable=on -kernel "$elf" -serial "tcp:127.0.0.1:$port" \
    >"$out/$name-run" 2>&1 </dev/null || status=$?
  end
  if [ $status -ne 0 ]; then
    sed 's/^/  /' "$out/$name-run" "$out/$name-server" >&2
    stop "the handshake '$name' failed (exit $status)"
  fi
  read -r flash ram < <(arm-none-eabi-size "$elf" | awk 'NR == 2 { print $1 + $2, $2 + $3 }')
  tr -d '\r' <"$out/$name-run" | awk -v name="$name" -v flash="$flash" -v ram="$ram" '
    $1 == "cost" { print "device", name, "stack", $2, "heap", $3, "flash", flash, "ram", ram }'
}

THINGS_SHARED_KEY=1 handshake psk -nocert -psk_identity device-7 \
  -psk "$(od -An -v -tx1 "$pki/psk" | tr -d ' \n')"
handshake x509 -cert "$pki/server.pem" -key "$pki/server.key" \
  -CAfile "$pki/root.pem" -Verify 1 -verify_return_error
