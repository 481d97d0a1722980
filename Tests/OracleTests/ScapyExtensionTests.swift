import Base
import Testing

@testable import Wire

/// The extension structures of ICMP (RFC 4884) before Scapy, each object alone: Scapy counts all that follow an object
/// as a part of it.
@Suite(.serialized, .enabled(if: Scapy.missing == nil, "\(Scapy.missing ?? "")")) struct ScapyExtensionTests {
  static let structures: [Layer] = {
    var generator = PacketGenerator(seed: 5, "extensions")
    return (0..<1200).flatMap { _ -> [Layer] in
      let packet = generator.packet(with: .icmpExtensions)
      guard let written = packet.layers.last(where: { $0.schema === LayerSchema.icmpExtensions }),
        case .items(let objects)? = written.value(of: "objects")
      else { return [] }
      return objects.compactMap { object in
        var alone = written
        guard (try? alone.set("objects", to: .items([object]))) != nil else { return nil }
        return alone
      }
    }
  }()

  @Test func `there are hundreds of each object`() {
    for schema in ICMPExtension.list.schemas {
      let count = Self.structures.count { $0.objects.first?.schema === schema }
      #expect(count > 100, "\(schema.name): \(count)")
    }
  }

  @Test func `Scapy builds the same structures and finds the same values in them`() throws {
    let scapy = try #require(Scapy.shared)
    let told = Self.structures.compactMap { structure in ExtensionWords(structure) }
    #expect(told.count > 600)
    let built = try #require(scapy.ask(told.map { .build($0.layers) }))
    let found = try #require(scapy.ask(told.map { .dissect($0.bytes, as: ExtensionWords.header) }))
    var disagreements = Disagreements()
    for (i, words) in told.enumerated() {
      if built[i].packet != words.bytes {
        let theirs = built[i].error ?? Hex.text(built[i].packet ?? [])
        disagreements.add("Scapy builds another \(words.layers[1].name): \(theirs)", about: words.about)
      }
      for line in words.disagreements(found[i].layers ?? []) { disagreements.add(line, about: words.about) }
    }
    #expect(disagreements.isEmpty, "of \(told.count) structures:\n\(disagreements.text)")
  }

  @Test func `Scapy finds the structure behind the padded quote of an error`() throws {
    let scapy = try #require(Scapy.shared)
    var disagreements = Disagreements()
    for structure in Self.structures.prefix(200) {
      guard let bytes = try? Layout(alone: structure).packet.bytes else { continue }
      let quote = try CraftedPacket([Layer("ip"), Layer("udp"), .raw([UInt8](repeating: 7, count: 20))]).build().bytes
      let error = try Layer("icmp4", [("type", .name("time-exceeded")), ("quote", .bytes(quote))])
      let packet = try CraftedPacket([Layer("ip"), error, structure]).build().bytes
      let layers = try #require(scapy.ask([.dissect(packet)])?.first?.layers)
      let theirs = layers.first { $0.name == "ICMP" }?.fields["ext"] ?? "nothing"
      // RFC 4884 §5.1: the quote has at least 128 bytes; with the headers of IP and ICMP that is byte 156.
      if theirs != "x" + Hex.text(bytes) || Array(packet[156...]) != bytes {
        disagreements.add("another structure: \(theirs)", about: Hex.text(packet))
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.text)")
  }
}

extension Layer {
  var objects: [Layer] { if case .items(let objects)? = value(of: "objects") { objects } else { [] } }
}
