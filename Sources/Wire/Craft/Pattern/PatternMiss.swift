import Base

/// How near a packet came to a pattern, and the first thing in which it differs.
package struct PatternMiss: Hashable, Sendable {
  /// Layers found and comparisons passed, of `total`.
  package let passed: Int
  package let total: Int
  /// `udp.dport`, or a layer that is not there: `udp`.
  package let path: String
  /// `53`, `in {53, 80}`; for a layer `there`.
  package let expected: String
  /// Nil where the packet has no such field or layer.
  package let actual: String?
}

extension PatternMiss: CustomStringConvertible {
  package var description: String { "\(path): expected \(expected), is \(actual ?? "absent")" }
}

extension PacketPattern {
  package func nearestMiss(_ packet: IPPacket) -> PatternMiss? { nearestMiss(Packet(packet)) }

  /// Nil if the packet matches.
  package func nearestMiss(_ packet: Packet) -> PatternMiss? {
    guard !matches(packet) else { return nil }
    var tally = Tally()
    var from = 0
    var packet = packet
    for (i, variants) in compiled.enumerated() {
      tally.total += 1 + (variants.map { $0.tests.count + $0.elements.count + $0.lent.count }.max() ?? 0)
      let spans = packet.layers.indices.dropFirst(from).filter { packet.layers[$0].depth == 0 }
      let found = spans.first { span in variants.contains { $0.isPresent(in: packet, at: span) } }
      guard let found, let layer = Self.nearest(variants, packet, at: found) else {
        let names = packet.layers.filter { $0.depth == 0 }.map(\.schema.name).joined(separator: "/")
        tally.note(layers[i].schema.name, "there", names.isEmpty ? nil : "in \(names)")
        continue
      }
      tally.passed += 1
      from = found + 1
      let ip = packet.ipLayer(under: found)
      for test in layer.lent { tally.check(test, packet, ip) }
      for test in layer.tests { tally.check(test, packet, found) }
      for element in layer.elements { tally.check(element, packet, found) }
      if layer.schema === LayerSchema.wgTransport, let inner = packet.inner { (packet, from) = (inner, 0) }
    }
    let first = tally.first ?? ("", "", nil)
    return PatternMiss(
      passed: tally.passed, total: tally.total, path: first.path, expected: first.expected, actual: first.actual)
  }

  /// What of a packet that matches is asked for: `icmp4.type is 8 (Echo)`, or `icmp is there`; nil where it does not match.
  package func agreement(_ packet: Packet) -> String? {
    guard matches(packet) else { return nil }
    for variants in compiled.reversed() {
      for (span, layer) in packet.layers.enumerated() where layer.depth == 0 {
        guard let found = variants.first(where: { $0.matches(packet, at: span) }), let test = found.tests.first,
          let value = packet.value(of: test.field, at: span)
        else { continue }
        let type = packet.type(for: test.field, at: span)
        return "\(layer.schema.name).\(test.field.name) is \(test.field.text(value, type: type))"
      }
    }
    return layers.last.map { "\($0.schema.name) is there" }
  }

  private static func nearest(_ variants: [CompiledLayer], _ packet: Packet, at span: Int) -> CompiledLayer? {
    let present = variants.filter { $0.isPresent(in: packet, at: span) }
    let family = packet.ipLayer(under: span).flatMap { packet.layers[$0].schema.family }
    return present.first { $0.lentFamily == family } ?? present.first
  }

  private struct Tally {
    var passed = 0
    var total = 0
    var first: (path: String, expected: String, actual: String?)?

    mutating func note(_ path: String, _ expected: String, _ actual: String?) {
      if first == nil { first = (path, expected, actual) }
    }

    mutating func check(_ element: CompiledElement, _ packet: Packet, _ span: Int) {
      guard !element.holds(in: packet, at: span) else {
        passed += 1
        return
      }
      let path = "\(packet.layers[span].schema.name).\(element.element)"
      note(path, element.expectation, element.actual(in: packet, at: span))
    }

    mutating func check(_ test: CompiledTest, _ packet: Packet, _ span: Int?) {
      guard let span else { return note(test.field.name, test.expectation(type: nil), nil) }
      if test.holds(in: packet, at: span) {
        passed += 1
        return
      }
      let type = packet.type(for: test.field, at: span)
      let actual = packet.value(of: test.field, at: span).map { test.field.text($0, type: type) }
      note("\(packet.layers[span].schema.name).\(test.field.name)", test.expectation(type: type), actual)
    }
  }
}
