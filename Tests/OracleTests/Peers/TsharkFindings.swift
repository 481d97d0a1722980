import Base

@testable import Wire

/// What tshark found in a packet, beside what we find in it.
struct TsharkFindings {
  let packet: Packet
  let frame: Tshark.Frame
  /// Spoiled where other headers are made of what follows.
  var lies = false

  /// A line for each disagreement.
  var disagreements: [String] { fields + sums }

  /// Several fields of ours may have one name there; in both the values stand in the order of the bytes.
  private var fields: [String] {
    TsharkNames.fields.compactMap { theirs, ours in
      let isBytes = ours[0].field.reason == "as bytes"
      let found = (frame[theirs] ?? []).filter { $0 != "<MISSING>" }
      let said = ours.flatMap { row, name in
        headers(row).flatMap { found in values(name, found.header, at: found.span).map { (found.header.start, $0) } }
      }.sorted { $0.0 < $1.0 }.map(\.1)
      let asBytes = isBytes || said.contains { $0.hasPrefix("x") }
      let plain = found.map { Self.plain($0, asBytes: asBytes) }
        .map { isBytes ? "\(UInt64($0.dropFirst(), radix: 16) ?? 0)" : $0 }
      guard said != plain, TsharkNames.excuse(ours[0].row, ours[0].field, packet, said, plain, lies: lies) == nil
      else { return nil }
      return "\(ours[0].row.layer).\(ours[0].field.ours) is \(theirs): \(said) here, \(plain) there"
    }
  }

  /// Where such layers are, or such items of layers.
  private func headers(_ row: TsharkRow) -> [(span: Int, header: Header)] {
    let names = row.layer.split(separator: "/").map(String.init)
    let spans = packet.layers.indices.filter { packet.layers[$0].schema.name == names[0] }
    if names.count == 1 { return spans.map { ($0, packet.layers[$0].header) } }
    return spans.flatMap { span in
      packet.items(in: packet.layers[span].header).filter { $0.schema.name == names[1] }.map { (span, $0) }
    }
  }

  private func values(_ name: TsharkField, _ header: Header, at span: Int) -> [String] {
    guard let field = header.schema[name.ours] else { return [] }
    switch packet.value(of: field, in: header, at: span) {
    case .number(let number):
      // All twelve bits.
      if name.theirs == "tcp.flags", header.end - header.start >= 14 {
        return ["\(packet.bytes.be16(header.start + 12) & 0xfff)"]
      }
      if name.theirs == "dns.flags" { return ["\(packet.bytes.be16(header.start + 2))"] }
      return ["\(name.number(number))"]
    case .address(let address): return [address.description]
    case .endpoint(let endpoint):
      switch name.part {
      case .port: return ["\(endpoint.port)"]
      case .v4: return endpoint.address.family == .v4 ? [endpoint.address.description] : []
      case .v6: return endpoint.address.family == .v6 ? [endpoint.address.description] : []
      }
    case .bytes(let bytes): return ["x" + Hex.text(bytes)]
    case .text(let text): return text.isEmpty ? [] : [text == "." ? "<Root>" : text]
    case .list(let members):
      return members.map { if case .text(let text) = $0 { text } else { $0.text } }
    case .items: return packet.bytes.range(of: field, in: header).map { ["x" + Hex.text(packet.bytes[$0])] } ?? []
    default: return []
    }
  }

  /// Numbers without their base, addresses as we write them, bytes as digits.
  private static func plain(_ text: String, asBytes: Bool) -> String {
    if asBytes { return Hex.bytes(text.filter { $0 != ":" }).map { "x" + Hex.text($0) } ?? text }
    if text.hasPrefix("0x"), let number = UInt64(text.dropFirst(2), radix: 16) { return "\(number)" }
    if UInt64(text) != nil, text.count < 17 { return text }
    if let address = IPAddress(text) { return address.description }
    return text
  }

  /// Each sum's verdict: 0 bad, 1 good, 2 not verified, 3 not there.
  private var sums: [String] {
    let faults = packet.faults
    return TsharkNames.rows.compactMap { row in
      guard let sum = row.sum, let index = LayerSchema.find(row.layer)?.index(of: "checksum") else { return nil }
      let spans = packet.layers.indices.filter { packet.layers[$0].schema.name == row.layer }
      let ours = spans.map { span in faults.contains { $0.layer == span && $0.field == index } ? "0" : "1" }
      let found = frame[sum] ?? []
      let differs = zip(zip(spans, ours), found).contains { ours, theirs in
        // 4 is UDP without a sum over IPv6, which may not be.
        ["0", "4"].contains(theirs) != (ours.1 == "0") && TsharkNames.excuse(sum: theirs, packet, ours.0) == nil
      }
      return differs ? "\(sum): \(ours) here, \(found) there" : nil
    }
  }
}
