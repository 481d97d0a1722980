import Base
import Testing

@testable import Wire

/// Packets before a judge that nobody here wrote: Scapy builds them from the same values, and takes ours apart.
@Suite(.serialized, .enabled(if: Scapy.missing == nil, "\(Scapy.missing ?? "")")) struct ScapyTests {
  static let seed: UInt64 = 3
  static let good = 200
  static let wrong = 100

  @Test func `Scapy builds the same bytes and finds the same fields in every layer`() throws {
    try compare(Self.packets(of: LayerSchema.all, Self.good, spoiled: false), spoiled: false)
  }

  @Test func `Scapy builds the same lies and finds them again`() throws {
    try compare(Self.packets(of: LayerSchema.all, Self.wrong, spoiled: true), spoiled: true)
  }

  /// - Returns: that many of each layer.
  static func packets(of schemas: [LayerSchema], _ count: Int, spoiled: Bool) -> [CraftedPacket] {
    schemas.flatMap { schema in
      var generator = PacketGenerator(seed: seed, "\(schema.name) \(spoiled)")
      return (0..<count).map { _ in
        let packet = generator.packet(with: schema)
        return spoiled ? Spoiler.spoil(packet, &generator.fields) ?? packet : packet
      }
    }
  }

  private func compare(_ packets: [CraftedPacket], spoiled: Bool) throws {
    let scapy = try #require(Scapy())
    defer { scapy.end() }
    let words = packets.map { ScapyWords($0) }
    #expect(words.count { $0 == nil } == 0, "\(zip(packets, words).first { $0.1 == nil }?.0.source ?? "")")
    let built = words.compactMap(\.self)
    let answers = try #require(scapy.ask(built.map { .build($0.layers) }))
    let found = try #require(scapy.ask(built.map { .dissect($0.packet.bytes) }))
    var disagreements = Disagreements()
    for (i, words) in built.enumerated() {
      var lines: [String] = []
      if answers[i].packet != words.packet.bytes, ScapyNames.cannotBuild(words.packet) == nil {
        let theirs = answers[i].error ?? Hex.text(answers[i].packet ?? [])
        lines.append("Scapy builds other bytes for \(packets[i].layers.map(\.schema.name)): \(theirs)")
      }
      if let layers = found[i].layers {
        lines += ScapyFindings(packet: Packet(dissecting: words.packet.bytes), found: layers, isSpoiled: spoiled)
          .disagreements
      } else if ScapyNames.cannotDissect(words.packet) == nil {
        lines.append("Scapy does not dissect: \(found[i].error ?? "")")
      }
      for line in lines {
        disagreements.add(line, about: "\(packets[i].source)\n    \(Hex.text(words.packet.bytes))\n    told \(words.layers.map(\.json).joined(separator: " "))")
      }
    }
    #expect(disagreements.isEmpty, "of \(built.count) packets:\n\(disagreements.text)")
  }
}
