import Base
import Wire

/// Checks that leave, and their answers (RFC 8445 §7.2).
extension Agent {
  mutating func sendChecks(at now: Instant, into out: inout Outbox<Output>) {
    for i in pairs.indices where nextCheck(pairs[i]) <= now { sendCheck(i, at: now, into: &out) }
  }

  private mutating func sendCheck(_ i: Int, at now: Instant, into out: inout Outbox<Output>) {
    let transaction = identity.transaction(&chance)
    let nominates = role == .controlling && pairs[i].isNominated
    pairs[i].isTriggered = false
    pairs[i].checks.add(
      CheckLog.Check(transaction: transaction, sent: now, role: role, nominates: nominates))
    guard let bytes = check(transaction, of: pairs[i].pair.local, nominates: nominates) else { return }
    out.put(.send(Transmission(bytes, from: pairs[i].base, to: pairs[i].pair.remote.endpoint)))
  }

  /// Nil only where libcrypto has no SHA-1.
  private func check(_ transaction: STUNTransactionID, of local: Candidate, nominates: Bool) -> [UInt8]? {
    var writer = STUNWriter(STUNType(.binding, .request), transaction)
    writer.add(.username, "\(identity.remote.fragment):\(identity.local.fragment)")
    writer.add(.priority, local.peerReflexivePriority)
    writer.add(role == .controlling ? .iceControlling : .iceControlled, identity.tieBreaker)
    if nominates { writer.add(.useCandidate) }
    return try? writer.finish(integrity: identity.remoteKey, fingerprint: true)
  }

  mutating func receiveAnswer(
    _ message: STUNMessage, from source: Endpoint, to base: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    let transaction = message.transaction
    guard let i = pairs.firstIndex(where: { $0.checks.check(of: transaction) != nil }),
      let check = pairs[i].checks.check(of: transaction)
    else { throw .unknownTransaction(transaction) }
    try requireIntegrity(message, identity.remoteKey)
    guard pairs[i].ends == PairEnds(base: base, remote: source) else { throw .asymmetric }
    guard !check.isAnswered else { throw .alreadyAnswered }
    if message.type.kind == .error { return try receiveError(message, check, of: i, into: &out) }
    guard message[.xorMappedAddress] != nil else { throw .missing(.xorMappedAddress) }
    pairs[i].checks.answer(transaction, at: now)
    (pairs[i].isSuspected, pairs[i].isDoubted) = (false, false)
    if pairs[i].ends == selected { flow.received() }
    guard !pairs[i].hasSucceeded else { return }
    pairs[i].hasSucceeded = true
    out.put(.event(.pairSucceeded(pairs[i].pair, after: now - check.sent)))
    if role == .controlled, pairs[i].isNominated { out.put(.event(.pairNominated(pairs[i].pair))) }
  }

  /// RFC 8445 §7.2.5.1: 487 makes us take the other role, and ask again.
  private mutating func receiveError(
    _ message: STUNMessage, _ check: CheckLog.Check, of i: Int, into out: inout Outbox<Output>
  ) throws(AgentRejection) {
    guard let error = message[.errorCode] else { throw .missing(.errorCode) }
    guard error.code == .roleConflict else { throw .errorResponse(error.code) }
    pairs[i].isTriggered = true
    if check.role == role { take(role == .controlling ? .controlled : .controlling, into: &out) }
  }

  /// RFC 8445 §7.3.1.1: priorities of pairs depend on who controls; and a nomination was the other's to make.
  mutating func take(_ role: ICERole, into out: inout Outbox<Output>) {
    self.role = role
    for i in pairs.indices {
      pairs[i].isNominated = false
      let (local, remote) = (pairs[i].pair.local, pairs[i].pair.remote)
      if let pair = CandidatePair(local: local, remote: remote, role: role) { pairs[i].pair = pair }
    }
    sortPairs()
    out.put(.event(.roleChanged(role)))
  }

  func requireIntegrity(_ message: STUNMessage, _ key: STUNKey) throws(AgentRejection) {
    switch message.checkIntegrity(key) {
    case .valid: break
    case .absent: throw .noIntegrity
    default: throw .wrongIntegrity
    }
  }
}

extension Candidate {
  /// RFC 8445 §7.1.1: what a peer that sees this candidate's checks come from elsewhere ranks that address by.
  var peerReflexivePriority: UInt32 { Kind.peerReflexive.typePreference << 24 | priority & 0x00ff_ffff }
}
