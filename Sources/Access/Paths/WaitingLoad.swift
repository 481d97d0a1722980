import Base

/// What a connection cannot send yet.
struct WaitingLoad: Sendable {
  struct Item: Sendable {
    let bytes: [UInt8]
    let id: PacketID
  }

  /// Messages of the tunnel that have no path.
  private(set) var messages: [Item] = []
  /// The client's packets before there has been any path.
  private(set) var held: [Item] = []
  /// Packets inside the tunnel that wait for a session.
  private var queued: [PacketID] = []
  /// What was held goes into the tunnel.
  var isReleasing = false

  var packets: [PacketID] { held.map(\.id) + queued + messages.map(\.id).filter { $0 != .none } }

  /// - Returns: what had to go for it.
  mutating func hold(_ bytes: [UInt8], _ id: PacketID) -> PacketID? { Self.append(Item(bytes: bytes, id: id), &held) }

  mutating func keep(_ bytes: [UInt8], _ id: PacketID) -> PacketID? {
    Self.append(Item(bytes: bytes, id: id), &messages)
  }

  private static func append(_ item: Item, _ list: inout [Item]) -> PacketID? {
    list.append(item)
    return list.count > Connection.waitingCapacity ? list.removeFirst().id : nil
  }

  mutating func takeMessages() -> [Item] {
    defer { messages = [] }
    return messages
  }

  mutating func takeHeld() -> [Item] {
    defer { held = [] }
    return held
  }

  mutating func queue(_ id: PacketID) { queued.append(id) }

  /// The packet waits no more. The tunnel lets them go in the order in which they came.
  mutating func settle(_ id: PacketID) {
    if !queued.isEmpty, let i = queued.firstIndex(of: id) { queued.remove(at: i) }
  }
}
