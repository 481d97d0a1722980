import Base
import Lab
import Testing
import Wire

@testable import Report

@Suite struct SequenceDiagramTests {
  /// A packet that is prohibited and leads to a new authorization; then silence, and one datagram too many.
  private func story() throws -> [TraceRecord] {
    let a = try #require(Endpoint("100.64.0.1:5000"))
    let b = try #require(Endpoint("172.20.0.100:53"))
    let packet = try #require(IPPacket.udp(from: a, to: b, [1, 2, 3]))
    let initiation = try #require(datagram("client", "gateway", wireGuard(1, 148)))
    let response = try #require(datagram("gateway", "client", wireGuard(2, 92)))
    let data = try #require(datagram("client", "gateway", wireGuard(4, 64)))
    let there = try #require(datagram("client", "gateway", wireGuard(4, 32)))
    let back = try #require(datagram("gateway", "client", wireGuard(4, 32)))
    return [
      record(1, "operator", .command("udp 172.20.0.100 53 x\"010203\"")),
      record(2, ms: 1, "client", cause: 1, packet: 1, .seen(packet, at: Tap("client", .tun), out: true)),
      record(3, ms: 1, "client", cause: 2, .wireSent(initiation)),
      record(4, ms: 20, "gateway", cause: 3, .wireDelivered(initiation)),
      record(5, ms: 20, "gateway", cause: 4, .wireSent(response)),
      record(6, ms: 40, "client", cause: 5, .wireDelivered(response)),
      record(7, ms: 40, "client", cause: 6, packet: 1, .wireSent(data)),
      record(8, ms: 60, "gateway", cause: 7, packet: 1, .wireDelivered(data)),
      record(
        9, ms: 60, "gateway", cause: 8, packet: 1, .reported(Sample("filtered", [Field("reason", "not-authorized")]))),
      record(10, ms: 61, "client", cause: 9, .portalSent(message("create_flow", "client", "portal"))),
      record(11, ms: 70, "portal", cause: 10, .portalReceived(message("create_flow", "client", "portal"))),
      record(12, ms: 71, "portal", cause: 11, .portalSent(message("authorize_flow", "portal", "gateway"))),
      record(13, ms: 10_000, "client", .wireSent(there)),
      record(14, ms: 10_020, "gateway", cause: 13, .wireDelivered(there)),
      record(15, ms: 10_020, "gateway", .wireSent(back)),
      record(16, ms: 20_000, "client", packet: 1, .wireSent(data)),
      record(17, ms: 20_010, "client", cause: 16, packet: 1, .wireLost(data, reason: "loss")),
    ]
  }

