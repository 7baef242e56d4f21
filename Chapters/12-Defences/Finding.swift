/// What an attack did, told by those whom it should not have concerned.
public struct Finding: Equatable, Sendable {
  /// What honest clients began while the attack lasted, and what of it went as it
  /// should.
  public var tried = 0
  public var succeeded = 0
  /// Secrets that the attacker read.
  public var secretsRead = 0
  /// Bytes that the attacker sent, and bytes that then reached who had not asked.
  public var bytesSpent = 0
  public var bytesAimed = 0

  public init() {}

  /// The share of honest clients who were served, from 0 to 1; all of none is all.
  public var served: Double { tried == 0 ? 1 : Double(succeeded) / Double(tried) }
  /// Bytes at the victim for each byte of the attacker.
  public var amplification: Double {
    bytesSpent == 0 ? 0 : Double(bytesAimed) / Double(bytesSpent)
  }

  /// Harm: fewer than half of the honest are served, a secret is out, or every byte of
  /// the attacker has become more than ten.
  public var isHarm: Bool { served < 0.5 || secretsRead > 0 || amplification > 10 }

  /// Held: at least 99 of 100 are served, nothing is out, and a byte never became more
  /// than three (RFC 9175, 2.6). Between the two lies what is neither.
  public var isHeld: Bool { served >= 0.99 && secretsRead == 0 && amplification <= 3 }
}
