import Base
import HostStack
import Portal
import Wire

/// The gateway's name server over TCP (RFC 7766): a small stack that hears nothing but its port.
package struct NameStreams: Sendable {
  /// Open at one of the gateway's addresses; and our own: of one client.
  static let capacity = 256
  package static let share = 10

  var host: Host
  private(set) var open = SortedTable<StreamID, Stream>()

  struct Stream: Sendable {
    let client: ClientID
    var messages = DNSStream()
  }

  init(_ chance: Chance) {
    host = Host(
      name: "names", addresses: [], services: [.stream(NameForwarding.port, connections: Self.capacity)], chance: chance
    )
  }

  /// - Returns: whether the client may have one more.
  mutating func accept(_ id: StreamID, of client: ClientID) -> Bool {
    guard open.values.count(where: { $0.client == client }) < Self.share else { return false }
    open[id] = Stream(client: client)
    return true
  }

  mutating func close(_ id: StreamID) { open[id] = nil }
  func streams(of client: ClientID) -> [StreamID] { open.filter { $0.value.client == client }.map(\.key) }

  /// The whole messages that end in these bytes, and who sent them.
  mutating func receive(_ bytes: [UInt8], on id: StreamID) -> (client: ClientID, messages: [[UInt8]])? {
    open.update(id) { ($0.client, $0.messages.receive(bytes)) }
  }
}

extension AccessGateway {
  /// A segment for the name server ends here, with or without use.
  mutating func takeSegment(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { nameStreams.host.handle(.packet(packet, id), at: now, into: &$0) }
    if !outputs.contains(where: { $0.discards(id) }) { out.put(.event(.taken(id))) }
    follow(outputs, at: now, into: &out)
  }

  mutating func driveNames(_ input: Host.Input, at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { nameStreams.host.handle(input, at: now, into: &$0) }
    follow(outputs, at: now, into: &out)
  }

  mutating func wakeNames(at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { nameStreams.host.wake(at: now, into: &$0) }
    follow(outputs, at: now, into: &out)
  }

  private mutating func follow(_ outputs: [Host.Output], at now: Instant, into out: inout Outbox<Output>) {
    for output in outputs {
      switch output {
      case .packet(let packet, let id):
        guard let client = clients.client(at: packet.destination) else {
          out.put(.event(.dropped(id, .noPeerState)))
          continue
        }
        withConnection(to: client, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
      case .event(let event):
        if case .dropped = event.fact { out.put(.event(.dropped(event.packet, .notForUs))) }
      case .stream(let id, let event): follow(event, on: id, at: now, into: &out)
      }
    }
  }

  private mutating func follow(
    _ event: StreamEvent, on id: StreamID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch event {
    case .connected(_, let remote):
      let client = clients.client(at: remote.address)
      if client.map({ nameStreams.accept(id, of: $0) }) != true {
        driveNames(.stream(id, .abort), at: now, into: &out)
      }
    case .data(let bytes):
      guard let (client, messages) = nameStreams.receive(bytes, on: id) else { return }
      for message in messages { serve(message, .stream(id), .none, from: client, at: now, into: &out) }
    case .peerFinished: driveNames(.stream(id, .finish), at: now, into: &out)
    // A client that does not read what it asks for is hung up on.
    case .writeRefused: driveNames(.stream(id, .abort), at: now, into: &out)
    case .closed: nameStreams.close(id)
    case .drained, .softError: break
    }
  }

  /// The client leaves, and with it its connections.
  mutating func closeNameStreams(of client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    for id in nameStreams.streams(of: client) { driveNames(.stream(id, .abort), at: now, into: &out) }
  }
}

extension Host.Output {
  fileprivate func discards(_ id: PacketID) -> Bool {
    if case .event(let event) = self, case .dropped = event.fact { event.packet == id } else { false }
  }
}
