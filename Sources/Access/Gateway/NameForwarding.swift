import Base
import HostStack
import Portal
import Wire

/// The queries of clients that a gateway has asked its own name servers: what is looked up at the site of a resource.
package struct NameForwarding: Sendable {
  /// On the gateway's tunnel addresses, over UDP and TCP.
  package static let port: UInt16 = 53535
  /// What an answer over UDP may have, in bytes; a longer one is cut and says so.
  static let greatestAnswer = 1200
  /// For one server.
  static let timeout: Duration = .seconds(5)
  /// Servers that one query is sent to, one after the other. Our own.
  static let attempts = 2
  /// Under way at once; and our own: of one client.
  package static let capacity = 1000
  package static let share = 128

  package struct Pending: Hashable, Sendable {
    package let client: ClientID
    package let query: DNSMessage
    let bytes: [UInt8]
    let asker: Asker
    package let since: Instant
    /// The servers that were asked, in that order.
    package internal(set) var asked: [Endpoint]
    package internal(set) var askedAt: Instant
  }

  /// Where an answer goes.
  package enum Asker: Hashable, Sendable {
    case datagram(to: Endpoint, from: Endpoint)
    case stream(StreamID)
  }

  package internal(set) var servers = NameServers()
  /// In the order in which they were last asked.
  package private(set) var pending = SortedTable<LookupID, Pending>()
  private var begun = SortedTable<ClientID, Int>()

  package init() {}

  package var nextDeadline: Instant? { pending.values.first.map { $0.askedAt + Self.timeout } }
  func overdue(at now: Instant) -> LookupID? { nextDeadline.map { $0 <= now } == true ? pending.keys.first : nil }

  /// - Returns: whether there is room for one more of this client.
  mutating func put(_ query: Pending, as id: LookupID) -> Bool {
    guard pending.count < Self.capacity, begun[query.client] ?? 0 < Self.share else { return false }
    pending[id] = query
    begun[query.client] = (begun[query.client] ?? 0) + 1
    return true
  }

  mutating func take(_ id: LookupID) -> Pending? {
    guard let query = pending[id] else { return nil }
    pending[id] = nil
    let left = (begun[query.client] ?? 1) - 1
    begun[query.client] = left > 0 ? left : nil
    return query
  }
}

extension AccessGateway {
  /// A message to the gateway's own name server.
  mutating func serve(
    _ bytes: [UInt8], _ asker: NameForwarding.Asker, _ id: PacketID, from client: ClientID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let query: DNSMessage
    do throws(MalformedDNS) { query = try DNSMessage(bytes) } catch {
      out.put(.event(.dropped(id, .malformedQuery(error))))
      return
    }
    guard !query.header.qr else {
      out.put(.event(.dropped(id, .malformedQuery(nil))))
      return
    }
    // A message of a stream came in segments, which are accounted for.
    if id != .none { out.put(.event(.taken(id))) }
    let pending = NameForwarding.Pending(
      client: client, query: query, bytes: bytes, asker: asker, since: now, asked: [], askedAt: now)
    if query.header.opcode != .query {
      answer(pending, nil, .notImplemented, at: now, into: &out)
    } else if query.questions.count != 1 {
      answer(pending, nil, .formatError, at: now, into: &out)
    } else {
      ask(pending, at: now, into: &out)
    }
  }

  /// Asks the best server that was not asked before; without one the client hears of a failure.
  private mutating func ask(
    _ query: NameForwarding.Pending, at now: Instant, into out: inout Outbox<Output>
  ) {
    let id = questions.next
    var query = query
    guard query.asked.count < NameForwarding.attempts, let server = names.servers.best(except: query.asked, at: now)
    else {
      answer(query, nil, .serverFailure, at: now, into: &out)
      return
    }
    query.asked.append(server)
    query.askedAt = now
    guard names.put(query, as: id) else {
      answer(query, nil, .serverFailure, at: now, into: &out)
      return
    }
    questions.use()
    out.put(.event(.queryForwarded(id, query.client, to: server)))
    out.put(.ask(UpstreamQuery(id: id, server: server, transport: query.asker.transport, message: query.bytes)))
  }

  /// What a name server said, or that it said nothing.
  mutating func hear(_ id: LookupID, _ upstream: UpstreamAnswer, at now: Instant, into out: inout Outbox<Output>) {
    guard let query = names.take(id), let server = query.asked.last else { return }
    if case .message(let bytes) = upstream, let message = try? DNSMessage(bytes), message.answers(query.query) {
      names.servers.answered(server, after: now - query.askedAt)
      answer(query, id, bytes, message, at: now, into: &out)
    } else {
      names.servers.failed(server, at: now)
      ask(query, at: now, into: &out)
    }
  }

  private mutating func answer(
    _ query: NameForwarding.Pending, _ id: LookupID?, _ rcode: DNSRcode, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let message = query.query.answered(rcode)
    guard let bytes = try? message.encoded(within: NameForwarding.greatestAnswer) else { return }
    answer(query, id, bytes, message, at: now, into: &out)
  }

  private mutating func answer(
    _ query: NameForwarding.Pending, _ id: LookupID?, _ bytes: [UInt8], _ message: DNSMessage, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard clients[query.client] != nil else { return }
    out.put(.event(.queryAnswered(id, query.client, message.header.rcode)))
    switch query.asker {
    case .stream(let stream):
      let length = [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)]
      driveNames(.stream(stream, .write(length + bytes)), at: now, into: &out)
    case .datagram(let asker, let server):
      let isShort = bytes.count <= NameForwarding.greatestAnswer
      guard let bytes = isShort ? bytes : try? message.encoded(within: NameForwarding.greatestAnswer),
        let packet = IPPacket.udp(from: server, to: asker, bytes)
      else { return }
      let packetID = out.mint()
      withConnection(to: query.client, at: now, into: &out) { $0.send(packet.bytes, packetID, at: now, into: &$1) }
    }
  }
}

extension NameForwarding.Asker {
  /// Who asks over TCP takes any answer, and gets the whole one.
  fileprivate var transport: UpstreamQuery.Transport { if case .stream = self { .tcp } else { .udp } }
}

extension DNSMessage {
  /// RFC 5452 §9.1: what makes a message the answer to this query.
  fileprivate func answers(_ query: DNSMessage) -> Bool {
    header.qr && header.id == query.header.id && questions == query.questions
  }
}
