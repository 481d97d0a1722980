import Base
import Lab
import Wire

/// How a node's own numbers are those of the trace.
struct NodeNumbers {
  /// Events by the node's numbers, packets by the node's numbers.
  var events: [Int: EventNumber] = [:]
  var packets: [UInt32: PacketID] = [:]
  /// What led the shell to a wish, and the packet that it was about, by the wish's number.
  var wishes: [UInt32: (cause: EventNumber, packet: PacketID?)] = [:]
  /// The node has ended, and that was told.
  var isOver = false

  /// Our own: what is older is nobody's cause any more.
  private static let memory = 100_000

  mutating func forget() {
    if events.count > Self.memory { events = [:] }
    if packets.count > Self.memory { packets = [:] }
    if wishes.count > Self.memory { wishes = [:] }
  }
}

/// What left one node and arrives at another: the same packet, and the cause of what comes there.
struct Crossings {
  private var datagrams: [[UInt8]: (event: EventNumber, packet: PacketID)] = [:]
  private var messages: [String: [EventNumber]] = [:]

  /// Our own: what is longer on its way does not arrive.
  private static let memory = 20_000
  /// The authentication tag of WireGuard, or of STUN, is at the end of whatever crosses: no two are the same.
  private static let mark = 32

  private static func key(_ datagram: Datagram) -> [UInt8] { Array(datagram.load.suffix(mark)) }

  mutating func leave(_ datagram: Datagram, _ event: EventNumber, _ packet: PacketID) {
    if datagrams.count >= Self.memory { datagrams = [:] }
    datagrams[Self.key(datagram)] = (event, packet)
  }

  /// Relays hand on what they get: it may arrive at several.
  func arrive(_ datagram: Datagram) -> (event: EventNumber, packet: PacketID)? { datagrams[Self.key(datagram)] }

  mutating func leave(_ message: PortalMessage, _ event: EventNumber) {
    let key = "\(message.message) \(message.from) \(message.to)"
    messages[key, default: []].append(event)
    if messages.count > Self.memory { messages = [:] }
  }

  /// What only one of the two ends tells of never arrives here: joins, heartbeats and their replies.
  func isOnItsWay(_ message: PortalMessage, _ event: EventNumber) -> Bool {
    guard !message.message.hasPrefix("phx_"), message.message != "heartbeat" else { return false }
    return messages["\(message.message) \(message.from) \(message.to)"]?.contains(event) == true
  }

  mutating func arrive(_ message: PortalMessage) -> EventNumber? {
    let key = "\(message.message) \(message.from) \(message.to)"
    guard let events = messages[key], let first = events.first else { return nil }
    messages[key] = events.count == 1 ? nil : Array(events.dropFirst())
    return first
  }
}

// What a node told, as a record of the trace.

extension AttachedWorld {
  func append(_ told: ControlRecord, of node: AttachedNode) {
    numbering[node.name]?.forget()
    let wish = told.wish == 0 ? nil : numbering[node.name]?.wishes[told.wish]
    if let packet = wish?.packet, told.packet != 0, numbering[node.name]?.packets[told.packet] == nil {
      numbering[node.name]?.packets[told.packet] = packet
    }
    var cause = told.cause == 0 ? wish?.cause ?? 0 : numbering[node.name]?.events[told.cause] ?? 0
    let what = happening(told.what, of: node)
    switch what {
    case .wireDelivered(let datagram):
      if let sent = crossings.arrive(datagram), told.packet != 0 {
        numbering[node.name]?.packets[told.packet] = sent.packet
        cause = sent.event
      }
    case .portalReceived(let message): cause = crossings.arrive(message) ?? cause
    default: break
    }
    let packet = self.packet(told.packet, of: node)
    let number = record(what, node: node.name, cause: cause, packet: packet, at: told.at)
    numbering[node.name]?.events[told.n] = number
    switch what {
    case .wireSent(let datagram): crossings.leave(datagram, number, packet)
    case .portalSent(let message): crossings.leave(message, number)
    default: break
    }
  }

  private func happening(_ what: ControlRecord.What, of node: AttachedNode) -> Happening {
    switch what {
    case .seen(let packet, let face, let out): return .seen(packet, at: Tap(node.name, face), out: out)
    case .wire(let datagram, let isSent):
      let told = self.datagram(datagram, of: node, isSent)
      return isSent ? .wireSent(told) : .wireDelivered(told)
    case .message(let name, let from, let to, let fields, let isSent):
      let message = PortalMessage(
        message: name, from: party(from, of: node), to: party(to, of: node), fields: fields.map { field($0, of: node) },
        text: "")
      return isSent ? .portalSent(message) : .portalReceived(message)
    case .flag(let name, let on): return .flag(name: name, on: on)
    case .told(let kind, let fields, let isUpkeep):
      return .reported(
        ToldReport(kind: kind, fields: fields.map { field($0, of: node) }, isUpkeep: isUpkeep))
    }
  }

  /// A node knows its portal by no name.
  private func party(_ text: String, of node: AttachedNode) -> String {
    node.hello.role != .portal && text == "portal" ? portal?.name ?? text : name(text)
  }

  /// A socket that is bound to all addresses sends from the one that the kernel chooses.
  private func datagram(_ told: ControlRecord.WireDatagram, of node: AttachedNode, _ isSent: Bool) -> Datagram {
    var source = told.source
    if source.address.isUnspecified {
      source.address = node.hello.addresses.first { $0.family == source.address.family } ?? source.address
    }
    let (from, to) = (owner(of: source), owner(of: told.destination))
    return Datagram(
      source: source, destination: told.destination, payload: told.bytes, from: isSent ? node.name : from,
      to: isSent ? to : node.name, ecn: told.mark)
  }

  private func owner(of endpoint: Endpoint) -> String {
    nodes.first { $0.hello.addresses.contains(endpoint.address) }?.name ?? "\(endpoint.address)"
  }

  // MARK: Names, numbers, times

  func name(_ text: String) -> String {
    if book.isUnknown(text) { for node in nodes where !node.isGone { learnNames(of: node) } }
    return book.name(text)
  }

  func packet(_ number: UInt32, of node: AttachedNode) -> PacketID {
    guard number != 0 else { return .none }
    if let known = numbering[node.name]?.packets[number] { return known }
    let id = PacketID(nextPacket)
    nextPacket += 1
    numbering[node.name]?.packets[number] = id
    return id
  }

  func field(_ field: Field, of node: AttachedNode) -> Field { Field(field.name, fact(field.value, of: node)) }

  func fact(_ fact: Fact, of node: AttachedNode) -> Fact {
    switch fact {
    case .text(let text): .text(name(text))
    case .instant(let instant): .instant(Instant(nanoseconds: instant.nanoseconds &+ node.hello.began &- zero))
    case .packet(let id): .packet(packet(id.number, of: node))
    case .list(let list): .list(list.map { self.fact($0, of: node) })
    default: fact
    }
  }

  func state(_ state: State, of node: AttachedNode) -> State {
    switch state {
    case .fact(let fact): .fact(self.fact(fact, of: node))
    case .record(let members):
      .record(members.map { State.Member(name($0.name), self.state($0.value, of: node)) })
    case .table(let columns, let rows):
      .table(columns: columns, rows: rows.map { $0.map { fact($0, of: node) } })
    case .packet, .result, .material: state
    }
  }
}
