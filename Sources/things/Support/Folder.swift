// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder whose files are there whole or not at all.
struct Folder: Sendable {
  var path: String

  /// Makes the folder if it is not there.
  init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError.cannotWrite(path, Self.reason(error))
    }
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func read(_ name: String) throws -> String {
    String(decoding: try Files.read(file(name), as: "file"), as: UTF8.self)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  /// Written beside and then renamed, so that nobody ever sees half a file.
  func write(_ name: String, _ bytes: [UInt8], secret: Bool = false) throws {
    try Files.write(file(name), bytes, secret: secret)
  }

  static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let below = error.userInfo[NSUnderlyingErrorKey] as? NSError
    return below.map { String(cString: strerror(CInt($0.code))) } ?? error.localizedDescription
  }
}

enum FileError: Error, CustomStringConvertible {
  case cannotRead(what: String, path: String, reason: String)
  case cannotWrite(String, String)
  case holdsNo(what: String, path: String)

  var description: String {
    switch self {
    case .cannotRead(let what, let path, let reason):
      "cannot read the \(what) from \(path): \(reason); check the path and its permissions"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason); choose another folder or mend its permissions"
    case .holdsNo(let what, let path):
      "\(path) holds no \(what); give a PEM file that does"
    }
  }
}

enum Files {
  static func read(_ path: String, as what: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotRead(what, path) }
    defer { close(descriptor) }
    var bytes = [UInt8]()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw cannotRead(what, path) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// A secret's file is its owner's alone from the first byte on.
  static func write(_ path: String, _ bytes: [UInt8], secret: Bool = false) throws {
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      written += count
    }
    let whole =
      written == bytes.count && fchmod(descriptor, secret ? 0o600 : 0o644) == 0
      && fsync(descriptor) == 0
    close(descriptor)
    guard whole, rename(&template, path) == 0 else {
      let error = cannotWrite(path)
      unlink(&template)
      throw error
    }
  }

  private static func cannotRead(_ what: String, _ path: String) -> FileError {
    .cannotRead(what: what, path: path, reason: String(cString: strerror(errno)))
  }

  private static func cannotWrite(_ path: String) -> FileError {
    .cannotWrite(path, String(cString: strerror(errno)))
  }
}
