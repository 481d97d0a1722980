import Base
import Portal
import Testing
import Traversal
import Wire

@testable import Access

/// A client under test, its clock, and what it has put out since it was last asked.
struct ClientDesk {
  var client: AccessClient
  var now = Instant.zero
  var outputs: [AccessClient.Output] = []
  /// How often the client wanted to be woken.
  private(set) var wakes = 0
  private var nextPacket: UInt32 = 1000

  /// Joined, and told of `resources`.
  init(
    flagOn: Bool = true, _ resources: [ClientResource] = Fixture.resources, upstreams: [Endpoint] = []
  ) throws {
    var flags = FeatureFlags()
    flags[.icmpErrorUnreachableProhibitedCreateNewFlow] = flagOn
    client = AccessClient(Fixture.node("client", Fixture.clientSocket), flags: flags)
    give(.start)
    try join()
    let interface = ClientInterface(
      ipv4: Fixture.v4(Fixture.clientAddresses), ipv6: Fixture.v6(Fixture.clientAddresses),
      upstreamDNS: upstreams.map(UpstreamDNS.init))
    tell(.initial(ClientInit(interface: interface, resources: resources)))
    showSockets()
    outputs = []
  }

  /// The portal's socket opens, and the portal lets the client in.
  mutating func join() throws {
    give(.portal(.opened))
    give(.portal(.text(ChannelFrame<ToClient>(topic: ToClient.topic, content: .reply(.ok), ref: try joinRef()).text)))
    try #require(client.isJoined)
  }

  /// As if a relay had answered to each of the client's sockets: that is how it comes to know where it is.
  mutating func showSockets(_ sockets: [Endpoint]? = nil) {
    act { client, now, out in
      for socket in sockets ?? client.local.sockets {
        let change = client.relays.sightings.see(.host, socket, socket, by: Fixture.id(0x7f))
        if let change { client.withRelays(at: now, into: &out) { $1.put(.change(change)) } }
      }
    }
  }

  private func joinRef() throws -> Int? {
    for case .portal(.text(let text)) in outputs.reversed() {
      let frame = try ChannelFrame<FromClient>(parsing: text)
      if frame.content == .join { return frame.ref }
    }
    return nil
  }

  mutating func give(_ input: AccessClient.Input) { act { $0.handle(input, at: $1, into: &$2) } }

  mutating func tell(_ message: ToClient) {
    give(.portal(.text(ChannelFrame<ToClient>(topic: ToClient.topic, content: .message(message), ref: nil).text)))
  }

  @discardableResult
  mutating func send(_ packet: IPPacket) -> PacketID {
    let id = PacketID(nextPacket)
    nextPacket += 1
    give(.packet(packet, id))
    return id
  }

  /// Lets time pass, waking the client whenever it wants to.
  mutating func wait(until end: Instant) {
    while let next = client.timers.next, next <= end {
      now = max(now, next)
      wakes += 1
      act { $0.wake(at: $1, into: &$2) }
    }
    now = end
  }

  mutating func wait(_ duration: Duration) { wait(until: now + duration) }

  private mutating func act(
    _ body: (inout AccessClient, Instant, inout Outbox<AccessClient.Output>) -> Void
  ) {
    var out = Outbox<AccessClient.Output>(nextPacket: nextPacket)
    body(&client, now, &out)
    nextPacket = out.nextPacket
    outputs += out.outputs
  }

  // What was put out.

  var events: [AccessEvent] { outputs.compactMap { if case .event(let event) = $0 { event } else { nil } } }
  var delivered: [IPPacket] { outputs.compactMap { if case .deliver(let packet, _) = $0 { packet } else { nil } } }

  var toPortal: [FromClient] {
    outputs.compactMap {
      guard case .portal(.text(let text)) = $0 else { return nil }
      let frame = try? ChannelFrame<FromClient>(parsing: text)
      if case .message(let message)? = frame?.content { return message }
      return nil
    }
  }

  /// The resources that were asked for.
  var asked: [ResourceID] {
    toPortal.compactMap { if case .createFlow(let flow) = $0 { flow.resourceID } else { nil } }
  }

  var drops: [AccessDrop] { events.compactMap { if case .dropped(_, let drop) = $0 { drop } else { nil } } }
  var refusals: [Refusal] { events.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } } }

  var verdicts: [Recovery.Verdict] {
    events.compactMap { if case .prohibited(_, _, let verdict) = $0 { verdict } else { nil } }
  }

  func states(of peer: Participant) -> [ConnectionState] {
    events.compactMap { if case .connection(peer, let state, _) = $0 { state } else { nil } }
  }
}
