import Base
import Testing

@testable import Wire

/// What ping, curl and dig really send, as tcpdump saw it on a TUN device.
@Suite(.serialized, .enabled(if: RealTools.missing == nil, "\(RealTools.missing ?? "")")) struct RealToolTests {
  private func packets() throws -> [Packet] {
    try #require(RealTools.run.said == "done", "\(RealTools.run.said)")
    return TcpdumpFile.packets(of: RealTools.run.path).map { Packet(dissecting: $0) }
  }

  @Test func `both families, all protocols, errors and fragments were seen`() throws {
    let packets = try packets()
    #expect(packets.count > 300)
    let wanted = [
      "ip/icmp4/raw", "ip6/icmp6/raw", "ip/udp", "ip6/udp", "ip/tcp", "ip6/tcp", "ip6/frag6", "ip/icmp4/ip/udp",
      "ip6/icmp6/ip6/udp",
    ]
    let chains = Set(packets.map { $0.layers.map(\.schema.name).joined(separator: "/") })
    for chain in wanted { #expect(chains.contains { $0.hasPrefix(chain) }, "\(chain) of \(chains.sorted())") }
    #expect(packets.contains { $0.layers.contains { $0.schema === LayerSchema.ip4 } && $0.isLaterFragment })
    for option in [TCPOption.mss, TCPOption.sackok, TCPOption.timestamp, TCPOption.wscale] {
      #expect(
        packets.contains { packet in
          packet.layers.contains { packet.items(in: $0.header).contains { $0.schema === option } }
        })
    }
  }

  @Test func `everything is understood, right, and built again to the same bytes`() throws {
    var disagreements = Disagreements()
    for packet in try packets() {
      let text = Hex.text(packet.bytes)
      for fault in packet.faults {
        disagreements.add("\(packet.layers[fault.layer].schema.name).\(fault.name)", about: text)
      }
      for line in packet.remainders { disagreements.add(line, about: text) }
      if try CraftedPacket(packet).build().bytes != packet.bytes {
        disagreements.add("built again it is another", about: text)
      }
      if CraftedPacket(packet).source.contains("raw("), packet.layers.count == 1 {
        disagreements.add("nothing but bytes", about: text)
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.text)")
  }

  @Test func `tshark finds the same fields`() throws {
    let packets = try packets()
    let names = TsharkNames.rows.flatMap { row in row.fields.compactMap(\.theirs) + [row.sum].compactMap(\.self) }
    let asked = names + ["_ws.malformed", "_ws.short"]
    let frames = try #require(Tshark.read(RealTools.run.path, asked, only: TsharkNames.protocols))
    try #require(frames.count == packets.count)
    var disagreements = Disagreements()
    for (packet, frame) in zip(packets, frames) {
      let findings = TsharkFindings(packet: packet, frame: frame)
      for line in findings.disagreements { disagreements.add(line, about: Hex.text(packet.bytes)) }
      for mark in ["_ws.malformed", "_ws.short"] where frame[mark] != [] {
        disagreements.add("\(mark): \(frame[mark] ?? [])", about: Hex.text(packet.bytes))
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.text)")
  }
}

extension Packet {
  fileprivate var isLaterFragment: Bool {
    layers.contains { $0.schema === LayerSchema.ip4 && bytes.be16($0.start + 6) & 0x1fff != 0 }
  }

  /// Bytes that nobody carries as payload: where they are, and behind what.
  fileprivate var remainders: [String] {
    layers.indices.compactMap { i in
      guard layers[i].schema === LayerSchema.raw || layers[i].schema === LayerSchema.padding else { return nil }
      guard i > 0 else { return "bytes alone" }
      let below = layers[i - 1].schema.name
      if ["udp", "tcp", "icmp4", "icmp6", "frag6"].contains(below) { return nil }
      if layers[i].depth > 0 || isLaterFragment { return nil }
      return "\(layers[i].schema.name) behind \(below)"
    }
  }
}
