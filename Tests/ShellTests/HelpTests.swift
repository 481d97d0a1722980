import Lab
import Script
import Testing
import Wire

@testable import Shell

/// Every page of help that is no verb's: what it says is complete, and what it shows works.
@Suite struct HelpTests {
  static let layerLines = LayerSchema.all.flatMap { layer in
    LayerExamples.of(layer.name).map { (layer.name, $0.line) }
  }
  static let topicLines = HelpTopic.all.flatMap { topic in topic.examples.map { (topic.name, $0.line) } }
  static let sheets = Cheatsheet.all.flatMap { sheet in sheet.lines.map { (sheet.tool, $0.ours) } }

  @Test(arguments: layerLines + topicLines) func `every example works`(_ page: String, _ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(page): \(line)\n\(stand.said.complaints)")
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test(arguments: LayerSchema.all.map(\.name)) func `every layer has a page with an example of itself`(_ name: String)
    throws
  {
    let layer = try #require(LayerSchema.find(name))
    let stand = try Stand()
    #expect(stand.run("help \(name)") == 0)
    let text = stand.said.text
    #expect(text.contains(layer.title + (layer.rfc.isEmpty ? "" : " (\(layer.rfc))")))
    for field in layer.fields {
      #expect(text.contains("\n\(field.name) "), "\(field.name)")
      #expect(text.contains(field.meaning), "\(field.name)")
    }
    let examples = LayerExamples.of(name)
    #expect(!examples.isEmpty)
    // Fragments are shown as they are made: by cutting.
    #expect(examples.contains { $0.line.contains("\(name)(") || $0.line.contains("\(name) x\"") }, "\(name)")
    for example in examples { #expect(text.contains("  \(example.line)\n    \(example.text)")) }
  }

  @Test func `no example is of a layer that is not there`() {
    #expect(LayerExamples.all.map(\.layer).filter { LayerSchema.find($0)?.name != $0 } == [])
  }

  @Test(arguments: [
    ("help tcp", ["tcp: Open a TCP connection", "Transmission Control Protocol (RFC 9293)", "data_offset"]),
    ("help packets", ["packets [where FILTER]", "Layers stack with `/`"]),
    ("ip?", ["also written ip4, ipv4", "dscp: cs0"]), ("help icmp", ["host-unreachable", "prohibited", "no-route"]),
    ("tcp.flags?", ["8 bits"]), ("wg.transport?", ["WireGuard transport data"]), ("expect?", ["wait until"]),
    ("let?", ["give a value"]), ("either?", ["one of several"]), ("icmp.prohibited?", ["a client saw the ICMP error"]),
    ("FZ0104?", ["a layer has no such field"]), ("in-order?", ["one after the other"]),
    ("  revoke?  # why", ["reject_access"]),
    ("ping 172.20.0.100; p1?; #129?", ["p1: 100.64.0.2 > 172.20.0.100", "#129, at 0.540s", "tells the whole chain"]),
    ("wg?", ["wg.initiation", "an event:"]), ("app?", ["app.failed"]),
    ("help tcp.flags", ["tcp.flags: ", "8 bits", "F S R P A U E C"]),
    ("help tcp.options", ["items: eol nop mss"]), ("help tcp.options.mss", ["mss: Maximum Segment Size"]),
    ("explain udp", ["User Datagram Protocol (RFC 768)"]), ("apropos fragment", ["frag6", "reassemble"]),
  ])
  func `help knows layers, fields and topics`(_ line: String, _ parts: [String]) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    for part in parts { #expect(stand.said.text.contains(part), "\(part)\n\(stand.said.text)") }
  }

  @Test(arguments: ["revoke ?", "p1 ?", "send ip?/udp()", "nonsense?", "1?", "a.b?c", "#", "?"])
  func `a question mark elsewhere asks nothing`(_ line: String) throws {
    let stand = try Stand()
    _ = stand.run(line)
    #expect(stand.said.text == "", "\(stand.said.text)")
  }

  @Test func `a word that nobody knows is answered with the nearest`() throws {
    let stand = try Stand()
    #expect(stand.run("help hopopt") == 2)
    #expect(stand.said.complaints.contains("did you mean `hopopts`?"))
  }

  @Test(arguments: sheets) func `every line of a cheatsheet works`(_ tool: String, _ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(Cheatsheet.before) == 0, "\(stand.said.complaints)")
    #expect(stand.run(line) == 0, "\(tool): \(line)\n\(stand.said.complaints)")
  }
}
