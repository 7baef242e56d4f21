import Primitives

/// Placeholder.
struct RecordProtection<Crypto: CryptoProvider>: ~Copyable {}
