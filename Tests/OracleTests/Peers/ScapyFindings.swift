import Base

@testable import Wire

/// What Scapy found in bytes, beside what we find in them.
struct ScapyFindings {
  let packet: Packet
  let found: [Scapy.FoundLayer]
  /// Scapy goes on behind headers that cannot be; we keep them and all behind them as bytes.
  let isSpoiled: Bool

  /// A line for each disagreement.
  var disagreements: [String] {
    if ScapyNames.isNothing(packet) { return [] }
    let ours = packet.layers.indices.filter {
      !Self.isPayload(packet.layers[$0].schema.name) && packet.layers[$0].schema !== LayerSchema.dnsFrame
    }
    let theirs = found.filter { !Self.isPayload($0.name) }
    var lines: [String] = []
    for (i, span) in ours.enumerated() {
      guard let row = ScapyNames.row(of: packet, span) else { return lines }
      guard i < theirs.count, Self.plain(theirs[i].name) == row.name(packet, span) else {
        if ScapyNames.endsEarly(packet, span) || isSpoiled && i >= theirs.count { return lines }
        let found = i < theirs.count ? theirs[i].name : "nothing"
        return lines + ["\(row.layer) is \(found) for Scapy"]
      }
      lines += disagreements(row, span, theirs[i])
      if ScapyNames.losesItsWay(behind: span, of: packet) { return lines }
    }
    if !isSpoiled, theirs.count > ours.count, let last = ours.last, !ScapyNames.mayGuess(behind: last, of: packet) {
      lines.append("Scapy finds \(theirs[ours.count].name) behind our last layer \(packet.layers[last].schema.name)")
    }
    return lines
  }

  private func disagreements(_ row: ScapyRow, _ span: Int, _ layer: Scapy.FoundLayer) -> [String] {
    let lists = row.fields.flatMap { name -> [String] in
      guard case .items(let list, let rows) = name.theirs, let field = packet.layers[span].schema[name.ours],
        case .items(let items)? = packet.value(of: field, at: span), ScapyNames.excuse(field, packet, span) == nil
      else { return [] }
      return PeerItem.disagreements(items, rows, layer.items[list] ?? [])
    }
    return lists
      + row.fields.compactMap { name in
        guard let field = packet.layers[span].schema[name.ours], ScapyNames.excuse(field, packet, span) == nil,
          let value = packet.value(of: field, at: span),
          let theirs = name.disagreement(value, width: field.width ?? 0, layer.fields)
        else { return nil }
        return "\(row.layer).\(field.name): \(field.text(value)) here, \(theirs) there"
      }
  }

  /// Bytes that nobody understands: Scapy splits them otherwise (into what a message carries, and what follows).
  private static func isPayload(_ name: String) -> Bool { ["raw", "padding", "Raw", "Padding"].contains(name) }

  /// In quotes Scapy has classes of their own.
  private static func plain(_ name: String) -> String {
    name == "IPerror6" ? "IPv6" : name.hasSuffix("error") ? String(name.dropLast(5)) : name
  }
}
