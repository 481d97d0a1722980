import Base

extension Candidate.Kind {
  /// RFC 8445 §5.1.2.2 recommends 126, 110, 100 and 0; a relay reached over UDP has 2, as libwebrtc has it.
  package var typePreference: UInt32 {
    switch self {
    case .host: 126
    case .peerReflexive: 110
    case .serverReflexive: 100
    case .relayed: 2
    }
  }

  /// RFC 8445 §5.1.2.1: 2²⁴ × type preference + 2⁸ × local preference + 256 − component, which is 1.
  package func priority(localPreference: UInt16) -> UInt32 {
    typePreference << 24 | UInt32(localPreference) << 8 | 255
  }
}

/// How an agent ranks its candidates of one kind.
package enum LocalPreference {
  /// Starts at a base for the kind; IPv6 goes before IPv4, the earlier before the later.
  ///
  /// - Parameter index: how many candidates of this kind and family the agent has already.
  package static func of(_ kind: Candidate.Kind, _ family: IPFamily, index: UInt16) -> UInt16 {
    let base: UInt16 =
      switch kind {
      case .host: 65535
      case .peerReflexive: 49151
      case .serverReflexive: 32767
      case .relayed: 16383
      }
    let lower = min(Int(base), (family == .v4 ? 1 : 0) + 2 * Int(index))
    return base - UInt16(lower)
  }
}
