import Base
import Wire

/// A request whose sender has shown credentials.
struct AuthenticatedRequest: Sendable {
  let message: STUNMessage
  let tuple: FiveTuple
  /// See `StampSecret.owner(of:)`.
  let owner: String
  let key: STUNKey
}

/// Messages from clients.
extension RelayServer {
  mutating func receiveMessage(
    _ bytes: [UInt8], _ tuple: FiveTuple, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    let message: STUNMessage
    do throws(STUNRejection) { message = try STUNMessage(bytes) } catch { throw .malformedMessage(error) }
    guard [.valid, .absent].contains(message.checkFingerprint()) else { throw .wrongFingerprint }
    switch (message.type.kind, message.type.method) {
    case (.request, _): try answer(message, tuple, at: now, into: &out)
    case (.indication, .send): try receiveSend(message, tuple, id, at: now, into: &out)
    // RFC 8489 §6.3.2: an indication keeps a NAT's binding, and asks for nothing.
    case (.indication, .binding): break
    default: throw .unexpectedMessage(message.type)
    }
  }

  private mutating func answer(
    _ message: STUNMessage, _ tuple: FiveTuple, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    let isBinding = message.type.method == .binding
    var signing: STUNKey?
    do throws(RelayRefusal) {
      if isBinding {
        try Self.checkAttributes(message)
      } else {
        try serve(message, tuple, at: now, signing: &signing, into: &out)
      }
    } catch {
      return try refuse(message, tuple, error, signing, at: now, into: &out)
    }
    if isBinding { try answerBinding(message, tuple, at: now, into: &out) }
  }

  private mutating func serve(
    _ message: STUNMessage, _ tuple: FiveTuple, at now: Instant, signing: inout STUNKey?,
    into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    guard Self.methods.contains(message.type.method) else { throw .unknownMethod(message.type.method.rawValue) }
    let request = try authenticate(message, tuple, at: now, signing: &signing)
    if let again = answers.answer(to: message.transaction, of: tuple, at: now) {
      out.put(.event(.answeredAgain(tuple, message.type.method)))
      return send(again, to: tuple, into: &out)
    }
    try Self.checkAttributes(message)
    try grant(request, at: now, into: &out)
  }

  private static let methods: [STUNMethod] = [.allocate, .refresh, .createPermission, .channelBind]

  private mutating func grant(
    _ request: AuthenticatedRequest, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayRefusal) {
    switch request.message.type.method {
    case .allocate: try allocate(request, at: now, into: &out)
    case .refresh: try refresh(request, at: now, into: &out)
    case .createPermission: try permit(request, at: now, into: &out)
    default: try bindChannel(request, at: now, into: &out)
    }
  }

  /// RFC 8489 §6.3.1: what must be understood and is not, is named.
  private static func checkAttributes(_ message: STUNMessage) throws(RelayRefusal) {
    if let span = message.malformed { throw .malformedAttribute(span.number) }
    let unknown = message.unknownAttributes { known.contains($0) }
    guard unknown.isEmpty else { throw .unknownAttributes(unknown) }
  }

  /// Those below 0x8000 that a relay acts on, or that stand in a request without asking for anything.
  private static let known: [STUNAttributeType] = [
    .username, .messageIntegrity, .realm, .nonce, .channelNumber, .lifetime, .xorPeerAddress, .requestedAddressFamily,
    .evenPort, .requestedTransport, .dontFragment, .reservationToken, .mappedAddress, .xorMappedAddress,
    .messageIntegritySHA256,
  ]

  private mutating func answerBinding(
    _ message: STUNMessage, _ tuple: FiveTuple, at now: Instant, into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard budget.spend(tuple.client.address, at: now) else { throw .answerBudget }
    var writer = STUNWriter(.success, to: message)
    writer.add(.software, policy.software)
    writer.add(.xorMappedAddress, tuple.client)
    guard let bytes = try? writer.finish() else { throw .answerTooLong }
    send(bytes, to: tuple, into: &out)
  }

  /// An error, signed where the request was, with a password that holds.
  mutating func refuse(
    _ message: STUNMessage, _ tuple: FiveTuple, _ refusal: RelayRefusal, _ signing: STUNKey?, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(RelayDrop) {
    guard budget.spend(tuple.client.address, at: now) else { throw .answerBudget }
    var writer = STUNWriter(.error, to: message)
    writer.add(.errorCode, STUNError(refusal.code))
    if refusal.isChallenge {
      writer.add(.realm, policy.realm)
      writer.add(.nonce, nonces.nonce(for: tuple.client, at: now))
    }
    if case .unknownAttributes(let numbers) = refusal { writer.add(.unknownAttributes, numbers) }
    do throws(STUNWriteError) {
      let bytes = try writer.finish(integrity: signing)
      out.put(.event(.refused(tuple, message.type.method, refusal)))
      send(bytes, to: tuple, into: &out)
    } catch { throw .answerTooLong }
  }

  /// Signs a success and sends it.
  func succeed(
    _ request: AuthenticatedRequest, _ writer: consuming STUNWriter, into out: inout Outbox<Output>
  ) throws(RelayRefusal) -> [UInt8] {
    do throws(STUNWriteError) {
      let bytes = try writer.finish(integrity: request.key)
      send(bytes, to: request.tuple, into: &out)
      return bytes
    } catch { throw .digestUnavailable }
  }

  func send(_ bytes: [UInt8], to tuple: FiveTuple, into out: inout Outbox<Output>) {
    out.put(.send(Transmission(bytes, from: tuple.server, to: tuple.client)))
  }
}
