import Base

@testable import Wire

/// A packet of ours as Scapy is told to build it: what nobody computes, and what was set on purpose. Lengths, sums and
/// numbers of next headers are left to Scapy.
struct ScapyWords {
  let packet: Packet
  private let crafted: CraftedPacket

  /// Nil if it cannot be built.
  init?(_ written: CraftedPacket) {
    guard let crafted = try? written.completed(), let packet = try? written.build() else { return nil }
    self.crafted = crafted
    self.packet = packet
  }

  var layers: [PeerLayer] {
    let spans = packet.layers.indices.filter { packet.layers[$0].depth == 0 }
    var told: [PeerLayer] = []
    for (i, span) in spans.enumerated() {
      let isFollowed = i + 1 < spans.count
      if isFrame(i, of: spans) { continue }
      guard let row = ScapyNames.row(of: packet, span), isSayable(crafted.layers[i]) else {
        told.append(PeerLayer(name: "Raw", fields: [.init("load", .bytes(rest(from: span)))]))
        told += padding
        break
      }
      // A layer that Scapy does not know, it does not announce either.
      let hides =
        isFollowed && ScapyNames.row(of: packet.layers[spans[i + 1]].schema) == nil
        && packet.layers[spans[i + 1]].schema.protocolNumber.v6 != nil
      // RFC 768: as far as the datagram says that it goes; Scapy sums all that is there.
      let isCut = crafted.layers[i].schema === LayerSchema.udp && crafted.layers[i].value(of: "length") != nil
      let sums = isCut || ScapyNames.sumsOtherwise(above: crafted.layers[..<i]) != nil
      told.append(layer(row, span, crafted.layers[i], tellAll: hides, tellSums: sums))
      if i > 0, isFrame(i - 1, of: spans), let length = crafted.layers[i - 1].number(of: "length"),
        crafted.layers[i - 1].value(of: "length") != nil
      {
        told[told.count - 1].add("length", .number(length))
      }
      if let quote = quote(span) { told.append(PeerLayer(name: "Raw", fields: [.init("load", quote)])) }
    }
    return told
  }

  private func layer(_ row: ScapyRow, _ span: Int, _ written: Layer, tellAll: Bool, tellSums: Bool) -> PeerLayer {
    var layer = PeerLayer(name: row.name(packet, span))
    for name in row.fields {
      guard let field = packet.layers[span].schema[name.ours] else { continue }
      guard let value = packet.value(of: field, at: span) else {
        // Nothing is a list, too: Scapy would ask for www.example.com.
        if case .items(let list, _) = name.theirs, !row.tellsTail { layer.add(list, .items([])) }
        continue
      }
      let isOwn = field.computed == nil || name.isTold || written.value(of: field.name) != nil
      guard isOwn || (field.computed?.isSum ?? false ? tellSums : tellAll) else { continue }
      if case .bytes("_quote") = name.theirs { continue }
      if row.tellsTail, field.isVariable { continue }
      if case (.items(_, let rows), .items(let items)) = (name.theirs, value), !items.allSatisfy({ $0.isSayable(rows) })
      {
        layer.add("_tail", .bytes(packet.tail(at: span)))
        continue
      }
      if case (.items, .bytes(let bytes)) = (name.theirs, value) { layer.add("_tail", .bytes(bytes)) }
      name.tell(value, width: field.width ?? 0, to: &layer)
    }
    if case .bytes("_body")? = row.fields.last?.theirs { tellBody(of: span, to: &layer) }
    if row.tellsTail { layer.add("_tail", .bytes(packet.tail(at: span))) }
    return layer
  }

  /// The length of a DNS message in a stream, which is a field of the message there.
  private func isFrame(_ i: Int, of spans: [Int]) -> Bool {
    packet.layers[spans[i]].schema === LayerSchema.dnsFrame && i + 1 < spans.count && isSayable(crafted.layers[i + 1])
  }

  /// What follows type, code and sum.
  private func tellBody(of span: Int, to layer: inout PeerLayer) {
    layer.add("_body", .bytes(packet.bytes[packet.layers[span].start + 4..<packet.layers[span].headerEnd]))
  }

  /// A message of DNS is told in Scapy's words, or where these do not do as bytes.
  private func isSayable(_ layer: Layer) -> Bool {
    guard layer.schema === LayerSchema.dns, let row = ScapyNames.row(of: layer.schema) else { return true }
    // A count that is a lie makes bytes of the records.
    if ["qdcount", "ancount", "nscount", "arcount"].contains(where: { layer.value(of: $0) != nil }) { return false }
    let lists = row.fields.compactMap { name -> Bool? in
      guard case .items(_, let rows) = name.theirs, case .items(let items)? = layer.value(of: name.ours) else {
        return nil
      }
      return items.allSatisfy { $0.isSayable(rows) }
    }
    // Scapy writes no pointers.
    return lists.isEmpty || layer.value(of: "compression") == .number(0) && lists.allSatisfy { $0 }
  }

  private func quote(_ span: Int) -> PeerValue? {
    guard let field = packet.layers[span].schema["quote"], packet.value(of: field, at: span) != nil else { return nil }
    return .bytes(packet.tail(at: span))
  }

  private func rest(from span: Int) -> ArraySlice<UInt8> {
    packet.bytes[packet.layers[span].start..<packet.layers[span].end]
  }

  private var padding: [PeerLayer] {
    packet.layers.filter { $0.schema === LayerSchema.padding && $0.depth == 0 }.map {
      PeerLayer(name: "Padding", fields: [.init("load", .bytes(packet.bytes[$0.start..<$0.end]))])
    }
  }
}

extension Layer {
  fileprivate func isSayable(_ rows: [PeerItem]) -> Bool {
    guard let row = rows.first(where: { $0.ours == schema.name }) else { return false }
    return !row.fields.contains {
      if case .nothing = $0.theirs { true } else { false }
    }
  }
}
