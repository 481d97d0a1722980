import Base
import Report
import Script
import Wire

/// One packet: written in a script, or seen in the lab.
struct PacketValue: HostValue {
  /// As written; of a packet that was seen, the shortest way to write it.
  let crafted: CraftedPacket
  let packet: Packet
  /// `p17`, once the lab knows it.
  let number: PacketID?
  /// Fields are shown as typed or computed, not merely found.
  private let isWritten: Bool

  init(_ crafted: CraftedPacket) throws(CraftingError) {
    self.crafted = crafted
    packet = try crafted.build()
    number = nil
    isWritten = true
  }

  init(_ seen: IPPacket, number: PacketID?) {
    packet = Packet(seen)
    crafted = CraftedPacket(packet)
    self.number = number
    isWritten = false
  }

  init(quoted packet: Packet) {
    self.packet = packet
    crafted = CraftedPacket(packet)
    number = nil
    isWritten = false
  }

  var typeName: String { "packet" }
  var description: String { (number.map { "p\($0.number) " } ?? "") + packet.summary }
  var memberNames: [String] {
    packet.layers.filter { $0.depth == 0 }.map(\.schema.name) + (packet.quoted == nil ? [] : ["quoted"]) + Self.own
  }

  private static let own = ["length", "bytes", "summary", "source"]

  /// A layer, the packet in a quote, or what a packet as a whole has.
  func member(_ name: String) -> Value? {
    switch name {
    case "quoted", "inner": packet.quoted.map { .host(PacketValue(quoted: $0)) }
    case "length": .integer(Int64(packet.bytes.count))
    case "bytes": .bytes(packet.bytes)
    case "summary": .string(packet.summary)
    case "source": .string(crafted.source)
    default:
      (try? PacketPath(name)).flatMap(packet.index).map { .host(LayerValue(packet: packet, index: $0)) }
    }
  }

  func has(_ name: String) -> Bool { (try? PacketPath(name)).map(packet.has) ?? false }

  func equals(_ other: any HostValue) -> Bool { (other as? PacketValue)?.packet.bytes == packet.bytes }

  func shown(_ style: Style) -> String {
    let heading = number.map { style.paint("p\($0.number)", .packet) + "  " } ?? ""
    let layers = isWritten ? try? crafted.completed().layers : nil
    return heading + packet.summary + "\n" + packet.show(as: layers) + "\n"
  }
}

/// `p.ip`: one layer of a packet.
struct LayerValue: HostValue {
  let packet: Packet
  let index: Int

  private var schema: LayerSchema { packet.layers[index].schema }

  var typeName: String { "layer" }
  var description: String { schema.name }
  var memberNames: [String] { schema.fields.map(\.name) }

  /// Numbers stay numbers: `p.icmp.code == 13`. A field that this packet lacks is absent.
  func member(_ name: String) -> Value? {
    schema[name].map { field in packet.value(of: field, at: index).map(Value.init) ?? .none }
  }

  func has(_ name: String) -> Bool { schema[name].map { packet.value(of: $0, at: index) != nil } ?? false }

  func equals(_ other: any HostValue) -> Bool {
    guard let other = other as? LayerValue, other.schema === schema else { return false }
    return schema.fields.allSatisfy { field in
      packet.value(of: field, at: index) == other.packet.value(of: field, at: other.index)
    }
  }
}

/// Several packets, written with sets in their fields: made one at a time, when they are needed.
struct PacketSetValue: HostValue {
  let crafted: CraftedPacket
  let packets: PacketSet

  init(_ crafted: CraftedPacket) throws(CraftingError) {
    self.crafted = crafted
    packets = try crafted.expand()
  }

  var typeName: String { "packet set" }
  var description: String { "\(packets.count) packets \(crafted.source)" }
  var memberNames: [String] { ["count"] }

  func member(_ name: String) -> Value? { name == "count" ? .integer(Int64(packets.count)) : nil }

  func element(_ index: Value) -> Value? {
    guard case .integer(let number) = index, packets.indices.contains(Int(clamping: number)) else { return nil }
    return (try? PacketValue(packets[Int(clamping: number)])).map { .host($0) }
  }

  func equals(_ other: any HostValue) -> Bool { (other as? PacketSetValue)?.crafted == crafted }
}

extension Value {
  init(_ field: FieldValue) {
    switch field {
    case .number(let number): self = .integer(Int64(clamping: number))
    case .name(let name), .text(let name): self = .string(name)
    case .address(let address): self = .address(address)
    case .prefix(let prefix): self = .prefix(prefix)
    case .bytes(let bytes): self = .bytes(bytes)
    case .set(let members): self = .set(members.map { Value($0) })
    case .list(let members): self = .list(members.map { Value($0) })
    case .items(let items): self = .list(items.map { .string($0.itemSource) })
    case .endpoint, .call: self = .string(field.text)
    case .range(let low, let high): self = .range(Int64(clamping: low)...Int64(clamping: max(low, high)))
    case .packet(let packet): self = (try? PacketValue(packet)).map { .host($0) } ?? .none
    case .auto: self = .none
    }
  }
}
