# SPDX-License-Identifier: Apache-2.0
# For the scripts that build programs for the emulated Cortex-M4.

stop() {
  echo "firmware: $*" >&2
  exit 1
}

need() {
  { [[ $1 == /* ]] && [ -e "$1" ]; } || command -v "$1" >/dev/null ||
    stop "$1 is not installed; \`apt-get install $2\` brings it"
}

need_firmware_tools() {
  need arm-none-eabi-gcc gcc-arm-none-eabi
  need arm-none-eabi-size binutils-arm-none-eabi
  need /usr/lib/picolibc/arm-none-eabi/lib/picolibc.ld picolibc-arm-none-eabi
  need qemu-system-arm qemu-system-arm
  need timeout coreutils
}

# TARGET SCRATCH: builds it, and leaves its objects, and those of what it stands on, in
# swift_objects. Two targets may share a folder: a chapter is compiled once for both.
build_swift() {
  local objects=$2/armv7em-none-none-eabi/release
  mkdir -p "$2/firmware"
  # An object of a module that the manifest names no longer must not be linked.
  [ ! Package.swift -nt "$2/firmware/built" ] || rm -rf "$objects"
  # Embedded Swift specialises across modules by itself. The toolset compiles a module in one
  # thread, since each thread would make an object of its own, and nothing is inlined from one
  # object into another: X25519 took seven times as many instructions.
  env -u THINGS_CMO THINGS_ONLY="$1" swift build -c release \
    --triple armv7em-none-none-eabi --toolset Firmware/cortex-m4.json \
    --scratch-path "$2" --target "$1" >"$2/firmware/swift.log" 2>&1 </dev/null || {
    cat "$2/firmware/swift.log" >&2
    stop "the chapters do not build for the microcontroller"
  }
  touch "$2/firmware/built"
  # Which modules these are, the plan of the build says.
  mapfile -t swift_objects < <(
    grep -oE '/release/[A-Za-z]+\.build' "$2/release.yaml" | sort -u |
      while IFS= read -r module; do
        find "$objects/${module#/release/}" -name '*.o' 2>/dev/null || true
      done | LC_ALL=C sort)
  [ ${#swift_objects[@]} -gt 0 ] || stop "the build left no objects in $objects"
}

# What the chapters ask for, less what they bring themselves, and what the board grants.
asked() { arm-none-eabi-nm --undefined-only --format=just-symbols "${swift_objects[@]}"; }
brought() { arm-none-eabi-nm --defined-only --extern-only --format=just-symbols "${swift_objects[@]}"; }
symbols() { grep -vE '^($|.*:$)' | LC_ALL=C sort -u; }
check_symbols() {
  local asked refused
  asked=$(LC_ALL=C comm -23 <(asked | symbols) <(brought | symbols))
  refused=$(LC_ALL=C comm -23 <(echo "$asked") \
    <({ grep -v '^#' Firmware/allowed-symbols.txt; printf '%s\n' "$@"; } | symbols))
  [ -z "$refused" ] ||
    stop "the chapters ask for what Firmware/allowed-symbols.txt does not grant:" $refused
}

# ELF FLAGS-AND-C-FILES...: with swift_objects.
link_firmware() {
  local elf=$1
  shift
  arm-none-eabi-gcc -Os -mcpu=cortex-m4 -mthumb -fno-short-enums -ffunction-sections \
    -fdata-sections -Wall -Wextra -Werror "$@" "${swift_objects[@]}" \
    --specs=picolibc.specs --oslib=semihost --crt0=semihost -DPICOLIBC_INTEGER_PRINTF_SCANF \
    -Wl,--no-warn-execstack,--no-enum-size-warning \
    -T Firmware/board.ld -Wl,-Map="${elf%.elf}.map" -o "$elf" 2>"${elf%.elf}.log" || {
    cat "${elf%.elf}.log" >&2
    stop "the firmware does not link for the device that Firmware/board.ld describes"
  }
}

# ELF FLAGS-AND-C-FILES...: the same with the linker that comes with Swift, which leaves less.
link_smallest() {
  local elf=$1 c name lib objects=() options=()
  shift
  lib=/usr/lib/picolibc/arm-none-eabi/lib
  for c in "$@"; do
    case $c in
      *.c)
        name=${elf%.elf}-$(basename "${c%.c}").o
        arm-none-eabi-gcc -c -Os -mcpu=cortex-m4 -mthumb -fno-short-enums -ffunction-sections \
          -fdata-sections -Wall -Wextra -Werror --specs=picolibc.specs -IFirmware \
          -IFirmware/HandshakeBoard "$c" -o "$name" || stop "$c does not compile"
        objects+=("$name")
        ;;
      *) options+=("$c") ;;
    esac
  done
  "$(dirname "$(readlink -f "$(command -v swift)")")/ld.lld" --gc-sections --icf=all \
    "$lib/thumb/v7e-m/nofp/crt0-hosted.o" "${objects[@]}" "${swift_objects[@]}" \
    --start-group -L"$lib/thumb/v7e-m/nofp" -lc -lsemihost \
    "$(arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -print-libgcc-file-name)" --end-group \
    "${options[@]}" -T Firmware/handshake.ld -Map="${elf%.elf}.map" -o "$elf" \
    2>"${elf%.elf}.log" || {
    cat "${elf%.elf}.log" >&2
    stop "the firmware does not link for the device that Firmware/handshake.ld describes"
  }
}
