import Base
import Glibc
import Lab
import Testing

@testable import Shell

/// Captures before a judge that nobody here wrote.
@Suite(.serialized, .enabled(if: Tshark.isInstalled, "tshark is not installed")) struct TsharkTests {
  /// The shipped scenario in which a gateway refuses and the client asks again.
  private func withDemonstration(_ ending: String, _ body: (String, Stand) throws -> Void) throws {
    let scenario = try #require(ShippedScenarioTests.text(of: "create-flow-from-icmp-error"))
    try withCapture(of: scenario, ending, body)
  }

  private func withCapture(of scenario: String, _ ending: String, _ body: (String, Stand) throws -> Void) throws {
    let stand = try Stand()
    #expect(stand.run("\(scenario)\nwrite pcapng run.pcapng \(ending)", name: "demo.fzs") == 0)
    let path = "/tmp/fzsh-test-\(getpid())-capture.pcapng"
    let file = try #require(fopen(path, "w"))
    defer { unlink(path) }
    let bytes = try #require(stand.disk.files["run.pcapng"])
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    fclose(file)
    try body(path, stand)
  }

  private static let faults =
    "_ws.malformed || _ws.short || ip.checksum.status == 0 || udp.checksum.status == 0 || tcp.checksum.status == 0"
    + " || icmp.checksum.status == 0 || icmpv6.checksum.status == 0"
  private static let prohibited = "wg && icmp.type == 3 && icmp.code == 13"

  @Test(arguments: ["", "keys"])
  func `the demonstration reads without an error, malformed packet or bad checksum`(_ ending: String) throws {
    try withDemonstration(ending) { path, stand in
      let all = try #require(Tshark.run(path, "frame", ["frame.number"]))
      #expect(all.status == 0)
      #expect(all.lines.count == stand.trace.count { $0.seen != nil })
      let bad = try #require(Tshark.run(path, Self.faults, ["frame.number", "frame.protocols", "_ws.expert.message"]))
      #expect(bad.status == 0)
      #expect(bad.lines == [])
    }
  }

  @Test func `comments, taps, directions, ids and wall times are found`() throws {
    try withDemonstration("") { path, stand in
      let fields = [
        "frame.interface_name", "frame.comment", "frame.packet_flags_direction", "frame.time_epoch", "frame.packet_id",
      ]
      let lines = try #require(Tshark.run(path, "frame", fields)).lines
      let records = stand.trace.filter { $0.seen != nil }
      #expect(lines.count == records.count)
      for (line, record) in zip(lines, records) {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == 5)
        #expect(record.seen.map { "\($0.tap)" } == parts[0])
        #expect(parts[1].hasPrefix("#\(record.n) \(record.kind)"))
        #expect(["1", "2", "0x00000001", "0x00000002"].contains(parts[2]), "\(parts[2])")
        #expect(parts[3].hasPrefix("\(1_767_225_600 + record.t.nanoseconds / 1_000_000_000)."))
        #expect(parts[4] == (record.packet == .none ? "" : "\(record.packet.number)"))
      }
    }
  }

  /// No direct path: STUN, TURN and WireGuard inside of channel data, on IPv4 and on IPv6.
  private static let relayed = """
    partition client gateway
    curl http://172.20.0.100/ as over
    check over.status == 200
    check "relay" in client.connections[gateway].path
    """

  @Test(arguments: ["", "keys"])
  func `a path over a relay reads without an error, from the first question to the last byte`(_ ending: String) throws {
    try withCapture(of: Self.relayed, ending) { path, stand in
      let all = try #require(Tshark.run(path, "frame", ["frame.number"]))
      #expect(all.status == 0)
      #expect(all.lines.count == stand.trace.count { $0.seen != nil })
      let bad = try #require(Tshark.run(path, Self.faults, ["frame.number", "frame.protocols", "_ws.expert.message"]))
      #expect(bad.status == 0)
      #expect(bad.lines == [])
    }
  }

  /// Method and class of STUN's type (RFC 8489 §5): what a path over a relay cannot do without.
  @Test(arguments: [
    ("Binding", "stun.type.method == 0x0001"), ("Allocate", "stun.type.method == 0x0003"),
    ("Allocate refused for the nonce", "stun.type == 0x0113 && stun.att.error == 1"),
    ("ChannelBind", "stun.type.method == 0x0009"), ("a relayed address", "stun.att.type == 0x0016"),
    ("data on a channel", "stun.channel"), ("WireGuard on its own way", "wg.type == 4"),
  ])
  func `on a path over a relay tshark finds what we say is there`(_ what: String, _ filter: String) throws {
    try withCapture(of: Self.relayed, "") { path, _ in
      let found = try #require(Tshark.run(path, filter, ["frame.number", "frame.protocols"]))
      #expect(found.status == 0, "\(what)")
      #expect(!found.lines.isEmpty, "\(what)")
    }
  }

  private static let refusal = """
    ping 172.20.0.100
    ping 172.21.0.101
    revoke "MyCorp Network"
    run 1s
    expect failure(EHOSTUNREACH) { curl http://172.20.0.100/ }
    """

  @Test func `with keys the refusal inside WireGuard is visible`() throws {
    try withCapture(of: Self.refusal, "keys") { path, _ in
      let found = try #require(Tshark.run(path, Self.prohibited, ["frame.interface_name", "frame.protocols"]))
      #expect(
        found.lines == ["gateway.wire", "client.wire"].map { "\($0)\traw:ipv6:udp:wg:ip:icmp:ip:tcp" })
    }
  }

  @Test func `without keys it is not`() throws {
    try withCapture(of: Self.refusal, "") { path, _ in
      let inner = try #require(Tshark.run(path, Self.prohibited, ["frame.number"]))
      #expect(inner.status == 0)
      #expect(inner.lines == [])
      let closed = try #require(Tshark.run(path, "wg.type == 4", ["frame.protocols"]))
      #expect(Set(closed.lines) == ["raw:ipv6:udp:wg"])
    }
  }
}

enum Tshark {
  static let isInstalled: Bool = {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    return folders.contains { access("\($0)/tshark", X_OK) == 0 }
  }()

  /// The wanted fields of all frames that a display filter lets pass, a line each; all checksums are verified.
  static func run(_ path: String, _ filter: String, _ fields: [String]) -> (status: Int32, lines: [String])? {
    let checks = ["ip", "udp", "tcp"].map { "-o \($0).check_checksum:TRUE" }.joined(separator: " ")
    let wanted = fields.map { "-e \($0)" }.joined(separator: " ")
    guard let pipe = popen("tshark -n \(checks) -r \(path) -Y '\(filter)' -T fields \(wanted) 2>/dev/null", "r")
    else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&chunk, 1, chunk.count, pipe)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    return (pclose(pipe), lines)
  }
}
