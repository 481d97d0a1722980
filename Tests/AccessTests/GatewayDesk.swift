import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire

@testable import Access

/// A gateway under test, its clock, and what it has put out since it was last asked.
struct GatewayDesk {
  var gateway: AccessGateway
  var now = Instant.zero
  var outputs: [AccessGateway.Output] = []
  private var nextPacket: UInt32 = 5000

  /// Joined, and told its addresses.
  init() throws {
    gateway = AccessGateway(Fixture.node("gateway", Fixture.gatewaySocket))
    give(.start)
    give(.portal(.opened))
    give(.portal(.text(ChannelFrame<ToGateway>(topic: ToGateway.topic, content: .reply(.ok), ref: try joinRef()).text)))
    try #require(gateway.isJoined)
    tell(.initial(Self.initial()))
    _ = gateway.relays.sightings.see(
      .host, Fixture.gatewaySocket, Fixture.gatewaySocket, by: Fixture.id(0x7f))
    outputs = []
  }

  static func initial(_ authorizations: [AuthorizationEntry] = []) -> GatewayInit {
    GatewayInit(
      interface: GatewayInterface(
        ipv4: Fixture.v4(Fixture.gatewayAddresses), ipv6: Fixture.v6(Fixture.gatewayAddresses)),
      authorizations: authorizations)
  }

  private func joinRef() throws -> Int? {
    for case .portal(.text(let text)) in outputs {
      let frame = try ChannelFrame<FromGateway>(parsing: text)
      if frame.content == .join { return frame.ref }
    }
    return nil
  }

  mutating func give(_ input: AccessGateway.Input) { act { $0.handle(input, at: $1, into: &$2) } }

  mutating func tell(_ message: ToGateway) {
    give(.portal(.text(ChannelFrame<ToGateway>(topic: ToGateway.topic, content: .message(message), ref: nil).text)))
  }

  /// A packet from the resources' side.
  @discardableResult
  mutating func send(_ packet: IPPacket) -> PacketID {
    let id = PacketID(nextPacket)
    nextPacket += 1
    give(.packet(packet, id))
    return id
  }

  mutating func wait(until end: Instant) {
    while let next = gateway.timers.next, next <= end {
      now = max(now, next)
      act { $0.wake(at: $1, into: &$2) }
    }
    now = end
  }

  private mutating func act(
    _ body: (inout AccessGateway, Instant, inout Outbox<AccessGateway.Output>) -> Void
  ) {
    var out = Outbox<AccessGateway.Output>(nextPacket: nextPacket)
    body(&gateway, now, &out)
    nextPacket = out.nextPacket
    outputs += out.outputs
  }

  var events: [AccessEvent] { outputs.compactMap { if case .event(let event) = $0 { event } else { nil } } }
  var delivered: [IPPacket] { outputs.compactMap { if case .deliver(let packet, _) = $0 { packet } else { nil } } }
  var drops: [AccessDrop] { events.compactMap { if case .dropped(_, let drop) = $0 { drop } else { nil } } }
  var refusals: [Refusal] { events.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } } }
}
