// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

// peers swift-crypto
var child = ChildProcess(SwiftCryptoWorkshop())
child.run()
