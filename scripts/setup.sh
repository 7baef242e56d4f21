#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, by package name, and says what and why.
#   scripts/setup.sh build|tour|test|extended|device|book|fuzz
set -euo pipefail

intent=${1:-build}
root=$(cd "$(dirname "$0")/.." && pwd)

# Each need: what shows that it is there, its Debian package, and why we want it.
needs() {
  echo "/usr/include/openssl/ssl.h libssl-dev the OpenSSL backend is built against it"
  echo "/usr/include/mbedtls/ssl.h libmbedtls-dev the mbedTLS backend is built against it"
  echo "/usr/include/sqlite3.h libsqlite3-dev the authority's database is built against it"
  case $intent in
    test)
      echo "mosquitto mosquitto the broker that others wrote"
      echo "openssl openssl the peer that checks our certificates and handshakes"
      echo "strace strace makes one system call fail, so that a key store can show what it does"
      echo "softhsm2-util softhsm2 the token behind PKCS #11 that others wrote"
      echo "cc gcc builds the small programs that ask other libraries for our keys"
      ;;
  esac
  case $intent in
    test)
      echo "coap-client-notls libcoap3-bin the CoAP client and server that others wrote"
      echo "gnutls-cli gnutls-bin the DTLS client and server that others wrote"
      echo "mosquitto_sub mosquitto-clients the subscriber that others wrote"
      ;;
  esac
  case $intent in
    test | device)
      echo "qemu-system-arm qemu-system-arm the emulated microcontroller"
      echo "arm-none-eabi-gcc gcc-arm-none-eabi links the firmware"
      echo "/usr/lib/picolibc/arm-none-eabi/include/stdio.h picolibc-arm-none-eabi the firmware's C library"
      ;;
  esac
  case $intent in
    device) echo "dpkg-source dpkg-dev unpacks mbedTLS, which is measured beside our primitives" ;;
  esac
  case $intent in
    test | book) echo "pandoc pandoc makes the HTML edition of the book" ;;
  esac
  case $intent in
    extended) echo "valgrind valgrind follows secrets through our code" ;;
  esac
  case $intent in
    test) echo "ensurepip python3-venv keeps the peers written in Python apart" ;;
  esac
}

present() {
  case $1 in
    /*) [ -e "$1" ] ;;
    ensurepip) python3 -c "import ensurepip, venv" 2>/dev/null ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null ;;
  esac
}

if ! command -v swift >/dev/null; then
  echo "setup: Swift is not installed; get 6.3 or newer from https://www.swift.org/install/linux and try again" >&2
  exit 1
fi

missing=()
while read -r evidence package why; do
  present "$evidence" && continue
  echo "setup: $package is missing ($why)"
  missing+=("$package")
done < <(needs)

# paho, aiocoap and tlslite-ng, in a folder of their own; the tests skip what could not be had.
python_peers() {
  [ "$intent" = test ] || return 0
  local folder=$root/.build-python wanted=$root/Tests/InteropTests/Python/requirements.txt said
  # The list is copied last, so that a folder with it is whole.
  cmp -s "$wanted" "$folder/requirements.txt" && return 0
  echo "setup: installing the peers written in Python into .build-python"
  said=$(rm -rf "$folder" && python3 -m venv "$folder" 2>&1 &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
      --require-hashes -r "$wanted" 2>&1 </dev/null) &&
    cp "$wanted" "$folder/requirements.txt" && return 0
  rm -rf "$folder"
  echo "setup: could not install them: $(tail -1 <<<"$said"); check the network and try again" >&2
}

# NIST's path validation suite, out of a package that has it among its test vectors.
pkits() {
  [ "$intent" = test ] || return 0
  local folder=$root/.build-pkits wanted=$root/Tests/PKITS/requirements.txt said
  cmp -s "$wanted" "$folder/requirements.txt" && return 0
  [ -x "$root/.build-python/bin/python" ] || return 0 # said above
  echo "setup: unpacking NIST's PKITS into .build-pkits"
  said=$(rm -rf "$folder" && mkdir "$folder" &&
    "$root/.build-python/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
      --only-binary :all: --require-hashes -d "$folder" -r "$wanted" 2>&1 </dev/null &&
    "$root/.build-python/bin/python" "$root/Tests/PKITS/unpack.py" "$folder" 2>&1) &&
    cp "$wanted" "$folder/requirements.txt" && return 0
  rm -rf "$folder"
  echo "setup: could not bring PKITS: $(tail -1 <<<"$said"); check the network and try again" >&2
}
if [ ${#missing[@]} -eq 0 ]; then
  python_peers
  pkits
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "setup: this system has no apt-get; install by hand what Debian calls: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup: installing needs root; run as root: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 </dev/null
}
echo "setup: installing ${missing[*]}"
# The package lists may be old or absent: fetch them once if the first try fails.
install || { "${as_root[@]}" apt-get update >/dev/null 2>&1 </dev/null || true; install; } || {
  echo "setup: could not install ${missing[*]}: $(grep -m1 '^E:' "$log" || tail -1 "$log"); check the network and apt's sources, and try again" >&2
  exit 1
}
python_peers
pkits
