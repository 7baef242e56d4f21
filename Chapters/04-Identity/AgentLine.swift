import Wire

/// The bytes between an application and its agent, and the time that they take.
public protocol AgentLine: ~Copyable {
  /// Who this process is when nobody but the system is asked.
  var caller: AgentCaller { get }
  var now: Instant { get }

  /// Throws `.unreachable` if the other end is gone.
  mutating func send(_ bytes: Span<UInt8>) throws(KeyStoreError)

  /// Writes what has come to the front of `bytes`, and says how many; zero if nothing came
  /// before `deadline`. Throws `.unreachable` if the other end is gone.
  mutating func receive(
    into bytes: inout MutableSpan<UInt8>, until deadline: Instant?
  ) throws(KeyStoreError) -> Int
}
