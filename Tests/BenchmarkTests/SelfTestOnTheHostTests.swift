// SPDX-License-Identifier: Apache-2.0
import FirmwareSelfTest
import Testing

/// What the microcontroller runs passes here too, so a failure there is the microcontroller's.
@Test(arguments: SelfTest.allCases)
func theFirmwaresSelfTestPassesOnTheHost(part: SelfTest) throws {
  try part.run()
}
