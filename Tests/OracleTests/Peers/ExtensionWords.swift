import Base

@testable import Wire

/// An extension structure of one object as Scapy builds it, and its bytes.
struct ExtensionWords {
  static let header = "ICMPExtension_Header"

  let layers: [PeerLayer]
  let bytes: [UInt8]
  /// The structure in the words of a script.
  let about: String

  /// Nil for what Scapy cannot say.
  init?(_ structure: Layer) {
    guard let object = structure.objects.first, let told = Self.told(object),
      let bytes = try? Layout(alone: structure).packet.bytes
    else { return nil }
    let header = PeerLayer(
      name: Self.header,
      fields: [
        .init("version", structure.number(of: "version") ?? 0),
        .init("reserved", structure.number(of: "reserved") ?? 0),
      ] + structure.setNumber("checksum", as: "chksum"))
    layers = [header] + told
    self.bytes = bytes
    about = "\(structure.source) \(Hex.text(bytes))"
  }

  /// Nil where Scapy is wrong by the RFC, or has no such field.
  private static func told(_ object: Layer) -> [PeerLayer]? {
    // What says that it is another object is that for Scapy.
    if object.schema.name != "object", object.value(of: "class") != nil { return other(object) }
    switch object.schema.name {
    case "mpls": return mpls(object).map { [$0] }
    case "interface": return interface(object).map { [$0] }
    default: return other(object)
    }
  }

  private static func mpls(_ object: Layer) -> PeerLayer? {
    guard case .items(let entries)? = object.value(of: "entries") else { return nil }
    let stack = entries.map { entry in
      PeerLayer(
        name: "MPLS",
        fields: [("label", "label"), ("cos", "exp"), ("s", "s"), ("ttl", "ttl")].map { theirs, ours in
          .init(theirs, entry.number(of: ours) ?? 0)
        })
    }
    return PeerLayer(
      name: "ICMPExtension_MPLS",
      fields: [.init("classtype", object.number(of: "c_type") ?? 1), .init("stack", .items(stack))]
        + object.setNumber("length", as: "len"))
  }

  private static func interface(_ object: Layer) -> PeerLayer? {
    // RFC 5837 §4.3: the length octet counts itself, and the name is padded; for Scapy it does neither.
    if object.value(of: "name") != nil { return nil }
    var layer = PeerLayer(
      name: "ICMPExtension_InterfaceInformation",
      fields: [
        .init("classtype", object.number(of: "role") ?? 0), .init("reserved", object.number(of: "reserved") ?? 0),
      ] + object.setNumber("length", as: "len"))
    for (bit, field) in [("ifindex", "index"), ("ipaddr", "address"), ("ifname", "name"), ("mtu", "mtu")] {
      let isThere = object.value(of: field) != nil
      // A bit that lies leaves it open which field follows.
      if let lie = object.value(of: "has_\(field)"), lie != .number(isThere ? 1 : 0) { return nil }
      layer.add("has_\(bit)", .number(isThere ? 1 : 0))
    }
    if let index = object.value(of: "index"), case .number(let number) = index { layer.add("ifindex", .number(number)) }
    if let mtu = object.value(of: "mtu"), case .number(let number) = mtu { layer.add("mtu", .number(number)) }
    if case .address(let address)? = object.value(of: "address") {
      layer.add("afi", .number(address.family == .v4 ? 1 : 2))
      layer.add(address.family == .v4 ? "ip4" : "ip6", .text(address.description))
    }
    return layer
  }

  /// What Scapy knows the frame of, with its bytes behind.
  private static func other(_ object: Layer) -> [PeerLayer]? {
    guard let bytes = try? Layout(alone: object).packet.bytes, bytes.count >= 4, ![1, 2].contains(bytes[2]) else {
      return nil
    }
    let frame = PeerLayer(
      name: "ICMPExtension_Object",
      fields: [.init("classnum", UInt64(bytes[2])), .init("classtype", UInt64(bytes[3]))]
        + object.setNumber("length", as: "len"))
    let data = bytes[4...]
    return [frame] + (data.isEmpty ? [] : [PeerLayer(name: "Raw", fields: [.init("load", .bytes(data))])])
  }
}

extension ExtensionWords {
  /// A line for each value that Scapy found to be another.
  func disagreements(_ found: [Scapy.FoundLayer]) -> [String] {
    layers.enumerated().flatMap { i, layer -> [String] in
      guard found.indices.contains(i), found[i].name == layer.name else {
        return ["\(layer.name) is \(found.indices.contains(i) ? found[i].name : "nothing") for Scapy"]
      }
      return layer.fields.flatMap { field -> [String] in
        if case .items(let entries) = field.value { return labels(entries, found[i].items[field.name] ?? []) }
        return Self.disagreement(field, found[i].fields, in: layer.name)
      }
    }
  }

  /// Of a stack of several Scapy takes all behind the first as its payload.
  private func labels(_ entries: [PeerLayer], _ found: [Scapy.FoundItem]) -> [String] {
    guard let first = entries.first else { return [] }
    guard let theirs = found.first else { return ["no label stack for Scapy"] }
    return first.fields.flatMap { Self.disagreement($0, theirs.fields, in: first.name) }
  }

  private static func disagreement(_ field: PeerLayer.Field, _ found: [String: String], in layer: String) -> [String] {
    let ours =
      switch field.value {
      case .number(let number): "\(number)"
      case .text(let text): text
      case .bytes(let bytes): "x" + Hex.text(bytes)
      case .list, .items: ""
      }
    guard found[field.name] != ours else { return [] }
    return ["\(layer).\(field.name): \(ours) here, \(found[field.name] ?? "nothing") there"]
  }
}

extension Layer {
  /// A number that was set on purpose where Scapy computes it.
  fileprivate func setNumber(_ field: String, as theirs: String) -> [PeerLayer.Field] {
    if case .number(let number)? = value(of: field) { [.init(theirs, number)] } else { [] }
  }
}
