import Base
import Wire

/// What comes from the server.
extension Allocation {
  mutating func receive(
    _ bytes: [UInt8], from server: Endpoint, to local: Endpoint, _ id: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    guard servers.contains(server) else { throw .unknownServer }
    if let first = bytes.first, 64...127 ~= first {
      return try receiveChannelData(bytes, id, at: now, into: &out)
    }
    let message: STUNMessage
    do throws(STUNRejection) { message = try STUNMessage(bytes) } catch { throw .malformedMessage(error) }
    guard [.valid, .absent].contains(message.checkFingerprint()) else { throw .wrongFingerprint }
    switch (message.type.kind, message.type.method) {
    case (.success, _), (.error, _): try receiveAnswer(message, from: server, to: local, at: now, into: &out)
    case (.indication, .data): try receiveData(message, id, at: now, into: &out)
    default: throw .unexpectedMessage(message.type)
    }
  }

  private mutating func receiveAnswer(
    _ message: STUNMessage, from server: Endpoint, to local: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    guard let request = requests.request(of: message.transaction) else {
      throw .unknownTransaction(message.transaction)
    }
    guard request.server == server else { throw .otherServer }
    guard request.method == message.type.method else { throw .wrongMethod(message.type.method) }
    let error = message.type.kind == .error ? try error(in: message) : nil
    try checkIntegrity(message, of: request, error)
    try check(message, of: request, error)
    _ = requests.take(message.transaction)
    heard()
    if let error {
      try fail(request, message, error, at: now, into: &out)
    } else {
      try succeed(request, message, to: local, at: now, into: &out)
    }
  }

  private func error(in message: STUNMessage) throws(AllocationRejection) -> STUNError {
    guard let error = message[.errorCode] else { throw .missing(.errorCode) }
    return error
  }

  /// RFC 8489 §9.2.5. What is signed must be signed well; unsigned may be what the server says before it knows us, and
  /// everything about BINDING.
  private func checkIntegrity(
    _ message: STUNMessage, of request: PendingRequest, _ error: STUNError?
  ) throws(AllocationRejection) {
    if request.purpose == .binding { return }
    guard message.isSigned, let key = authentication.key else {
      guard let error, error.code.isChallenge || authentication.key == nil else { throw .noIntegrity }
      return
    }
    guard message.checkIntegrity(key) == .valid else { throw .wrongIntegrity }
  }

  /// An answer without what it must say leaves the request waiting.
  private func check(
    _ message: STUNMessage, of request: PendingRequest, _ error: STUNError?
  ) throws(AllocationRejection) {
    if let error { return try check(error, message, of: request) }
    switch request.purpose {
    case .binding: guard message[.xorMappedAddress] != nil else { throw .missing(.xorMappedAddress) }
    case .allocate:
      guard !message.all(.xorRelayedAddress).isEmpty else { throw .missing(.xorRelayedAddress) }
      guard message[.lifetime] ?? 0 > 0 else { throw .missing(.lifetime) }
    case .refresh: guard message[.lifetime] ?? 0 > 0 else { throw .missing(.lifetime) }
    case .release, .bindChannel: break
    }
  }

  /// An error that says nothing of a BINDING or REFRESH leaves it waiting: damage on the way makes a 400 of it, and whoever
  /// asks again is understood.
  private func check(
    _ error: STUNError, _ message: STUNMessage, of request: PendingRequest
  ) throws(AllocationRejection) {
    let isKeeping = request.purpose == .binding || request.purpose == .refresh
    guard !isKeeping || error.code.endsKeeping else { throw .uselessError(error.code) }
    guard error.code.isChallenge, !request.isRefusedFor(error.code) else { return }
    var learning = authentication
    try learning.accept(message)
  }

  private mutating func succeed(
    _ request: PendingRequest, _ message: STUNMessage, to local: Endpoint, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    let lifetime = Duration.seconds(Int64(message[.lifetime] ?? 0))
    switch request.purpose {
    case .binding:
      if let mapped = message[.xorMappedAddress] { see(mapped, from: local, into: &out) }
      if phase == .choosing { chosen(request.server, at: now, into: &out) }
    case .allocate: granted(message.all(.xorRelayedAddress), lifetime: lifetime, at: now, into: &out)
    case .refresh: refreshed(lifetime: lifetime, at: now, into: &out)
    case .release(.beforeAllocating): allocate(at: now, into: &out)
    case .release(.forGood): if phase == .releasing { free(.released, into: &out) }
    case .bindChannel(let number, let peer):
      channels.confirm(number, at: now)
      out.put(.event(.channelBound(number, peer)))
    }
  }

  /// Where we are, as the server's answer and the socket say.
  private mutating func see(_ mapped: Endpoint, from local: Endpoint, into out: inout Outbox<Output>) {
    let family = local.address.family
    guard mapped.address.family == family, mapped.address.isUsableCandidate, local.address.isUsableCandidate else {
      return
    }
    let before = seen[family]
    let sighting = SeenAddresses.Sighting(host: local, mapped: mapped)
    guard sighting != before else { return }
    seen[family] = sighting
    if let before, before.mapped != mapped { out.put(.event(.candidateLost(.serverReflexive, before.mapped))) }
    if let before, before.host != local { out.put(.event(.candidateLost(.host, before.host))) }
    if before?.host != local { out.put(.event(.candidateFound(.host, local, base: local))) }
    out.put(.event(.candidateFound(.serverReflexive, mapped, base: local)))
  }

  /// The server lives.
  mutating func heard() {
    silence.heard()
    timers[.probe] = nil
  }
}

extension STUNErrorCode {
  /// RFC 8489 §9.2.5: says how to authenticate.
  var isChallenge: Bool { self == .unauthenticated || self == .staleNonce }
  /// What it says of credentials, attributes or the allocation itself concerns every request.
  fileprivate var endsKeeping: Bool {
    isChallenge || [.wrongCredentials, .unknownAttribute, .allocationMismatch].contains(self)
  }
}

extension PendingRequest {
  /// 401 after a nonce was shown: the credentials are wrong.
  func isRefusedFor(_ code: STUNErrorCode) -> Bool { code == .unauthenticated && hadNonce }
}

extension IPAddress {
  /// What may be a candidate's address. Loopback may, and link-local IPv6.
  package var isUsableCandidate: Bool {
    switch self {
    case .v4(let v4): !isUnspecified && !isMulticast && v4.bits >> 16 != 0xa9fe && v4.bits != .max
    case .v6: !isUnspecified && !isMulticast
    }
  }
}