  @Test func `text has a column for each node`() throws {
    #expect(
      SequenceDiagram(try story()).text(width: 140) == """
                            client                           portal                           gateway
                               |                                |                                |
        > udp 172.20.0.100 53 x"010203"
           0.001s  #3          |<--------------------- WireGuard handshake --------------------->|
           0.040s  #7          |----- data: udp 100.64.0.1:5000 > 172.20.0.100:53, 3 bytes ----->|
           0.060s  #9          |                                |                                * filtered reason=not-authorized
           0.061s  #10         |--------- create_flow --------->|                                |
           0.071s  #12         |                                |-------- authorize_flow ------->|
          10.000s  #13         |<------------------- WireGuard keepalive ×2 -------------------->|
          20.000s  #16         |---------------------------------------------------------------x |
                               | data: udp 100.64.0.1:5000 > 172.20.0.100:53, 3 bytes (loss)     |

        """)
  }

  @Test func `what is longer than the line goes on below`() throws {
    #expect(
      SequenceDiagram(try story()).text(width: 70) == """
                            client               portal               gateway
                               |                    |                    |
        > udp 172.20.0.100 53 x"010203"
           0.001s  #3          |<--------- WireGuard handshake --------->|
           0.040s  #7          |---------------------------------------->|
                               | data: udp 100.64.0.1:5000 > 172.20.0.100:53,
                               | 3 bytes            |                    |
           0.060s  #9          |          filtered reason=not-authorized *
           0.061s  #10         |--- create_flow --->|                    |
           0.071s  #12         |                    |------------------->|
                               |                    | authorize_flow     |
          10.000s  #13         |<------- WireGuard keepalive ×2 -------->|
          20.000s  #16         |---------------------------------------x |
                               | data: udp 100.64.0.1:5000 > 172.20.0.100:53,
                               | 3 bytes (loss)     |                    |

        """)
  }

  @Test(arguments: [40, 48, 60, 70, 80, 100, 140, 400]) func `no line is wider than it may be, and nothing is cut`(
    _ width: Int
  ) throws {
    let records = try story()
    for diagram in [SequenceDiagram(records), SequenceDiagram(records, options: DiagramOptions(folds: false))] {
      let text = diagram.text(width: width)
      for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
      for step in diagram.steps {
        let said =
          switch step {
          case .arrow(let arrow): arrow.label
          case .note(let note): note.text
          case .title(let text): text
          }
        for word in said.split(separator: " ") where word.count < 12 { #expect(text.contains(word), "\(word)") }
      }
    }
  }

  @Test func `names that would touch stand below each other`() {
    let nodes = (1...9).map { "a-long-name-\($0)" }
    let records = nodes.enumerated().map { record($0.offset, $0.element, .reported(Sample("drop"))) }
    let lines = SequenceDiagram(records).text(width: 80).split(separator: "\n")
    for node in nodes { #expect(lines.prefix(4).contains { $0.contains(node) }, "\(node)") }
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("onetwothree", 4, ["onet", "woth", "ree"]), ("", 4, [""]),
    ("a  bb", 3, ["a", "bb"]), ("ab cdefgh", 4, ["ab", "cdef", "gh"]), ("日本語", 4, ["日本", "語"]), ("abcd", 4, ["abcd"]),
  ]) func `a text is broken between its words, or where it must be`(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(text.broken(to: width) == lines)
  }

  @Test func `mermaid says the same`() throws {
    #expect(
      SequenceDiagram(try story()).mermaid == """
        sequenceDiagram
          participant n0 as client
          participant n1 as portal
          participant n2 as gateway
          Note over n0,n2: #62; udp 172.20.0.100 53 x#34;010203#34;
          n0<<->>n2: #35;3 WireGuard handshake
          n0->>n2: #35;7 data: udp 100.64.0.1:5000 #62; 172.20.0.100:53, 3 bytes
          Note over n2: #35;9 filtered reason=not-authorized
          n0->>n1: #35;10 create_flow
          n1->>n2: #35;12 authorize_flow
          n0<<->>n2: #35;13 WireGuard keepalive ×2
          n0-xn2: #35;16 data: udp 100.64.0.1:5000 #62; 172.20.0.100:53, 3 bytes (loss)

        """)
  }

  @Test func `nothing is folded on request`() throws {
    let diagram = SequenceDiagram(try story(), options: DiagramOptions(folds: false))
    let labels = diagram.steps.compactMap { if case .arrow(let arrow) = $0 { arrow.label } else { nil } }
    #expect(labels.filter { $0 == "WireGuard keepalive" }.count == 2)
    #expect(labels.contains("WireGuard initiation") && labels.contains("WireGuard response"))
  }

  @Test func `a part of the trace keeps what it knows from before`() throws {
    let diagram = SequenceDiagram(try story(), options: DiagramOptions(events: 8...9))
    #expect(diagram.nodes == ["client", "gateway"])
    guard case .arrow(let arrow)? = diagram.steps.first else {
      Issue.record("no arrow")
      return
    }
    #expect(arrow.n == 8)
    #expect(arrow.label == "data: udp 100.64.0.1:5000 > 172.20.0.100:53, 3 bytes")
    #expect(diagram.steps.count == 2)
  }

  @Test func `a packet that is first seen behind its datagram labels it too`() throws {
    let a = try #require(Endpoint("172.20.0.100:53"))
    let b = try #require(Endpoint("100.64.0.1:5000"))
    let packet = try #require(IPPacket.udp(from: a, to: b, [1, 2, 3]))
    let data = try #require(datagram("gateway", "client", wireGuard(4, 64)))
    let diagram = SequenceDiagram([
      record(1, "gateway", packet: 9, .wireSent(data)),
      record(2, ms: 10, "client", cause: 1, packet: 9, .wireDelivered(data)),
      record(3, ms: 10, "client", cause: 2, packet: 9, .seen(packet, at: Tap("client", .tun), out: false)),
    ])
    guard case .arrow(let arrow)? = diagram.steps.first else {
      Issue.record("no arrow")
      return
    }
    #expect(arrow.label == "data: udp 172.20.0.100:53 > 100.64.0.1:5000, 3 bytes")
  }

  @Test func `kinds choose what is drawn`() throws {
    let diagram = SequenceDiagram(try story(), options: DiagramOptions(kinds: ["portal.sent"], nodes: ["portal"]))
    #expect(diagram.nodes == ["portal", "client", "gateway"])
    #expect(diagram.steps.count == 2)
    let family = SequenceDiagram(
      [record(1, "gateway", .reported(Sample("authorization.removed"))), record(2, "gateway", .reported(Sample("x")))],
      options: DiagramOptions(kinds: ["authorization.*"]))
    #expect(family.steps.count == 1)
  }

  @Test func `nodes stand in the order in which traffic flows`() {
    let nodes = ["httpbin", "gateway-1", "relay-10", "relay-2", "portal", "client-b", "client-a"]
    let records = nodes.enumerated().map { record($0.offset, $0.element, .reported(Sample("drop"))) }
    #expect(
      SequenceDiagram(records).nodes == [
        "client-a", "client-b", "portal", "relay-2", "relay-10", "gateway-1", "httpbin",
      ])
  }

  @Test func `mermaid meets no character that it would obey`() {
    let mermaid = SequenceDiagram([
      record(1, "end; x", .command("a;b #1 %% <b> \"q\"\nnext")), record(2, "end; x", .reported(Sample("drop"))),
    ]).mermaid
    #expect(
      mermaid == """
        sequenceDiagram
          participant n0 as end#59; x
          Note over n0: #62; a#59;b #35;1 #37;#37; #60;b#62; #34;q#34;<br/>next
          Note over n0: #35;2 drop

        """)
  }

  @Test func `an empty trace is an empty diagram`() {
    #expect(SequenceDiagram([]).mermaid == "sequenceDiagram\n")
    #expect(SequenceDiagram([]).text() == "\n\n")
  }
}
