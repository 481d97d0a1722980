import Base
import Cipher
import Portal
import Traversal
import WireGuard

/// What makes two set-ups the same connection: with all of it equal, both ends keep what they have (and start one more
/// handshake); with any of it different, they begin anew.
package struct ConnectionIdentity: Hashable, Sendable {
  package let remoteKey: PublicKey
  package let presharedKey: PresharedKey
  package let localCredentials: ICECredentials
  package let remoteCredentials: ICECredentials

  package init(
    remoteKey: PublicKey, presharedKey: PresharedKey, localCredentials: ICECredentials,
    remoteCredentials: ICECredentials
  ) {
    self.remoteKey = remoteKey
    self.presharedKey = presharedKey
    self.localCredentials = localCredentials
    self.remoteCredentials = remoteCredentials
  }
}

/// What a node tells its own connections apart by.
package struct ConnectionNumber: Hashable, Sendable {
  /// The tunnel's number, 24 bits: session indices begin with it.
  package let index: UInt32
  /// The first 32 bits of the transactions of the connection's checks.
  package let tag: UInt32

  package init(index: UInt32, tag: UInt32) {
    self.index = index
    self.tag = tag
  }
}

package enum ConnectionState: String, Hashable, Sendable {
  /// Waiting for a way to the peer.
  case connecting
  /// There is a path; WireGuard's handshake is under way or done.
  case connected
  /// A handshake has been completed: packets can pass.
  case established
  /// Nothing has passed for a while: the path is checked seldom.
  case idle
  case failed
  case closed
}

package enum ConnectionFailure: String, Hashable, Sendable {
  /// No address of the peer, or none of our own, became known in time.
  case noCandidates = "no-candidates"
  /// No pair of addresses is left that answers.
  case unreachable = "ice-timeout"
  /// WireGuard gave up on its handshake, or the session ran out.
  case tunnelExpired = "tunnel-expired"
}

/// What a connection waits for.
struct ConnectionWaits: Sendable {
  /// From creation to the first pair of candidates.
  static let candidateTimeout: Duration = .seconds(10)
  /// From the last pair's end to the connection's.
  static let grace: Duration = .seconds(2)
  /// Without a packet, either way.
  static let idleTimeout: Duration = .seconds(20)

  var candidates: Instant?
  /// The connection has failed then, unless a pair is formed.
  var grace: Instant?
  private(set) var lastActivity: Instant

  init(at now: Instant) {
    lastActivity = now
    candidates = now + Self.candidateTimeout
  }

  var idle: Instant { lastActivity + Self.idleTimeout }

  mutating func active(at now: Instant) { lastActivity = now }
}

/// Candidates of ours that the peer has not been told of.
package struct CandidateNews: Sendable {
  private(set) var found: [Candidate] = []
  private(set) var withdrawn: [Candidate] = []

  package var isEmpty: Bool { found.isEmpty && withdrawn.isEmpty }

  mutating func add(_ candidate: Candidate) {
    withdrawn.removeAll { $0.endpoint == candidate.endpoint }
    if !found.contains(candidate) { found.append(candidate) }
  }

  /// What the peer was never told of needs no withdrawal; but it may have been told earlier.
  mutating func withdraw(_ candidate: Candidate) {
    found.removeAll { $0.endpoint == candidate.endpoint }
    if !withdrawn.contains(candidate) { withdrawn.append(candidate) }
  }

  /// Best first, as the original sorts them.
  mutating func take() -> CandidateNews {
    defer { self = CandidateNews() }
    var news = self
    news.found.sort { ($1.priority, $0.endpoint) < ($0.priority, $1.endpoint) }
    return news
  }
}
