import Base
import Cipher
import Testing

@testable import Portal

/// A portal under test, its clock, and what it has put out since it was last asked.
struct PortalDesk {
  var portal: ControlPlane
  var now = Instant.zero
  var outputs: [ControlPlane.Output] = []
  private var nextRef = 0

  static let clientSocket = SocketID(1)
  static let gatewaySocket = SocketID(2)
  static let siblingSocket = SocketID(3)

  init(_ directory: Directory, _ quirks: PortalQuirk...) {
    portal = ControlPlane(directory: directory, wall: WallClock(epoch: Fixture.epoch), chance: Chance(seed: 1))
    for quirk in quirks { operate(.setQuirk(quirk, true)) }
  }

  /// The client and the first gateway are there.
  static func open(_ directory: Directory, _ quirks: PortalQuirk...) throws -> PortalDesk {
    var desk = PortalDesk(directory)
    for quirk in quirks { desk.operate(.setQuirk(quirk, true)) }
    try desk.join(Fixture.gateway, gatewaySocket)
    try desk.join(Fixture.client, clientSocket)
    desk.outputs = []
    return desk
  }

  mutating func put(_ input: ControlPlane.Input) {
    var out = Outbox<ControlPlane.Output>()
    portal.handle(input, at: now, into: &out)
    outputs += out.outputs
  }

  mutating func operate(_ action: OperatorAction) { put(.operate(action)) }

  mutating func wake(after wait: Duration) {
    now = now + wait
    var out = Outbox<ControlPlane.Output>()
    portal.wake(at: now, into: &out)
    outputs += out.outputs
  }

  mutating func join(_ client: ClientID, _ socket: SocketID, key: UInt8 = 1, from origin: Origin = Origin()) throws {
    put(.opened(socket, .client(client, try #require(Fixture.key(key)), origin)))
    send(ChannelFrame<FromClient>.Content.join, on: socket)
  }

  mutating func join(_ gateway: GatewayID, _ socket: SocketID, key: UInt8 = 2, from origin: Origin = Origin()) throws {
    put(.opened(socket, .gateway(gateway, try #require(Fixture.key(key)), origin)))
    send(ChannelFrame<FromGateway>.Content.join, on: socket)
  }

  mutating func join(_ relay: RelayID, _ socket: SocketID, secret: String = "s") {
    put(.opened(socket, .relay(relay)))
    send(ChannelFrame<FromRelay>.Content.relayJoin(stampSecret: secret), on: socket)
  }

  mutating func send<Message>(_ content: ChannelFrame<Message>.Content, on socket: SocketID) {
    put(.text(socket, ChannelFrame(topic: Message.topic, content: content, ref: nextRef).text))
    nextRef += 1
  }

  mutating func ask(
    _ resource: ResourceID, preferring gateways: [GatewayID] = [], on socket: SocketID = clientSocket
  ) {
    let wish = CreateFlow(resourceID: resource, connectedGatewayIDs: gateways)
    send(ChannelFrame<FromClient>.Content.message(.createFlow(wish)), on: socket)
  }

  mutating func confirm(_ ref: String, on socket: SocketID = gatewaySocket) {
    send(ChannelFrame<FromGateway>.Content.message(.flowAuthorized(.init(ref: ref))), on: socket)
  }

  /// A whole access, both messages; forgets what was put out.
  mutating func access(_ resource: ResourceID) throws {
    ask(resource)
    confirm(try #require(lastOrder).ref)
    outputs = []
  }

  // What was put out.

  /// `resource_deleted -> client`, in order.
  var sent: [String] {
    outputs.compactMap {
      guard case .event(.sent(let participant, let message)) = $0 else { return nil }
      return switch participant {
      case .client: "\(message.event) -> client"
      case .gateway(Fixture.sibling): "\(message.event) -> sibling"
      case .gateway: "\(message.event) -> gateway"
      case .relay: "\(message.event) -> relay"
      }
    }
  }

  var toClient: [ToClient] {
    outputs.compactMap { if case .event(.sent(_, .toClient(let message))) = $0 { message } else { nil } }
  }

  var toGateway: [ToGateway] {
    outputs.compactMap { if case .event(.sent(_, .toGateway(let message))) = $0 { message } else { nil } }
  }

  var lastOrder: AuthorizeFlow? {
    toGateway.reversed().lazy.compactMap { if case .authorizeFlow(let order) = $0 { order } else { nil } }.first
  }

  var ignored: [PortalIgnored] {
    outputs.compactMap { if case .event(.ignored(_, let reason)) = $0 { reason } else { nil } }
  }

  var ended: [Authorization] {
    outputs.compactMap { if case .event(.authorizationEnded(let row)) = $0 { row } else { nil } }
  }

  func replies(on socket: SocketID) -> [ChannelReply] {
    outputs.compactMap {
      guard case .text(socket, let text) = $0 else { return nil }
      // Pushes to a gateway are none of a client's messages; replies read alike.
      let frame = try? ChannelFrame<ToClient>(parsing: text)
      if case .reply(let reply)? = frame?.content { return reply }
      return nil
    }
  }
}
