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

  /// What Scapy must not draw: another version, and fragments that hide what they carry.
  private static let ip4 = PeerLayer(name: "IP", fields: [.init("version", 4), .init("frag", 0)])
  private static let ip6 = PeerLayer(name: "IPv6", fields: [.init("version", 6)])

  private static let stacks: [[PeerLayer]] =
    ["UDP", "TCP", "ICMP"].map { [ip4, PeerLayer(name: $0)] }
    + [
      "UDP", "TCP", "ICMPv6EchoRequest", "ICMPv6EchoReply", "ICMPv6DestUnreach", "ICMPv6TimeExceeded",
      "ICMPv6PacketTooBig", "ICMPv6ParamProblem", "IPv6ExtHdrHopByHop", "IPv6ExtHdrDestOpt", "IPv6ExtHdrFragment",
    ].map { [ip6, PeerLayer(name: $0)] }

  @Test(arguments: stacks) func `what Scapy draws is found and built again`(_ layers: [PeerLayer]) throws {
    let drawn = try #require(Scapy.shared?.ask((0..<60).map { .fuzz(layers, seed: $0) }))
    let packets = try drawn.map { try #require($0.packet, "\($0.error ?? "")") }
    let found = try #require(Scapy.shared?.ask(packets.map { .dissect($0) }))
    var disagreements = Disagreements()
    for (bytes, found) in zip(packets, found) {
      let packet = Packet(dissecting: bytes)
      // Scapy draws TCP's options anew each time it looks at them: their length is sometimes a lie.
      let findings = ScapyFindings(packet: packet, found: found.layers ?? [], isSpoiled: true)
      for line in findings.disagreements { disagreements.add(line, about: Hex.text(bytes)) }
      if packet.layers.count < 2 { disagreements.add("too few layers", about: Hex.text(bytes)) }
      if try CraftedPacket(packet).build().bytes != bytes {
        disagreements.add("built again it is another", about: Hex.text(bytes))
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.text)")
    #expect(Set(packets).count > 20)
  }

  @Test func `a field that differs is noticed`() throws {
    let packet = try #require(Self.packets(of: [.tcp], 1, spoiled: false).first).build()
    for byte in packet.bytes.indices.prefix(40) {
      var other = packet.bytes
      other[byte] ^= 1
      let found = try #require(Scapy.shared?.ask([.dissect(other)])?.first?.layers)
      let findings = ScapyFindings(packet: packet, found: found, isSpoiled: false)
      #expect(!findings.disagreements.isEmpty, "byte \(byte)")
    }
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
    let scapy = try #require(Scapy.shared)
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
        lines +=
          ScapyFindings(packet: Packet(dissecting: words.packet.bytes), found: layers, isSpoiled: spoiled)
          .disagreements
      } else if ScapyNames.cannotDissect(words.packet) == nil {
        lines.append("Scapy does not dissect: \(found[i].error ?? "")")
      }
      for line in lines {
        disagreements.add(
          line,
          about:
            "\(packets[i].source)\n    \(Hex.text(words.packet.bytes))\n    told \(words.layers.map(\.json).joined(separator: " "))"
        )
      }
    }
    #expect(disagreements.isEmpty, "of \(built.count) packets:\n\(disagreements.text)")
  }
}
