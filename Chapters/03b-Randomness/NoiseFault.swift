/// Why a source of noise is not trusted. Nothing was made from it.
public enum NoiseFault: Error, Equatable, Sendable {
  /// There was no sample: the device is missing, or gave none in as many tries as it may.
  case silent
  /// The same sample came this many times in a row.
  case repeated(Int)
  /// One sample came this often in a window of 512.
  case tooFrequent(Int)
}

extension NoiseFault: CustomStringConvertible {
  /// One sentence: what was seen, and what would mend it.
  public var description: String {
    switch self {
    case .silent:
      "the noise source gave no sample; use another, or wait until it has warmed up"
    case .repeated(let count):
      "the noise source gave one sample \(count) times in a row; replace it"
    case .tooFrequent(let count):
      "the noise source gave one sample \(count) times in 512; replace it"
    }
  }
}
