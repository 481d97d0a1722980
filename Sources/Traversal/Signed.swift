import Wire

extension STUNMessage {
  /// Whether it has a MESSAGE-INTEGRITY, right or wrong.
  var isSigned: Bool { allAttributes.contains { $0.type == .messageIntegrity } }
}
