#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds mbedTLS for a Cortex-M4 from Debian's source package, with Firmware/mbedTLS/config.h,
# into .build-mbedtls-arm, once. The system's own package sources stay as they are: apt is given
# a list of ours, which asks the same servers for sources.
#   scripts/mbedtls-arm.sh       prints the version; libmbedcrypto.a lies in .build-mbedtls-arm
# A failure is one sentence on standard error.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$PWD/.build-mbedtls-arm
config=Firmware/mbedTLS/config.h
version_file=$folder/version

stop() {
  echo "mbedtls-arm: $*" >&2
  exit 1
}
# What a command said last, for the sentence.
reason() { grep -m1 '^E:' "$folder/log" || tail -1 "$folder/log"; }

if [ -e "$version_file" ] && cmp -s "$config" "$folder/config.h"; then
  cat "$version_file"
  exit 0
fi
command -v arm-none-eabi-gcc >/dev/null ||
  stop "arm-none-eabi-gcc is not installed; \`apt-get install gcc-arm-none-eabi\` brings it"

mkdir -p "$folder"/apt/{lists/partial,cache/archives/partial,sources} "$folder/objects"
rm -f "$version_file"

get_source() {
  local list
  command -v dpkg-source >/dev/null ||
    stop "dpkg-source is not installed; \`apt-get install dpkg-dev\` brings it"
  for list in /etc/apt/sources.list.d/*.sources; do
    grep -q '^URIs:.*debian' "$list" 2>/dev/null || continue
    sed 's/^Types:.*/Types: deb-src/' "$list" >"$folder/apt/sources/${list##*/}"
  done
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$list" ] || continue
    sed -n 's/^deb \(.*debian.*\)/deb-src \1/p' "$list" >"$folder/apt/sources/${list##*/}.list"
  done
  local options=(-o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$folder/apt/sources"
    -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt/cache"
    -o "Acquire::Retries=2" -o "APT::Sandbox::User=root")
  rm -rf "$folder"/mbedtls*
  { timeout 300 apt-get "${options[@]}" update &&
    (cd "$folder" && timeout 300 apt-get "${options[@]}" source mbedtls); } \
    >"$folder/log" 2>&1 </dev/null ||
    stop "apt-get could not bring the source of mbedtls: $(reason); check the network and apt's sources, and try again"
}

source_folder() { find "$folder" -mindepth 1 -maxdepth 1 -type d -name 'mbedtls-*' | head -1; }
[ -n "$(source_folder)" ] || get_source
source=$(source_folder)
[ -n "$source" ] || stop "the source package of mbedtls held no folder mbedtls-…; remove $folder and try again"
version=$(sed -n 's/^#define MBEDTLS_VERSION_STRING  *"\(.*\)"/\1/p' "$source/include/mbedtls/version.h")
case $version in
  2.28.*) ;;
  *) stop "apt brought mbedTLS $version, and Firmware/mbedTLS is written for 2.28; run it on Debian 12" ;;
esac

# -Os as Swift's -Osize; the linker takes of each object only the functions that are called.
rm -f "$folder"/objects/*.o "$folder/libmbedcrypto.a"
build() {
  local file
  for file in aes asn1parse asn1write bignum ccm chacha20 chachapoly cipher cipher_wrap \
    constant_time ecdh ecdsa ecp ecp_curves gcm hkdf hmac_drbg md oid platform_util poly1305 rsa \
    rsa_internal sha256 sha512; do
    arm-none-eabi-gcc -Os -mcpu=cortex-m4 -mthumb -fno-short-enums -ffunction-sections \
      -fdata-sections --specs=picolibc.specs -I "$source/include" -I "$source/library" \
      -DMBEDTLS_CONFIG_FILE="\"$PWD/$config\"" \
      -c "$source/library/$file.c" -o "$folder/objects/$file.o" || return
  done
  arm-none-eabi-ar rcs "$folder/libmbedcrypto.a" "$folder"/objects/*.o
}
build >"$folder/log" 2>&1 </dev/null ||
  stop "mbedTLS $version did not build for the Cortex-M4: $(grep -m1 error "$folder/log" || reason); see .build-mbedtls-arm/log"
ln -sfn "$source/include" "$folder/include"
cp "$config" "$folder/config.h"
echo "$version" >"$version_file"
cat "$version_file"
