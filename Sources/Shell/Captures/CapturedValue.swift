import Base
import Lab
import Report
import Script
import Wire

/// One packet of a capture file: what the file says of it, and the packet itself, dissected when it is asked for.
final class CapturedValue: HostValue {
  /// From 1, in the order of the file.
  let number: Int
  let captured: CapturedPacket
  /// When the first packet of the file came, and the one before this.
  let start: UnixTime?
  let previous: UnixTime?

  init(number: Int, captured: CapturedPacket, start: UnixTime?, previous: UnixTime?) {
    (self.number, self.captured, self.start, self.previous) = (number, captured, start, previous)
  }

  static let columns = ["no", "time", "interface", "length", "summary"]
  private static let facts =
    columns + [
      "delta", "date", "src", "dst", "protocol", "sport", "dport", "conversation", "captured", "truncated", "direction",
      "comment", "comments", "id", "link", "frame", "packet", "bytes",
      "source",
    ]

  /// Whether packets of captures can have a member of this name, a dotted one too.
  static func knows(_ name: String) -> Bool {
    if name.hasPrefix("packet.") { return knows(String(name.dropFirst(7))) }
    return facts.contains(name) || (try? PacketPath(name)) != nil
  }

  var typeName: String { "captured packet" }
  var description: String { summary }
  var weight: Int { captured.bytes.count + 256 }
  var memberNames: [String] { Self.facts + packet.memberNames.filter { LayerSchema.find($0) != nil } }

  /// What the file says, then the layers: one that the packet lacks is absent, and no mistake.
  func member(_ name: String) -> Value? {
    switch name {
    case "no": .integer(Int64(number))
    case "time": since(start)
    case "delta": since(previous ?? start)
    case "date": captured.time.map { .string($0.date) } ?? Value.none
    case "interface": captured.interface.name.map(Value.string) ?? Value.none
    case "length": .integer(Int64(captured.originalLength))
    case "captured": .integer(Int64(captured.bytes.count))
    case "truncated": .bool(captured.isTruncated)
    case "direction": captured.direction.map { .string($0 == .inbound ? "in" : "out") } ?? Value.none
    case "comment": captured.comments.isEmpty ? Value.none : .string(captured.comments.joined(separator: "; "))
    case "comments": .list(captured.comments.map(Value.string))
    case "id": captured.id.map { .integer(Int64(clamping: $0)) } ?? Value.none
    case "link": .string("\(captured.interface.link)")
    case "frame": .bytes(captured.bytes)
    case "packet": .host(self)
    case "summary": .string(summary)
    case "bytes", "source": packet.member(name)
    case "protocol": .string(protocolName)
    case "src", "dst", "sport", "dport": addressed(name)
    case "conversation": dissected.conversation.map(Value.string) ?? Value.none
    default: layer(name)
    }
  }

  private func layer(_ name: String) -> Value? {
    guard let path = try? PacketPath(name), path.field == nil else { return nil }
    if path.layer == nil { return packet.member(name) ?? Value.none }
    let packet = dissected
    return packet.index(of: path).map { .host(LayerValue(packet: packet, index: $0)) } ?? Value.none
  }

  func has(_ name: String) -> Bool { (try? PacketPath(name)).map(dissected.has) ?? false }

  func equals(_ other: any HostValue) -> Bool { (other as? CapturedValue)?.captured == captured }

  private func since(_ start: UnixTime?) -> Value {
    guard let time = captured.time, let start else { return .none }
    return .duration(time - start)
  }

  /// Of whichever family, and of whichever transport.
  private func addressed(_ name: String) -> Value {
    let packet = dissected
    guard let ends = packet.ends else { return .none }
    return switch name {
    case "src": .address(ends.source.address)
    case "dst": .address(ends.destination.address)
    case "sport": ends.hasPorts ? .integer(Int64(ends.source.port)) : .none
    default: ends.hasPorts ? .integer(Int64(ends.destination.port)) : .none
    }
  }
}

extension CapturedValue {
  /// The packet that the link carried; what is no IP packet is bytes as they are, the link's header included.
  private var network: (bytes: [UInt8], isIP: Bool) {
    guard let header = captured.interface.link.header(of: captured.bytes), header.type?.isIP == true else {
      return (captured.bytes, false)
    }
    return (header.length == 0 ? captured.bytes : Array(captured.bytes[header.length...]), true)
  }

  var dissected: Packet {
    let (bytes, isIP) = network
    return Packet(dissecting: bytes, as: isIP ? nil : .raw)
  }

  var packet: PacketValue { PacketValue(found: dissected) }

  /// A packet that is whole is not dissected where the pattern needs but its headers.
  func matches(_ pattern: Pattern) -> Bool {
    let (bytes, isIP) = network
    if isIP, let whole = try? IPPacket(bytes) { return pattern.matches(whole) }
    return pattern.matches(Packet(dissecting: bytes, as: isIP ? nil : .raw))
  }

  private var summary: String {
    let (bytes, isIP) = network
    return isIP ? Packet(dissecting: bytes).summary : "\(linkName) \(bytes.count) bytes"
  }

  /// The innermost layer that is understood, or what the link says that it carries.
  private var protocolName: String {
    let (bytes, isIP) = network
    return isIP ? Packet(dissecting: bytes).protocolName ?? linkName : linkName
  }

  private var linkName: String {
    captured.interface.link.header(of: captured.bytes)?.type?.name ?? "\(captured.interface.link)"
  }
}
