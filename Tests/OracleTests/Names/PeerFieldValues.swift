import Base

@testable import Wire

extension PeerField {
  /// Our value in the tool's words, added to the layer that the tool builds.
  func tell(_ value: FieldValue, width: Int, to layer: inout PeerLayer) {
    switch (theirs, value) {
    case (.bits(let parts), .number(let number)):
      var left = width
      for part in parts {
        let taken = part.width ?? width
        left -= taken
        layer.add(part.name, .number((number >> UInt64(left) & Self.mask(taken)) << UInt64(part.shift)))
      }
    case (.bytes(let name), .number(let number)):
      layer.add(name, .bytes((0..<width / 8).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }))
    case (.bytes(let name), .bytes(let bytes)): layer.add(name, .bytes(bytes))
    case (.bytes(let name), .text(let text)): layer.add(name, .bytes(Array(text.utf8)))
    case (.domain(let name), .text(let text)): layer.add(name, .text(Self.dotted(text)))
    case (.address(let name), .address(let address)): layer.add(name, .text(address.description))
    case (.list(let name), .list(let members)): layer.add(name, .list(members.map(Self.peer)))
    case (.numbered, .list(let members)):
      for (i, number) in members.flatMap(\.numbers).enumerated() { layer.add("\(i)", .number(number)) }
    case (.items(let name, let rows), .items(let items)):
      layer.add(name, .items(items.compactMap { PeerItem.told($0, rows) }))
    default: break
    }
  }

  private static func peer(_ value: FieldValue) -> PeerValue {
    switch value {
    case .number(let number): .number(number)
    case .text(let text): .bytes(Array(text.utf8))
    default: .text(value.text)
    }
  }

  /// What the tool found against what we found; nil if they agree, else the tool's words.
  func disagreement(_ value: FieldValue, width: Int, _ found: [String: String]) -> String? {
    switch (theirs, value) {
    case (.bits(let parts), .number(let number)):
      var read: UInt64 = 0
      for part in parts {
        guard let text = found[part.name], let all = UInt64(text) else { return found[part.name] ?? "nothing" }
        let taken = part.width ?? width
        read = read << UInt64(taken) | (all >> UInt64(part.shift) & Self.mask(taken))
      }
      return read == number ? nil : "\(read)"
    case (.address(let name), .address(let address)):
      return found[name].flatMap { IPAddress($0) } == address ? nil : found[name] ?? "nothing"
    case (.bytes("_quote"), _): return nil
    case (.bytes(let name), .bytes(let bytes)):
      return found[name] == "x" + Hex.text(bytes) ? nil : found[name] ?? "nothing"
    case (.list(let name), .list(let members)):
      let listed = "[\(members.map { "\"\(Self.found($0))\"" }.joined(separator: ", "))]"
      return found[name] == listed ? nil : found[name] ?? "nothing"
    case (.numbered, .list(let members)):
      let numbers = members.flatMap(\.numbers)
      let theirs = found.keys.count == numbers.count ? numbers.indices.map { found["\($0)"] } : []
      return theirs == numbers.map { "\($0)" } ? nil : "\(found)"
    case (.bytes(let name), .text(let text)):
      return found[name] == "x" + Hex.text(Array(text.utf8)) ? nil : found[name] ?? "nothing"
    case (.domain(let name), .text(let text)):
      return found[name] == "x" + Hex.text(Array(Self.dotted(text).utf8)) ? nil : found[name] ?? "nothing"
    case (.endpoint(let name, let port), .endpoint(let endpoint)):
      let isSame = found[name].flatMap { IPAddress($0) } == endpoint.address && found[port] == "\(endpoint.port)"
      return isSame ? nil : "\(found[name] ?? "nothing") and \(found[port] ?? "nothing")"
    default: return nil
    }
  }

  private static func dotted(_ name: String) -> String { name.hasSuffix(".") ? name : name + "." }

  private static func found(_ value: FieldValue) -> String {
    if case .text(let text) = value { "x" + Hex.text(Array(text.utf8)) } else { value.text }
  }

  private static func mask(_ width: Int) -> UInt64 { width >= 64 ? .max : (1 << UInt64(width)) - 1 }
}

extension FieldValue {
  /// The numbers of an element: two of a range.
  fileprivate var numbers: [UInt64] {
    switch self {
    case .number(let number): [number]
    case .range(let low, let high): [low, high]
    default: []
    }
  }
}

extension PeerItem {
  /// Nil where the tool cannot say the item in its own words.
  static func told(_ item: Layer, _ rows: [PeerItem]) -> PeerLayer? {
    guard let row = rows.first(where: { $0.ours == item.schema.name }) else { return nil }
    var told = PeerLayer(name: row.theirs ?? "\(item.number(of: row.kind) ?? 0)")
    for name in row.fields {
      guard let index = item.schema.index(of: name.ours) else { continue }
      let field = item.schema.fields[index]
      let value = item.value(ofFieldAt: index) ?? field.unset
      name.tell(value, width: field.width ?? 0, to: &told)
    }
    return told
  }

  /// A line for each disagreement about a list.
  static func disagreements(_ items: [Layer], _ rows: [PeerItem], _ found: [Scapy.FoundItem]) -> [String] {
    var found = found
    // The zeros that fill a header up are an item for Scapy.
    while found.count > items.count, ["EOL", "IPOption_EOL", "Pad1", "PadN"].contains(found.last?.name) {
      found.removeLast()
    }
    let wasCut = found.contains { $0.name == "Raw" }
    // A record that was cut off is bytes for Scapy, and so are all behind it.
    found = Array(found.prefix { $0.name != "Raw" })
    // What has no row Scapy reads otherwise, and loses its way behind it.
    let isKnown = items.allSatisfy { item in rows.contains { $0.ours == item.schema.name } }
    let items = items.prefix { item in rows.contains { $0.ours == item.schema.name } }
    guard wasCut || (isKnown ? items.count == found.count : items.count <= found.count) else {
      return ["items: \(items.map(\.schema.name)) here, \(found.map(\.name)) there"]
    }
    return zip(items, found).flatMap { item, found -> [String] in
      guard let row = rows.first(where: { $0.ours == item.schema.name }) else { return [] }
      let name = row.theirs ?? "\(item.number(of: row.kind) ?? 0)"
      // Scapy may have a name for what is a number here.
      if row.theirs == nil, Int(found.name) == nil { return [] }
      guard name == found.name else { return ["item \(row.ours): \(found.name) there"] }
      return row.fields.compactMap { name in
        guard let index = item.schema.index(of: name.ours) else { return nil }
        let field = item.schema.fields[index]
        // What is computed is left out where it is right.
        guard field.computed == nil || item.value(ofFieldAt: index) != nil else { return nil }
        let value = item.value(ofFieldAt: index) ?? field.unset
        if value == .bytes([]), found.fields.isEmpty { return nil }
        return name.disagreement(value, width: field.width ?? 0, found.fields)
          .map { "\(row.ours).\(name.ours): \(value.text) here, \($0) there" }
      }
    }
  }
}

extension FieldSchema {
  /// What is in the bytes where the field was not set.
  fileprivate var unset: FieldValue {
    switch kind {
    case .domainName: .text(".")
    case .text: .text("")
    case .address(let family): .address(family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(IPv6Address(high: 0, low: 0)))
    case .list: .list([])
    case .endpoint: .endpoint(Endpoint(.v4(IPv4Address(bits: 0)), 0))
    default: isNumber ? .number(initial) : .bytes([UInt8](repeating: 0, count: (width ?? 0) / 8))
    }
  }
}
