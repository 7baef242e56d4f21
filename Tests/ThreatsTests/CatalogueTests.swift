// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import Threats

@Suite struct CatalogueTests {
  let threats = Catalogue.threats
  let checkout = Checkout()

  @Test func everyThreatThatClaimsAnAnswerNamesATestThatExists() throws {
    for threat in threats {
      guard let test = threat.test else { continue }
      #expect(try checkout.hasTest("\(test)"), "\(threat.id) names \(test)")
    }
    #expect(threats.contains { $0.test != nil }, "the book answers nothing yet")
  }

  @Test func theSearchForTestsFindsThisOneAndNoOther() throws {
    #expect(try checkout.hasTest("ThreatsTests/theSearchForTestsFindsThisOneAndNoOther"))
    #expect(try !checkout.hasTest("ThreatsTests/theSearchForTestsFindsThisOne"))
    #expect(try !checkout.hasTest("WireTests/theSearchForTestsFindsThisOneAndNoOther"))
    #expect(try !checkout.hasTest("NoSuchTests/theSearchForTestsFindsThisOneAndNoOther"))
    #expect(try !checkout.hasTest("ThreatsTests"))
    #expect(try !checkout.hasTest("ThreatsTests/hasTest"), "a function that is no test")
  }

  @Test func everyAnswerStandsInAChapterThatExists() {
    for threat in threats where threat.test != nil {
      #expect(checkout.chapters.contains(threat.chapter), "\(threat.id) names \(threat.chapter)")
    }
    #expect(checkout.chapters.contains(1))
  }

  @Test func noTwoThreatsShareAName() {
    let ids = threats.map { "\($0.id)" }
    #expect(Set(ids).count == ids.count)
  }

  @Test func namesAreWordsJoinedByHyphens() {
    for threat in threats {
      #expect("\(threat.id)".wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(threat.id)")
    }
  }

  @Test(arguments: Layer.allCases)
  func everyPlaceOnTheRoadHasAThreat(layer: Layer) {
    #expect(threats.contains { $0.layer == layer })
  }

  @Test(arguments: Stake.allCases)
  func everythingAtStakeIsThreatened(stake: Stake) {
    #expect(threats.contains { $0.stake == stake })
  }

  @Test func bothSentencesOfAThreatAreSentences() {
    for threat in threats {
      for text in ["\(threat.attack)", "\(threat.loss)"] {
        #expect(text.first?.isUppercase == true && text.hasSuffix("."), "\(threat.id): \(text)")
      }
    }
  }

  @Test(arguments: [
    "cloned-identity", "extracted-key", "forged-certificate", "eavesdropping", "tampering",
    "replay", "man-in-the-middle", "downgrade", "botnet", "syn-flood", "slowloris", "open-broker",
    "wildcard-eavesdropping", "open-coap-server", "amplification", "weak-randomness",
    "forged-firmware",
  ])
  func noThreatIsDroppedFromTheCatalogue(id: String) {
    #expect(threats.contains { "\($0.id)" == id })
  }
}
