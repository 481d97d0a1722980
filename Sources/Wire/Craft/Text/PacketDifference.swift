import Base

/// One thing in which two packets differ.
package struct PacketDifference: Hashable, Sendable {
  /// `ip.ttl`, `quoted.udp.dport`, or a layer alone where one packet lacks it.
  package let path: String
  /// Nil where the first packet has no such field or layer.
  package let left: String?
  package let right: String?
}

extension Packet {
  /// Field by field, in the order of the layers; empty for the same bytes read the same way.
  package func differences(from other: Packet) -> [PacketDifference] {
    var differences: [PacketDifference] = []
    for i in 0..<max(layers.count, other.layers.count) {
      let left = i < layers.count ? layers[i] : nil
      let right = i < other.layers.count ? other.layers[i] : nil
      guard let left, let right, left.schema === right.schema, left.depth == right.depth else {
        // From here on the stacks have nothing to do with each other.
        let mine = layers.dropFirst(i).map(\.pathName).joined(separator: "/")
        let theirs = other.layers.dropFirst(i).map(\.pathName).joined(separator: "/")
        differences.append(
          PacketDifference(
            path: (left ?? right)?.pathName ?? "", left: mine.isEmpty ? nil : mine, right: theirs.isEmpty ? nil : theirs
          ))
        break
      }
      differences += fieldDifferences(from: other, at: i)
    }
    return differences
  }

  private func fieldDifferences(from other: Packet, at span: Int) -> [PacketDifference] {
    layers[span].schema.fields.compactMap { field in
      if case .item = field.place { return nil }
      if case .packet = field.kind, layers.dropFirst(span + 1).first.map({ $0.depth > layers[span].depth }) ?? false {
        return nil
      }
      let (left, right) = (value(of: field, at: span), other.value(of: field, at: span))
      guard left != right else { return nil }
      return PacketDifference(
        path: "\(layers[span].pathName).\(field.name)",
        left: left.map { field.text($0, type: type(for: field, at: span)) },
        right: right.map { field.text($0, type: other.type(for: field, at: span)) })
    }
  }
}

extension LayerSpan {
  fileprivate var pathName: String { String(repeating: "quoted.", count: depth) + schema.name }
}
