import Base
import Wire

/// Checks that come, and what they are answered with (RFC 8445 §7.3).
extension Agent {
  mutating func receive(
    _ bytes: [UInt8], from source: Endpoint, to base: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    let message: STUNMessage
    do throws(STUNRejection) { message = try STUNMessage(bytes) } catch { throw .malformedMessage(error) }
    guard [.valid, .absent].contains(message.checkFingerprint()) else { throw .wrongFingerprint }
    guard message.type.method == .binding, message.type.kind != .indication else {
      throw .unexpectedMessage(message.type)
    }
    if message.type.kind == .request {
      try receiveCheck(message, from: source, to: base, at: now, into: &out)
    } else {
      try receiveAnswer(message, from: source, to: base, at: now, into: &out)
    }
  }

  private mutating func receiveCheck(
    _ message: STUNMessage, from source: Endpoint, to base: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    let priority = try authenticate(message)
    guard let local = candidates.local.first(where: { $0.base == base }) else { throw .unknownBase(base) }
    guard !candidates.withdrawn.contains(source) else { throw .withdrawnCandidate(source) }
    try settleRole(message, from: source, to: base, into: &out)
    try meet(source, priority, into: &out)
    answer(message, to: source, from: base, into: &out)
    if let remote = candidates.remote.first(where: { $0.endpoint == source }) {
      form(local.candidate, base, remote, into: &out)
    }
    let ends = PairEnds(base: base, remote: source)
    guard let i = pairs.firstIndex(where: { $0.ends == ends }) else { return }
    trigger(i, at: now)
    guard role == .controlled, message.has(.useCandidate), !pairs[i].isNominated else { return }
    // RFC 8445 §7.3.1.5: counts as soon as our own check is answered.
    pairs[i].isNominated = true
    if pairs[i].hasSucceeded { out.put(.event(.pairNominated(pairs[i].pair))) }
  }

  /// - Returns: what an address that we do not know is ranked by.
  private func authenticate(_ message: STUNMessage) throws(AgentRejection) -> UInt32 {
    guard let username = message[.username] else { throw .missing(.username) }
    guard username.hasPrefix(identity.local.fragment + ":") else { throw .foreignUsername }
    try requireIntegrity(message, identity.localKey)
    if let span = message.malformed { throw .malformedAttribute(span.number) }
    let unknown = message.unknownAttributes { Self.known.contains($0) }
    guard unknown.isEmpty else { throw .unknownAttributes(unknown) }
    guard let priority = message[.priority] else { throw .missing(.priority) }
    return priority
  }

  private static let known: [STUNAttributeType] = [.username, .priority, .useCandidate, .messageIntegrity]

  /// RFC 8445 §7.3.1.1: the greater tie-breaker controls.
  private mutating func settleRole(
    _ message: STUNMessage, from source: Endpoint, to base: Endpoint, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    let theirs = role == .controlling ? message[.iceControlling] : message[.iceControlled]
    guard let theirs else { return }
    let weWin = identity.tieBreaker >= theirs
    if weWin == (role == .controlling) {
      var writer = STUNWriter(.error, to: message)
      writer.add(.errorCode, STUNError(.roleConflict))
      if let bytes = try? writer.finish(integrity: identity.localKey, fingerprint: true) {
        out.put(.send(Transmission(bytes, from: base, to: source)))
      }
      throw .roleConflict
    }
    take(weWin ? .controlling : .controlled, into: &out)
  }

  /// RFC 8445 §7.3.1.3: a peer whose NAT has a mapping that nobody knew of.
  private mutating func meet(
    _ source: Endpoint, _ priority: UInt32, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    guard !candidates.remote.contains(where: { $0.endpoint == source }) else { return }
    guard candidates.remote.count < policy.greatestCandidateCount else { throw .candidateLimit }
    let candidate = Candidate(
      foundation: Candidate.Kind.peerReflexive.foundation(of: source.address), priority: priority, endpoint: source,
      kind: .peerReflexive)
    out.put(.event(.peerReflexiveFound(candidate)))
    enter(candidate, into: &out)
  }

  private func answer(
    _ message: STUNMessage, to source: Endpoint, from base: Endpoint, into out: inout Outbox<Output>
  ) {
    var writer = STUNWriter(.success, to: message)
    writer.add(.xorMappedAddress, source)
    // Nil only where libcrypto has no SHA-1.
    guard let bytes = try? writer.finish(integrity: identity.localKey, fingerprint: true) else { return }
    out.put(.send(Transmission(bytes, from: base, to: source)))
  }

  /// RFC 8445 §7.3.1.4: what the peer's check has opened, ours can pass. No faster than §14.2 paces checks.
  private mutating func trigger(_ i: Int, at now: Instant) {
    guard !pairs[i].hasSucceeded, let last = pairs[i].checks.last else { return }
    if now - last >= .milliseconds(50) { pairs[i].isTriggered = true }
  }
}
