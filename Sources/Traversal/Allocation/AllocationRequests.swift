import Base
import Wire

/// Requests, their copies, and their end without an answer.
extension Allocation {
  mutating func request(
    _ purpose: PendingRequest.Purpose, to server: Endpoint, _ retransmission: Retransmission, challenges: Int = 0,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    var request = PendingRequest(
      purpose: purpose, server: server, retransmission: retransmission, challenges: challenges)
    transmit(&request, into: &out)
    requests.add(request)
  }

  mutating func retransmit(at now: Instant, into out: inout Outbox<Output>) {
    while let (serial, popped) = requests.popDue(at: now) {
      var request = popped
      guard request.retransmission.advance(at: now) else {
        giveUp(request, at: now, into: &out)
        continue
      }
      transmit(&request, into: &out)
      requests.put(request, serial)
    }
  }

  /// Every copy of a signed request has a transaction of its own; BINDING keeps its first.
  private mutating func transmit(_ request: inout PendingRequest, into out: inout Outbox<Output>) {
    let isBinding = request.purpose == .binding
    if !isBinding || request.transactions.isEmpty {
      request.transactions.append(STUNTransactionID(drawnFrom: &chance))
    }
    guard let transaction = request.transactions.last else { return }
    var writer = STUNWriter(STUNType(request.method, .request), transaction)
    describe(request.purpose, in: &writer)
    request.hadNonce = authentication.nonce != nil
    // Without libcrypto nothing can be signed, and the request is given up in its time.
    let bytes = isBinding ? try? writer.finish() : authentication.sign(writer)
    if let bytes { out.put(.send(bytes, to: request.server, .none)) }
  }

  /// The attributes in the order in which Firezone's client writes them. A standard server does not know those of ALLOCATE
  /// in REFRESH, and refuses it for them (RFC 8656 §8.1).
  private func describe(_ purpose: PendingRequest.Purpose, in writer: inout STUNWriter) {
    switch purpose {
    case .binding: break
    case .refresh where !isFirezone, .release where !isFirezone: break
    case .allocate, .refresh, .release:
      writer.add(.requestedTransport, .udp)
      writer.add(.additionalAddressFamily, .v6)
    case .bindChannel(let number, let peer):
      writer.add(.xorPeerAddress, peer)
      writer.add(.channelNumber, number)
    }
    writer.add(.software, software)
    if case .release = purpose { writer.add(.lifetime, 0) }
  }

  /// Firezone's relays are those whose realm is known beforehand.
  private var isFirezone: Bool { credentials.realm != nil }

  private mutating func giveUp(_ request: PendingRequest, at now: Instant, into out: inout Outbox<Output>) {
    switch request.purpose {
    case .release(.forGood):
      if phase == .releasing { free(.released, into: &out) }
    case .binding where phase == .choosing:
      // The other family's address may answer yet.
      if !requests.contains(where: { $0.purpose == .binding }) { free(.noResponse, into: &out) }
    default:
      if request.server == active { free(.noResponse, into: &out) }
    }
  }
}
