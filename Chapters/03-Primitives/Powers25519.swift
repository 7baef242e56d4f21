extension Field25519 {
  /// 1 / self, and 0 for 0: by Fermat, self to the power of p − 2 = 2²⁵⁵ − 21.
  func inverted() -> Field25519 {
    let (long, eleven) = powers()
    return long.squared(times: 5) * eleven
  }

  /// Self to the power of (p − 5) / 8 = 2²⁵² − 3, of which square roots are made.
  func powerForRoot() -> Field25519 {
    powers().long.squared(times: 2) * self
  }

  /// Self to the powers of 2²⁵⁰ − 1 and of 11.
  private func powers() -> (long: Field25519, eleven: Field25519) {
    let two = squared()
    let nine = two.squared(times: 2) * self
    let eleven = nine * two
    // From here on each name says how many ones the exponent has in binary.
    let ones5 = eleven.squared() * nine
    let ones10 = ones5.squared(times: 5) * ones5
    let ones20 = ones10.squared(times: 10) * ones10
    let ones40 = ones20.squared(times: 20) * ones20
    let ones50 = ones40.squared(times: 10) * ones10
    let ones100 = ones50.squared(times: 50) * ones50
    let ones200 = ones100.squared(times: 100) * ones100
    return (ones200.squared(times: 50) * ones50, eleven)
  }
}
