/// What a connected thing must keep, and what an attack takes from it.
public enum Stake: CaseIterable, Sendable {
  /// That this device, and no other, answers to this name.
  case identity
  /// That each side has reason to believe the other.
  case trust
  /// That nobody else learns what is said, or about whom.
  case privacy
  /// That what arrives is what was sent, and what runs is what was shipped.
  case integrity
  /// That it stays affordable: money, energy, bandwidth, and being there when needed.
  case cost
}
