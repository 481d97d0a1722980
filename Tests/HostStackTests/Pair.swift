import Base
import Wire

@testable import HostStack

/// Two hosts and the line between them, which may lose, delay and duplicate.
struct Pair {
  var hosts: [Host]
  var now = Instant.zero
  var line = Line()
  private(set) var events: [(at: Instant, host: Int, event: HostEvent)] = []
  private(set) var streams: [(host: Int, id: StreamID, event: StreamEvent)] = []
  private var inFlight: [Flight] = []
  private var order = 0
  private var nextPacket: UInt32 = 1
  private var chance: Chance

  struct Line {
    var latency: Duration = .milliseconds(5)
    var jitter: Duration = .zero
    var lossPPM: UInt32 = 0
    var duplicatePPM: UInt32 = 0
    /// What neither host gets to see.
    var blocks: @Sendable (IPPacket) -> Bool = { _ in false }
  }

  private struct Flight {
    var at: Instant
    var order: Int
    var to: Int
    var packet: IPPacket
    var id: PacketID
  }

  static let client = [IPAddress("100.64.0.1")!, IPAddress("fd00:2021:1111::1")!]
  static let server = [IPAddress("172.20.0.100")!, IPAddress("172:20::100")!]

  init(seed: UInt64 = 1, services: [Service] = [.http(80), .udpEcho(7), .tcpEcho(7)]) {
    let chance = Chance(seed: seed)
    self.chance = chance.stream("line")
    hosts = [
      Host(name: "client", addresses: Self.client, services: [], chance: chance.stream("client")),
      Host(name: "httpbin", addresses: Self.server, services: services, chance: chance.stream("server")),
    ]
  }

  mutating func give(_ input: Host.Input, to host: Int = 0) {
    var out = Outbox<Host.Output>(nextPacket: nextPacket)
    hosts[host].handle(input, at: now, into: &out)
    take(out, from: host)
  }

  /// Runs until nothing is left to do, or `deadline`.
  mutating func run(until deadline: Instant = Instant.zero + .seconds(600)) {
    while let next = nextInstant, next <= deadline {
      now = next
      if let i = inFlight.indices.min(by: { key($0) < key($1) }), inFlight[i].at <= now {
        let flight = inFlight.remove(at: i)
        give(.packet(flight.packet, flight.id), to: flight.to)
      } else {
        for host in hosts.indices {
          var out = Outbox<Host.Output>(nextPacket: nextPacket)
          hosts[host].wake(at: now, into: &out)
          take(out, from: host)
        }
      }
    }
  }

  /// The result of an application, once it is there.
  func result(_ id: UInt32) -> AppResult? {
    for (_, _, event) in events where event.app == AppID(id) {
      if case .ended(let result) = event.fact { return result }
    }
    return nil
  }

  private func key(_ i: Int) -> (Instant, Int) { (inFlight[i].at, inFlight[i].order) }

  private var nextInstant: Instant? {
    (inFlight.map(\.at) + hosts.compactMap(\.timers.next)).min()
  }

  private mutating func take(_ out: Outbox<Host.Output>, from host: Int) {
    nextPacket = out.nextPacket
    for output in out.outputs {
      switch output {
      case .event(let event): events.append((now, host, event))
      case .stream(let id, let event): streams.append((host, id, event))
      case .packet(let packet, let id): carry(packet, id, to: 1 - host)
      }
    }
  }

  private mutating func carry(_ packet: IPPacket, _ id: PacketID, to host: Int) {
    if line.blocks(packet) { return }
    let copies = chance.happens(partsPerMillion: line.duplicatePPM) ? 2 : 1
    for _ in 0..<copies where !chance.happens(partsPerMillion: line.lossPPM) {
      order += 1
      let at = now + line.latency + chance.duration(upTo: line.jitter)
      inFlight.append(Flight(at: at, order: order, to: host, packet: packet, id: id))
    }
  }
}

/// One host alone: what it wants is looked at, not carried.
struct Bench {
  var host: Host
  var now = Instant.zero
  var events: [HostEvent] = []
  var sent: [IPPacket] = []
  var streams: [(id: StreamID, event: StreamEvent)] = []
  private var nextPacket: UInt32 = 1000

  init(_ addresses: [IPAddress] = Pair.client, services: [Service] = [], seed: UInt64 = 1) {
    host = Host(name: "bench", addresses: addresses, services: services, chance: Chance(seed: seed))
  }

  @discardableResult
  mutating func give(_ input: Host.Input, at time: Duration? = nil) -> [IPPacket] {
    if let time { now = Instant.zero + time }
    return act { $0.handle(input, at: $1, into: &$2) }
  }

  /// Wakes the host whenever it wants to, up to and including `time`. Gives when packets left.
  mutating func run(until time: Duration) -> [Duration] {
    var instants: [Duration] = []
    while let next = host.timers.next, next <= Instant.zero + time {
      now = next
      let sent = act { $0.wake(at: $1, into: &$2) }
      instants += sent.map { _ in now - .zero }
    }
    now = Instant.zero + time
    return instants
  }

  var dropped: [DropReason] {
    events.compactMap { if case .dropped(let reason) = $0.fact { reason } else { nil } }
  }

  var result: AppResult? {
    events.compactMap { if case .ended(let result) = $0.fact { result } else { nil } }.last
  }

  private mutating func act(_ body: (inout Host, Instant, inout Outbox<Host.Output>) -> Void) -> [IPPacket] {
    var out = Outbox<Host.Output>(nextPacket: nextPacket)
    body(&host, now, &out)
    nextPacket = out.nextPacket
    var packets: [IPPacket] = []
    for output in out.outputs {
      switch output {
      case .event(let event): events.append(event)
      case .stream(let id, let event): streams.append((id, event))
      case .packet(let packet, _): packets.append(packet)
      }
    }
    sent += packets
    return packets
  }
}

extension AppResult {
  var failure: AppFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }

  var summary: HTTPSummary? {
    if case .response(let summary) = outcome { summary } else { nil }
  }
}

extension IPPacket {
  var tcp: TCPHeader? {
    if case .tcp(let header) = transport { header } else { nil }
  }

  var udp: UDPHeader? {
    if case .udp(let header) = transport { header } else { nil }
  }
}
