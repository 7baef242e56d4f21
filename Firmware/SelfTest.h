// SPDX-License-Identifier: Apache-2.0
// The Swift half of the firmware: SelfTest/SelfTest.swift.
#pragma once

/// The name of the part with this number, or null past the last one.
const char *self_test_name(int number);
/// Null if the part passed, or what was wrong.
const char *self_test_run(int number);
