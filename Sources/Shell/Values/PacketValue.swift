import Base
import Report
import Script
import Wire

/// One packet: written in a script, or seen in the lab.
///
/// A class: it is handed on from value to value, and held by several.
final class PacketValue: HostValue {
  let packet: Packet
  /// `p17`, once the lab knows it.
  let number: PacketID?
  /// As it was typed: its fields are shown as typed or computed, not merely found.
  private let typed: CraftedPacket?
  /// Where it came from: `fuzzed, seed 7`.
  private let note: String?
  /// Shown with every field.
  private let isBuilt: Bool

  private init(_ packet: Packet, _ number: PacketID?, typed: CraftedPacket?, note: String?, isBuilt: Bool = false) {
    (self.packet, self.number, self.typed, self.note, self.isBuilt) = (packet, number, typed, note, isBuilt)
  }

  convenience init(_ crafted: CraftedPacket, note: String? = nil) throws(CraftingError) {
    self.init(try crafted.build(), nil, typed: crafted, note: note)
  }

  /// - Parameter plain: of plain layers alone.
  convenience init(plain: CraftedPacket) throws(CraftingError) {
    self.init(try plain.buildPlain(), nil, typed: plain, note: nil)
  }

  /// Bytes that nobody here wrote: a packet of the lab, a quote, a hexdump.
  convenience init(found packet: Packet, number: PacketID? = nil) {
    self.init(packet, number, typed: nil, note: nil)
  }

  /// As written; of a packet that was seen, the shortest way to write it, which takes some searching.
  var crafted: CraftedPacket { typed ?? CraftedPacket(packet) }

  var typeName: String { "packet" }
  var description: String { (number.map { "p\($0.number) " } ?? "") + packet.summary + noteText }
  private var noteText: String { note.map { "  (\($0))" } ?? "" }
  var memberNames: [String] {
    packet.layers.filter { $0.depth == 0 }.map(\.schema.name) + (packet.quoted == nil ? [] : ["quoted"])
      + (packet.inner == nil ? [] : ["inner"]) + Self.own
  }

  private static let own = ["length", "bytes", "payload", "summary", "source"]

  /// A layer, the packet in a quote, or what a packet as a whole has.
  func member(_ name: String) -> Value? {
    switch name {
    case "quoted": packet.quoted.map { .host(PacketValue(found: $0)) }
    case "inner": packet.inner.map { .host(PacketValue(found: $0)) }
    case "length": .integer(Int64(packet.bytes.count))
    case "bytes": .bytes(packet.bytes)
    case "payload": .bytes(packet.payload)
    case "summary": .string(packet.summary)
    case "source": .string(source)
    default:
      if let path = try? PacketPath(name) {
        packet.index(of: path).map { .host(LayerValue(packet: packet, index: $0, typed: typed)) }
      } else if LayerSchema.all.contains(where: { $0.name.hasPrefix("\(name).") }) {
        .host(LayerFamily(packet: self, name: name))
      } else {
        nil
      }
    }
  }

  /// What was written, unless it says more than is sent: then what gives the bytes.
  var source: String {
    let crafted = crafted
    return crafted.holdsUnsent ? packet.source : crafted.source
  }

  func has(_ name: String) -> Bool { (try? PacketPath(name)).map(packet.has) ?? false }

  func equals(_ other: any HostValue) -> Bool { (other as? PacketValue)?.packet.bytes == packet.bytes }

  /// What was typed, and what is wrong with it; of bytes that nobody typed, and with `built`, every field.
  func shown(_ style: Style) -> String {
    let heading = number.map { style.paint("p\($0.number)", .packet) + "  " } ?? ""
    let fields =
      if let typed, !isBuilt { typed.showTyped(typed.isSpliced ? nil : packet) } else { packet.show(as: written) }
    return heading + packet.summary + noteText + "\n" + fields + "\n"
  }

  /// The same packet, shown as it is sent.
  var built: PacketValue { PacketValue(packet, number, typed: typed, note: note, isBuilt: true) }

  var json: PacketJSON { PacketJSON(packet, number: number, source: packet.source, written: written) }

  private var written: [Layer]? { typed?.written }
}

extension CraftedPacket {
  /// The layers from which it is built, where it is built of nothing else.
  fileprivate var written: [Layer]? { isSpliced ? nil : try? completed().layers }
}

/// `p.wg`: what stands before the dot in the names of several layers.
final class LayerFamily: HostValue {
  let packet: PacketValue
  let name: String

  init(packet: PacketValue, name: String) { (self.packet, self.name) = (packet, name) }

  var typeName: String { "layer" }
  var description: String { name }
  var memberNames: [String] {
    LayerSchema.all.map(\.name).filter { $0.hasPrefix("\(name).") }.map { String($0.dropFirst(name.count + 1)) }
  }

