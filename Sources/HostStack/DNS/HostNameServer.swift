import Base
import Wire

/// The name server of a host, over UDP and TCP.
extension Host {
  /// Answers a datagram, with TC set where the answer is longer than the asker takes (RFC 6891 §6.2.3) or the path
  /// carries. Gives the reason if it was discarded.
  func answer(
    _ bytes: [UInt8], by server: NameServer, from remote: Endpoint, to local: Endpoint, into out: inout Outbox<Output>
  ) -> DropReason? {
    let answer: DNSMessage
    var limit = DNSLimits.plain
    switch Self.read(bytes) {
    case .query(let query):
      limit = max(limit, min(Int(query.edns?.payloadSize ?? 0), DNSLimits.datagram))
      answer = server.answer(query)
    case .unreadable(let error): answer = error
    case .dropped(let reason): return reason
    }
    let room = mtu(to: remote.address) - (local.address.family == .v4 ? 20 : 40) - 8
    emit(.udp(from: local, to: remote, Self.bytes(answer, within: min(limit, room))), into: &out)
    return nil
  }

  /// Answers the queries that end in these bytes, in order. Who asks more than it reads is hung up on in order.
  mutating func hearQueries(
    _ bytes: ArraySlice<UInt8>, _ flow: Flow, _ cause: PacketID, into out: inout Outbox<Output>
  ) {
    guard case .dns(let server)? = datagramService(flow.local.port) else { return }
    let queries = connections.update(flow) { $0.queries.receive(bytes) } ?? []
    for bytes in queries {
      let answer: DNSMessage
      switch Self.read(bytes) {
      case .query(let query): answer = server.answer(query)
      case .unreadable(let error): answer = error
      case .dropped(let reason):
        report(.dropped(reason), nil, cause, into: &out)
        continue
      }
      let message = Self.bytes(answer, within: DNSMessage.greatestLength)
      let length = [UInt8(truncatingIfNeeded: message.count >> 8), UInt8(truncatingIfNeeded: message.count)]
      connections.update(flow) { socket in
        if socket.tcp.stream.backlog > DNSLimits.owed { return socket.tcp.finish() }
        socket.tcp.write(length + message)
      }
    }
  }

  private enum Reading {
    case query(DNSMessage)
    /// RFC 1035 §4.1.1: the answer to what cannot be read.
    case unreadable(DNSMessage)
    case dropped(DropReason)
  }

  /// A response is never answered, so that no two servers talk to each other without end.
  private static func read(_ bytes: [UInt8]) -> Reading {
    guard bytes.count >= 12 else { return .dropped(.dnsMalformed) }
    let header = DNSHeader(id: bytes.be16(0), bits: bytes.be16(2))
    guard !header.qr else { return .dropped(.dnsNotAQuery) }
    guard let query = try? DNSMessage(bytes) else {
      return .unreadable(DNSMessage(header).answered(.formatError))
    }
    return .query(query)
  }

  private static func bytes(_ answer: DNSMessage, within limit: Int) -> [UInt8] {
    if let bytes = try? answer.encoded(within: limit) { return bytes }
    // Records that no message can carry.
    return (try? answer.answered(.serverFailure).encoded()) ?? []
  }
}

enum DNSLimits {
  /// RFC 1035 §4.2.1: of a datagram without EDNS.
  static let plain = 512
  /// The longest datagram that the server sends, however much is asked for: what an IPv6 packet of 1280 bytes carries.
  static let datagram = 1232
  /// Bytes that may wait for a TCP client when it asks again: one of the longest messages.
  static let owed = 65_537
}
