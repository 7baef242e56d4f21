// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// CoAP has options too; here the word means the command line's.
typealias Option = ArgumentParser.Option
