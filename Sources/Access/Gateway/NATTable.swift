import Base
import HashTreeCollections
import Wire

/// The sessions of one client with names of DNS resources.
///
/// A session keeps the real address that it began with, whatever the name resolves to later. All tables share their
/// structure with their copies and have an upper bound.
package struct NATTable: Sendable {
  /// Our own: sessions of one client. Beyond it there is no new one until another ends.
  package static let capacity = 16_384

  private var sessions = TreeDictionary<NATInside, NATSession>()
  private var byOutside = TreeDictionary<NATOutside, NATInside>()
  private var byProxy = TreeDictionary<IPAddress, [FlowPort]>()
  private var deadlines = SweepSchedule<NATInside>()
  private var ended = EndedSessions()

  package init() {}

  package var count: Int { sessions.count }
  /// In ascending order of their inside.
  package var all: [NATSession] { sessions.values.sorted { $0.inside < $1.inside } }
  package subscript(inside: NATInside) -> NATSession? { sessions[inside] }

  /// When there is something to sweep.
  package var nextSweep: Instant? { Instant.earlier(deadlines.next, ended.next) }

  package enum Fault: Error, Hashable, Sendable {
    /// The name has no address of the proxy's family, or is being looked up.
    case unresolved
    /// No session or no port is left.
    case exhausted
  }

  /// A client's packet: gives the session that it belongs to, with the proxy's real address where it begins one.
  package mutating func outbound(
    _ inside: NATInside, to real: IPAddress?, _ flags: TCPFlags, _ quirks: AccessQuirks, at now: Instant,
    _ changes: inout [NATChange]
  ) throws(Fault) -> NATSession {
    if var session = sessions[inside] {
      if session.end(quirks) <= now {
        end(session, .expired, at: now, &changes)
      } else if session.finished == .both, flags.isSYN {
        end(session, .reused, at: now, &changes)
      } else {
        session.lastOutbound = now
        if flags.contains(.fin) { finish(&session, .outbound, quirks) }
        sessions[inside] = session
        if flags.contains(.rst) { end(session, .reset, at: now, &changes) }
        return session
      }
    }
    let session = try begin(inside, to: real, quirks, at: now)
    changes.append(.created(session))
    if flags.contains(.rst) { end(session, .reset, at: now, &changes) }
    return session
  }

  package enum Inbound: Hashable, Sendable {
    case session(NATSession)
    /// There was one, and it is over: this is no other traffic that happens to use the same ports.
    case over
    case unknown
  }

  /// A resource's packet.
  package mutating func inbound(
    _ outside: NATOutside, _ flags: TCPFlags, _ quirks: AccessQuirks, at now: Instant, _ changes: inout [NATChange]
  ) -> Inbound {
    guard var session = byOutside[outside].flatMap({ sessions[$0] }) else {
      return ended.remembers(outside, at: now) ? .over : .unknown
    }
    if session.end(quirks) <= now {
      end(session, .expired, at: now, &changes)
      return .over
    }
    session.lastInbound = now
    if flags.contains(.fin) { finish(&session, .inbound, quirks) }
    sessions[session.inside] = session
    if flags.contains(.rst) { end(session, .reset, at: now, &changes) }
    return .session(session)
  }

  /// The session of a packet that an ICMP error quotes. It keeps nothing alive (RFC 5508 REQ-3).
  package func quoted(_ outside: NATOutside, _ quirks: AccessQuirks, at now: Instant) -> Inbound {
    guard let session = byOutside[outside].flatMap({ sessions[$0] }) else {
      return ended.remembers(outside, at: now) ? .over : .unknown
    }
    return session.end(quirks) <= now ? .over : .session(session)
  }

  /// Whether there is or was a moment ago such a session.
  func knows(_ outside: NATOutside) -> Bool { byOutside[outside] != nil || ended.contains(outside) }

  /// Ends what no packet has come for in time.
  package mutating func sweep(_ quirks: AccessQuirks, at now: Instant, _ changes: inout [NATChange]) {
    for due in deadlines.popDue(at: now) {
      // Another session may have the same inside since; it has an entry of its own.
      guard var session = sessions[due.key], session.sweep == due.at else { continue }
      let deadline = session.end(quirks)
      if deadline <= now {
        end(session, .expired, at: now, &changes)
      } else {
        session.sweep = deadlines.arm(due.key, at: deadline)
        sessions[due.key] = session
      }
    }
    ended.purge(at: now)
  }

  /// Ends every session with a proxy address that stands for something else now.
  package mutating func reset(_ proxy: IPAddress, at now: Instant, _ changes: inout [NATChange]) {
    for port in byProxy[proxy] ?? [] {
      if let session = sessions[NATInside(port: port, proxy: proxy)] { end(session, .reassigned, at: now, &changes) }
    }
  }

  /// One half is closed. With the other the session's end comes nearer than the table thinks.
  private mutating func finish(_ session: inout NATSession, _ half: NATSession.Directions, _ quirks: AccessQuirks) {
    guard session.finished != .both else { return }
    session.finished.insert(half)
    if session.finished == .both { session.sweep = deadlines.arm(session.inside, at: session.end(quirks)) }
  }

  private mutating func begin(
    _ inside: NATInside, to real: IPAddress?, _ quirks: AccessQuirks, at now: Instant
  ) throws(Fault) -> NATSession {
    guard let real else { throw .unresolved }
    guard sessions.count < Self.capacity, deadlines.count < 2 * Self.capacity,
      let port = freePort(like: inside.port, at: real)
    else { throw .exhausted }
    var session = NATSession(
      inside: inside, outside: NATOutside(port: port, address: real), since: now, lastOutbound: now)
    session.sweep = deadlines.arm(inside, at: session.end(quirks))
    sessions[inside] = session
    byOutside[session.outside] = inside
    let i = byProxy[inside.proxy]?.insertionIndex(of: inside.port) ?? 0
    byProxy[inside.proxy, default: []].insert(inside.port, at: i)
    ended.forget(session.outside)
    return session
  }

  /// The client's own port if it is free, else the next higher one, and 1 after the last.
  ///
  /// Complexity: O(ports in use in one run), which `capacity` bounds.
  private func freePort(like port: FlowPort, at real: IPAddress) -> FlowPort? {
    var number = port.number
    for _ in 0..<Int(UInt16.max) {
      let candidate = port.with(number: number)
      if byOutside[NATOutside(port: candidate, address: real)] == nil { return candidate }
      number = number == .max ? 1 : number + 1
    }
    return nil
  }

  private mutating func end(_ session: NATSession, _ end: NATEnd, at now: Instant, _ changes: inout [NATChange]) {
    sessions[session.inside] = nil
    byOutside[session.outside] = nil
    if let i = byProxy[session.inside.proxy]?.sortedIndex(of: session.inside.port) {
      byProxy[session.inside.proxy]?.remove(at: i)
      if byProxy[session.inside.proxy]?.isEmpty == true { byProxy[session.inside.proxy] = nil }
    }
    ended.remember(session.outside, at: now)
    changes.append(.ended(session, end))
  }
}

extension TCPFlags {
  /// The first segment of a connection (RFC 9293 §3.5).
  fileprivate var isSYN: Bool { contains(.syn) && !contains(.ack) }
}
