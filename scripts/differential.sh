#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/differential.sh [SECONDS] [RESULTS]: asks this book and OpenSSL about certificates that
# nobody would issue, SECONDS (default: 60) in each direction, and fails if they differ in a way
# that Tests/Differential/Disagreement.swift does not explain. RESULTS is a file for the figures.
set -eu
cd "$(dirname "$0")/.."
program=.build/release/Differential
[ -x "$program" ] || swift build -c release --product Differential
exec "$program" both --seconds "${1:-60}" ${2:+--json "$2"}
