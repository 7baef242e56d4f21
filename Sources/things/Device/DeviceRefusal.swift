// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores

/// Why a device's store did not do it, and what would help.
enum DeviceRefusal: Error, CustomStringConvertible {
  case notADevice(String)
  case alreadyThere(String)
  case unreadable(String)
  case serialForm
  case otherKey(String)
  case keyThere(DeviceKeys)
  case noSuchKey(String, folder: String)
  case doesNotSign(String)
  case attestsOnly
  case isAStatement(String)
  case labelForm(String)
  case noPIN
  case agent(KeyStoreError, String)
  case notPaired(String)
  case agentOfAnAgent
  case store(KeyStoreError, String)
  case module(PKCS11Fault, path: String, token: String?)

  var description: String {
    switch self {
    case .notADevice(let folder):
      "there is no device in \(folder); make one with "
        + "things device new --store \(folder) --serial S"
    case .alreadyThere(let folder):
      "\(folder) holds a device already, and its identity would be lost; choose another folder"
    case .unreadable(let path):
      "\(path) is not what things device new wrote; restore it, or make a new device elsewhere"
    case .serialForm:
      "the serial number must be 1 to 64 of A-Z a-z 0-9 ' ( ) + , - . / : = ? and spaces inside; "
        + "a certificate's PrintableString has no others"
    case .otherKey(let folder):
      "the key idevid is not the one that the device in \(folder) was made with; "
        + "give back the store or token that it was made with"
    case .keyThere(let keys):
      "there is a key idevid in \(keys) already, of another device or of a new that was cut short; "
        + "choose another token or folder, or destroy that key"
    case .noSuchKey(let label, let folder):
      "there is no key '\(label)' here; things device show --store \(folder) lists those that are"
    case .doesNotSign(let label):
      "the key '\(label)' agrees and does not sign; choose one that signs"
    case .attestsOnly:
      "the key 'attest' signs attestations and no files; choose another, or use things device attest"
    case .isAStatement(let path):
      "\(path) begins like one of the device's own statements, and signed it would pass for one; "
        + "sign something else, or ask for it with things device attest"
    case .labelForm(let label):
      "'\(shown(label))' is no key's label; it has 1 to 32 letters, digits, dots, hyphens and "
        + "underscores, and begins with a letter or a digit"
    case .noPIN:
      "the token wants its PIN; put it into a file and give --pin-file, or set THINGS_PIN"
    case .agent(let error, let socket): "the agent at \(socket) was of no use: \(error)"
    case .notPaired(let path):
      "\(path) does not say which agent has the keys; pair the device again with things device new"
    case .agentOfAnAgent:
      "this device's keys are with an agent already; give the folder that the agent has them in"
    case .store(let error, let place): sentence(error, place)
    case .module(let fault, let path, let token): sentence(fault, path, token)
    }
  }
}

/// What was typed, without what a terminal would obey.
private func shown(_ text: String) -> String {
  String(
    text.unicodeScalars.prefix(64).map {
      $0.properties.generalCategory == .control ? "?" : Character($0)
    })
}

private func sentence(_ error: KeyStoreError, _ place: String) -> String {
  switch error {
  case .medium(let number):
    "\(place) cannot be used: \(String(cString: strerror(CInt(truncatingIfNeeded: number)))); "
      + "check the path, its owner and the room on the disk"
  case .image, .imageVersion:
    "\(place) is not what this version writes; restore it from where it was saved"
  case .unreachable: "\(place) has gone away; put the token back and try again"
  case .unsupported: "\(place) has no such algorithm or operation; choose another kind of store"
  case .full(let limit): "\(place) is full with \(limit) keys; destroy one that is not needed"
  case .module(let number):
    "\(place) failed with its own code \(code(number)); its manual says what that means"
  default: "\(place) refused: \(error); see things device show"
  }
}

/// PSA counts down from zero, PKCS #11 prints hexadecimal.
private func code(_ number: Int) -> String {
  number < 0 ? "\(number)" : "0x" + String(number, radix: 16)
}

private func sentence(_ fault: PKCS11Fault, _ path: String, _ token: String?) -> String {
  switch fault {
  case .notLoaded(let reason): "cannot load the module \(path): \(reason); check --keys"
  case .notPKCS11:
    "\(path) is a library, but no PKCS #11 module; give the one that came with the token"
  case .noToken:
    if let token {
      "the module \(path) has no token named '\(token)'; check ?token= and that it is plugged in"
    } else {
      "the module \(path) has no token that is ready; plug one in and initialise it"
    }
  case .severalTokens(let count):
    "the module \(path) has \(count) tokens that fit; say which with ?token=LABEL"
  case .pinRefused:
    "the token refused the PIN; check it before you try again, since a few wrong ones lock it"
  case .pinLocked:
    "the token has locked the PIN after too many wrong ones; its security officer can set a new one"
  case .store(let error): sentence(error, "the module \(path)")
  }
}
