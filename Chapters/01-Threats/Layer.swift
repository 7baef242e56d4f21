/// Where on the road from the silicon to the reading an attacker stands.
public enum Layer: CaseIterable, Sendable {
  /// With the thing in hand: its flash, its firmware, its randomness.
  case device
  /// At the door, claiming to be someone.
  case peer
  /// On the path, where the bytes go by.
  case channel
  /// Anywhere at all, sending packets.
  case network
  /// Inside the application's own protocol, using it as it was built.
  case service
}