  func member(_ name: String) -> Value? { packet.member("\(self.name).\(name)") }
  func has(_ name: String) -> Bool { packet.has("\(self.name).\(name)") }
  func equals(_ other: any HostValue) -> Bool { false }
}

/// `p.ip`: one layer of a packet.
final class LayerValue: HostValue {
  let packet: Packet
  let index: Int
  /// The packet as it was typed, if somebody did.
  let typed: CraftedPacket?

  init(packet: Packet, index: Int, typed: CraftedPacket? = nil) {
    (self.packet, self.index, self.typed) = (packet, index, typed)
  }

  private var schema: LayerSchema { packet.layers[index].schema }

  var typeName: String { "layer" }
  var description: String { schema.name }
  var memberNames: [String] { schema.fields.map(\.name) + [Self.payload] }

  /// What stands behind the header of the layer.
  private static let payload = "payload"

  /// Every field, as `show p built` shows it.
  var shown: String { packet.shown(as: typed?.written)[index].text }

  /// Numbers stay numbers: `p.icmp.code == 13`. A field that this packet lacks is absent.
  func member(_ name: String) -> Value? {
    if name == Self.payload, schema[name] == nil { return .bytes(Array(packet.payload(of: index))) }
    return schema[name].map { field in packet.value(of: field, at: index).map(Value.init) ?? .none }
  }

  func word(_ name: String, of member: String) -> Value? {
    schema[member].flatMap { packet.number(named: name, of: $0, at: index) }.map { .integer(Int64(clamping: $0)) }
  }

  /// Wireshark's names for either direction.
  func advice(for name: String) -> String? {
    switch name {
    case "addr", "host": "write bpf \"host ADDRESS\", or src and dst"
    case "port": "write bpf \"\(schema.name) port NUMBER\", or sport and dport"
    case "srcport": "write sport"
    case "dstport": "write dport"
    default: nil
    }
  }

  /// `p.ip[2]`: the second such layer of the packet, counted from 1.
  func element(_ index: Value) -> Value? {
    guard case .integer(let number) = index, number > 0 else { return nil }
    let depth = packet.layers[self.index].depth
    let same = packet.layers.indices.filter {
      packet.layers[$0].depth == depth && packet.layers[$0].schema === schema
    }
    return Int(exactly: number).flatMap {
      $0 <= same.count ? .host(LayerValue(packet: packet, index: same[$0 - 1], typed: typed)) : nil
    }
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
final class PacketSetValue: HostValue {
  let crafted: CraftedPacket
  let packets: PacketSeries
  /// Where they came from: `fuzzed, seed 7`.
  private let note: String?

  init(_ crafted: CraftedPacket) throws(CraftingError) {
    self.crafted = crafted
    packets = PacketSeries(try crafted.expand())
    note = nil
  }

  /// - Parameter crafted: what the packets were made from.
  init(_ crafted: CraftedPacket, _ packets: PacketSeries, note: String) {
    self.crafted = crafted
    self.packets = packets
    self.note = note
  }

  var typeName: String { "packet set" }
  var description: String { "\(packets.count) packets \(crafted.source)\(note.map { "  (\($0))" } ?? "")" }
  var memberNames: [String] { ["count"] }

  func member(_ name: String) -> Value? { name == "count" ? .integer(Int64(packets.count)) : nil }

  func advice(for name: String) -> String? {
    "each packet has its own: `[0].\(name)` behind the set is the first one's, `for p in …` goes through them"
  }

  func element(_ index: Value) -> Value? {
    guard case .integer(let number) = index, packets.indices.contains(Int(clamping: number)) else { return nil }
    return (try? PacketValue(packets[Int(clamping: number)])).map { .host($0) }
  }

  func equals(_ other: any HostValue) -> Bool {
    guard let other = other as? PacketSetValue else { return false }
    return other.crafted == crafted && other.packets.count == packets.count && other.note == note
  }
}

extension Value {
  init(_ field: FieldValue) {
    switch field {
    case .number(let number): self = .integer(Int64(clamping: number))
    case .name(let name), .text(let name): self = .string(name)
    case .address(let address): self = .address(address)
    case .prefix(let prefix): self = .prefix(prefix)
    case .bytes(let bytes), .raw(let bytes): self = .bytes(bytes)
    case .set(let members): self = .set(members.map { Value($0) })
    case .list(let members): self = .list(members.map { Value($0) })
    case .items(let items): self = .list(items.map { .host(ItemValue($0)) })
    case .endpoint(let endpoint): self = .endpoint(endpoint)
    case .call: self = .string(field.text)
    case .range(let low, let high): self = .range(Int64(clamping: low)...Int64(clamping: max(low, high)))
    case .packet(let packet): self = (try? PacketValue(packet)).map { .host($0) } ?? .none
    case .auto: self = .none
    }
  }
}
