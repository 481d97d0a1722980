import Base
import Wire

/// A small host: it answers echo requests, serves UDP and TCP, and runs applications that react to ICMP errors as
/// those on Linux do.
///
/// IP packets go in; IP packets and facts come out. Left out on purpose: fragments are not put together, and a
/// packet to one of the host's own addresses leaves like any other.
package struct Host: Machine {
  package let name: String
  package internal(set) var addresses: [IPAddress]
  package internal(set) var timers = TimerTable<HostTimer>()
  var services: [Service]
  var resolver = ResolverSettings()
  var chance: Chance
  var apps = SortedTable<AppID, App>()
  var echoes = SortedTable<EchoKey, AppID>()
  var datagrams = SortedTable<Flow, DatagramOwner>()
  var connections = SortedTable<Flow, Socket>()
  var questions = SortedTable<QuestionKey, Question>()
  var streams = StreamTable()
  var pathMTUs = SortedTable<IPAddress, Int>()

  package enum Input: Sendable {
    case packet(IPPacket, PacketID)
    /// Opens an application. An id that is open already is ignored.
    case open(AppID, AppRequest)
    /// Stops an application, if it is still open.
    case close(AppID)
    /// The host's addresses from now on. Open sockets keep theirs.
    case addresses([IPAddress])
    /// What the host offers from now on. Accepted connections stay.
    case services([Service])
    /// Where names are looked up from now on. Questions that are under way stay where they are.
    case resolver(ResolverSettings)
    /// What the owner wants of a TCP connection of its own.
    case stream(StreamID, StreamAction)
  }

  package enum Output: Sendable {
    case packet(IPPacket, PacketID)
    case event(HostEvent)
    /// What happened to a TCP connection of the owner's.
    case stream(StreamID, StreamEvent)
  }

  /// - Parameters:
  ///   - name: what the HTTP service calls itself.
  ///   - addresses: the first of each family is the source of what the host begins.
  package init(name: String, addresses: [IPAddress], services: [Service], chance: Chance) {
    self.name = name
    self.addresses = addresses
    self.services = services
    self.chance = chance
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .packet(let packet, let id):
      if let reason = receive(packet, id, at: now, into: &out) { report(.dropped(reason), nil, id, into: &out) }
    case .open(let id, let request): open(id, request, at: now, into: &out)
    case .close(let id): end(id, .stopped, .none, at: now, into: &out)
    case .addresses(let addresses): self.addresses = addresses
    case .services(let services): self.services = services
    case .resolver(let settings): resolver = settings
    case .stream(let id, let action): act(action, on: id, at: now, into: &out)
    }
    refreshTimers()
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.application, at: now) { endImpatientApps(at: now, into: &out) }
    if timers.fires(.query, at: now) { endImpatientAttempts(at: now, into: &out) }
    if timers.fires(.secondFamily, at: now) { joinLists(at: now, into: &out) }
    if timers.fires(.reading, at: now) { readOn(at: now, into: &out) }
    if let next = timers.next, next <= now { wakeConnections(at: now, into: &out) }
    refreshTimers()
  }

  /// Complexity: O(open sockets), which are few.
  private mutating func refreshTimers() {
    timers.cancelAll()
    for app in apps.values {
      if app.deadline < .distantFuture { timers.hasten(.application, to: app.deadline) }
      timers.hasten(.secondFamily, to: app.attempts.joins)
      timers.hasten(.reading, to: app.reading?.next)
    }
    for question in questions.values { timers.hasten(.query, to: question.deadline) }
    for socket in connections.values {
      timers.hasten(.retransmission, to: socket.tcp.timers[.retransmission])
      timers.hasten(.timeWait, to: socket.tcp.timers[.timeWait])
      timers.hasten(.idle, to: socket.tcp.timers[.idle])
    }
  }

  func report(_ fact: HostFact, _ app: AppID?, _ packet: PacketID, into out: inout Outbox<Output>) {
    out.put(.event(HostEvent(app: app, packet: packet, fact: fact)))
  }

  /// Lets a packet out under a new number, if it could be built. What is to be said of it comes first: it is why the
  /// packet leaves.
  func emit(_ packet: IPPacket?, as fact: HostFact? = nil, of app: AppID? = nil, into out: inout Outbox<Output>) {
    let id = packet == nil ? .none : out.mint()
    if let fact { report(fact, app, id, into: &out) }
    if let packet { out.put(.packet(packet, id)) }
  }
}

/// What a host waits for; each is the earliest among its sockets.
package enum HostTimer: Int, TimerName {
  /// An application's patience.
  case application = 0
  /// RFC 6298, and the probes of a closed window.
  case retransmission
  /// RFC 9293 §3.6.1: the end of TIME-WAIT, and of waiting for a peer's FIN.
  case timeWait
  /// A service's patience with a silent peer.
  case idle
  /// A question's patience with a name server.
  case query
  /// RFC 8305 §5: the moment at which addresses of the other family are tried as well.
  case secondFamily
  /// When an application that reads at a rate reads on.
  case reading
}

extension TimerTable {
  fileprivate mutating func hasten(_ name: Name, to deadline: Instant?) {
    if let deadline, deadline < self[name] ?? .distantFuture { self[name] = deadline }
  }
}
