import Base
import Wire

/// Which question of which application.
struct QuestionKey: Hashable, Comparable, Sendable {
  let app: AppID
  /// A look-up for both families has two.
  let family: IPFamily

  static func < (a: QuestionKey, b: QuestionKey) -> Bool { (a.app, a.family) < (b.app, b.family) }
}

/// How a question is put.
struct QuestionPolicy: Sendable {
  var servers: [Endpoint]
  /// How often the list is gone through.
  var rounds: Int
  var patience: Duration
  var recursion = true
  var authentic = false
  var payloadSize: UInt16?
  var ignoresTruncation = false
  var errors: UDPErrors
  /// Whether a failure code is the server's failure and no answer; dig shows it when no other server is left.
  var isPicky: Bool

  /// glibc: no EDNS, and every ICMP error counts (its sockets have IP_RECVERR).
  static func resolver(_ settings: ResolverSettings) -> QuestionPolicy {
    QuestionPolicy(
      servers: settings.servers, rounds: ResolverLimits.rounds, patience: ResolverLimits.patience,
      errors: .receiveErrors, isPicky: true)
  }

  static func dig(_ dig: Dig, _ settings: ResolverSettings) -> QuestionPolicy {
    QuestionPolicy(
      servers: dig.server.map { [$0] } ?? settings.servers, rounds: max(dig.tries, 1), patience: dig.patience,
      recursion: dig.recursion, authentic: true, payloadSize: dig.payloadSize,
      ignoresTruncation: dig.ignoresTruncation, errors: .connected, isPicky: false)
  }
}

/// One question on its way: to one server after the other until one answers.
struct Question: Sendable {
  let asked: DNSQuestion
  let policy: QuestionPolicy
  var transport: DNSTransport
  /// Of the attempt that is under way.
  var id: UInt16 = 0
  var flow: Flow?
  var began = Instant.zero
  var deadline = Instant.distantFuture
  var stream = DNSStream()
  var failures: [QueryFailure] = []
  var wasTruncated = false

  init(_ asked: DNSQuestion, _ policy: QuestionPolicy, over transport: DNSTransport) {
    self.asked = asked
    self.policy = policy
    self.transport = transport
  }

  /// Every attempt but the present one has failed. Nil when none is left.
  var server: Endpoint? {
    failures.count < policy.servers.count * policy.rounds ? policy.servers[failures.count % policy.servers.count] : nil
  }

  var query: DNSMessage {
    var query = DNSMessage.query(id: id, asked)
    query.header.rd = policy.recursion
    query.header.ad = policy.authentic
    query.edns = policy.payloadSize.map { EDNS(payloadSize: $0) }
    return query
  }

  /// Whether a message answers this question (RFC 5452 §9.1; where it came from was looked at before). A server that
  /// could not read the question may leave it out.
  func isAnswered(by message: DNSMessage) -> Bool {
    guard message.header.qr, message.header.id == id, message.header.opcode == .query else { return false }
    if message.questions.isEmpty { return message.rcode != .noError && message.rcode != .nonExistentDomain }
    return message.questions == [asked]
  }

  /// Whether an answer is only the server's failure, and the next one is to be asked.
  func isFailure(_ rcode: DNSRcode) -> Bool {
    guard rcode != .noError, rcode != .nonExistentDomain else { return false }
    return policy.isPicky || rcode == .serverFailure && failures.count + 1 < policy.servers.count
  }
}

/// How a question ended.
enum QuestionEnd: Sendable {
  case answered(DNSMessage, size: Int)
  /// No attempt is left; the question knows why each failed.
  case exhausted
}

/// Why one attempt to ask one server failed.
package struct QueryFailure: Hashable, Sendable {
  package var server: Endpoint
  package var transport: DNSTransport
  package var reason: Reason

  package enum Reason: Hashable, Sendable {
    case timedOut
    /// An ICMP error, who sent it and the packet that carried it.
    case reported(Errno, ICMPError, by: IPAddress, PacketID)
    /// A TCP reset; of a handshake, the connection was refused.
    case reset(Errno, PacketID)
    /// The server closed the TCP connection before it answered.
    case closedEarly
    /// The server answered that it cannot.
    case code(DNSRcode)
    /// No address of the server's family.
    case noRoute
    case exhausted
  }
}
