# SPDX-License-Identifier: Apache-2.0
# One target per intent. `make tour` and `make test` need nothing else typed.

# Generic code specialises across modules only with this (see Package.swift).
export THINGS_CMO = 1
# A crash must end a program, not wait at a prompt.
export SWIFT_BACKTRACE = enable=no

# Tests use public API only, so what they test is what users run.
TESTS = -c release --disable-testable-imports
BIN = .build/release
# Attacks are measured by whom they disturb, and sockets have clocks that do not wait, so nothing
# else may run meanwhile.
ALONE = AttackLabTests|TourTests|NetworkTests|AnswerTests
# What has more to do when it is given more time.
SEEDED = DTLSTests.HandshakeTests|OpenSSLDatagramLossTests|LatencyTests
# TLS with programs that others wrote; `make test-extended` has them over each provider.
TLS_PEERS = TLSToOpenSSLTests|TLSFromOpenSSLTests|TLSGnuTLSTests|TLSTlsliteTests|TLSCommandTests|TLSFloodTests
# What waits for programs more than it computes. A test that waits keeps a thread of the pool, of
# which there is one for each core; so these have processes of their own, beside all the rest.
WAITING = $(TLS_PEERS)|InteropTests|CommandLineTests|LibcoapTests|MosquittoTests|OpenSSLDatagramPeerTests
# Several at once, which `swift test` is not made for.
BUNDLE = $(BIN)/ThingsThatKeepSecretsPackageTests.xctest --testing-library swift-testing

.PHONY: help setup build tour test test-extended bench bench-device bench-peers book firmware fuzz format clean

help:
	@echo "make tour                a device gets an identity and goes online, safely"
	@echo "make test [CHAPTER=02]   every test, or one chapter's"
	@echo "make bench               hardware against software crypto, certificates, and TLS against DTLS"
	@echo "make bench-device        our primitives and mbedTLS's, and our TLS, on an emulated Cortex-M4"
	@echo "make bench-peers         builds swift-crypto and swift-certificates, for make bench"
	@echo "make book                the HTML edition, into _site/"
	@echo "make firmware            the chapters on an emulated Cortex-M4"
	@echo "make fuzz [SECONDS=60]   random bytes against every parser"
	@echo "make test-extended       make test, then the long ones"
	@echo "make format              what swift-format would have you write"

setup:
	@scripts/setup.sh test

build:
	@scripts/setup.sh build
	@scripts/quietly.sh "building in release (a first build takes some minutes)" \
	  swift build -c release --product things

tour:
	@scripts/setup.sh tour
	@scripts/quietly.sh "building in release (a first build takes some minutes)" \
	  swift build -c release --product things
	@$(BIN)/things tour

ifdef CHAPTER
# One chapter, and only what it stands on: seconds, not minutes.
CHAPTER_NAME = $(notdir $(wildcard Chapters/$(CHAPTER)-*))
CHAPTER_TESTS = $(word 2,$(subst -, ,$(CHAPTER_NAME)))Tests
test:
	@test -n "$(CHAPTER_NAME)" || { echo "make: there is no chapter $(CHAPTER); ls Chapters shows which there are" >&2; exit 2; }
	@scripts/setup.sh build
	THINGS_ONLY=$(CHAPTER_TESTS) swift test $(TESTS) --scratch-path .build-chapters
else
test:
	@scripts/setup.sh test
	swift format lint --strict --parallel --recursive Chapters Sources Tests Benchmarks Firmware Package.swift
	swift build -c release --build-tests
	scripts/at-once.sh \
	  "TLS with other programs" "$(BUNDLE) --filter '$(TLS_PEERS)'" \
	  "other programs" "$(BUNDLE) --filter '$(WAITING)' --skip '$(TLS_PEERS)|$(ALONE)'" \
	  "all other tests" "nice $(BUNDLE) --skip '$(WAITING)|$(ALONE)'" \
	  "the microcontroller" "scripts/firmware.sh && scripts/node.sh && scripts/handshake.sh"
	swift test $(TESTS) --skip-build --filter '$(ALONE)'
	$(BIN)/book check --run
	scripts/differential.sh 10
endif

# A thousand seeds of every handshake, ten thousand connections, ten minutes for each parser.
test-extended: test
	@scripts/setup.sh extended
	scripts/undefined.sh
	$(BIN)/SecretsOnTheClock
	THINGS_EXTENDED=1 THINGS_SEEDS=1000 swift test $(TESTS) --skip-build --filter '$(SEEDED)'
	THINGS_EXTENDED=1 swift test $(TESTS) --skip-build --filter X25519Tests
	THINGS_EXTENDED=1 swift test $(TESTS) --skip-build --filter IdleConnectionsTests
	THINGS_EXTENDED=1 swift test $(TESTS) --skip-build --filter '$(TLS_PEERS)'
	THINGS_EXTENDED=1 swift test $(TESTS) --skip-build --filter '^TLSTests\.'
	scripts/fuzz.sh all 600
	scripts/differential.sh 900

bench: build
	@$(BIN)/things bench crypto
	@$(BIN)/things bench certificates
	@$(BIN)/things bench handshake
	@$(BIN)/things bench latency

bench-device: build
	@scripts/setup.sh device
	@$(BIN)/things bench device
	@$(BIN)/things bench handshake --only device

# A package of its own, which takes of ours only what a child process needs.
bench-peers:
	@scripts/setup.sh build
	@scripts/quietly.sh "building swift-crypto and swift-certificates (some minutes)" \
	  env -u THINGS_CMO THINGS_ONLY=BenchmarkProtocol swift build -c release \
	  --package-path Benchmarks/Peers --scratch-path $(CURDIR)/.build-peers

book:
	@scripts/setup.sh book
	@scripts/quietly.sh "building the book tool" swift build -c release --product book
	@$(BIN)/book build

firmware: build
	@scripts/setup.sh test
	@scripts/firmware.sh
	@scripts/node.sh
	@scripts/handshake.sh

SECONDS = 60
fuzz:
	@scripts/setup.sh fuzz
	@scripts/fuzz.sh all $(SECONDS)

format:
	swift format --in-place --parallel --recursive Chapters Sources Tests Benchmarks Firmware Package.swift

clean:
	rm -rf .build .build-* _site
