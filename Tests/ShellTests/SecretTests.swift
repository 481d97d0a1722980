import Base
import Lab
import Script
import Testing

@testable import Shell

/// No table, no state, no trace and no picture shows a secret of the lab; only what asks for keys by that name does.
@Suite struct SecretTests {
  /// What the lab's frames and handshakes hold: private keys, preshared keys, passwords of ICE and relays, tokens.
  private static func secrets(of lab: any LabBackend) throws -> [String] {
    var secrets: [String] = []
    for record in lab.trace {
      let text: String? =
        switch record.what {
        case .portalSent(let message), .portalReceived(let message): message.text
        default: nil
        }
      guard let text else { continue }
      for match in text.matches(of: /"(?:password|preshared_key|stamp_secret|token|secret)":"([^"]+)"/) {
        secrets.append(String(match.1))
      }
    }
    if case .fact(let log) = try lab.answer(.keyLog) {
      for match in log.description.matches(of: /= ([A-Za-z0-9+\/=]{40,})/) { secrets.append(String(match.1)) }
    }
    var unique: [String] = []
    for secret in secrets where !unique.contains(secret) { unique.append(secret) }
    return unique
  }

  private static let story = """
    nat client symmetric translation=both
    nat gateway symmetric translation=both
    run 15s
    ping 172.20.0.100
    curl http://download.httpbin/
    revoke "MyCorp Network"
    recovery both
    run 1s
    ping 172.20.0.100
    restart client
    run 2s
    ping 172.20.0.100

    """

  /// Hexadecimal digits of what base64 stands for.
  private static func hex(_ base64: String) -> String? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var (bits, count): (UInt32, Int) = (0, 0)
    var bytes: [UInt8] = []
    for character in base64 where character != "=" {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      (bits, count) = (bits << 6 | UInt32(value), count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return Hex.text(bytes)
  }

  @Test func `nothing that is shown holds a secret`() throws {
    let stand = try Stand()
    #expect(stand.run(Self.story) == 0, "\(stand.said.complaints)")
    let lab = stand.session.stage.lab
    let secrets = try Self.secrets(of: lab)
    // Two clients' worth of keys, preshared keys, credentials of both sides and of both relays.
    #expect(secrets.count > 12, "\(secrets.count)")
    #expect(secrets.contains { Self.hex($0)?.count == 64 })
    for command in Self.commands(stand) {
      stand.said.text = ""
      #expect(stand.run(command) == 0, "\(command): \(stand.said.complaints)")
      let text = stand.said.text + stand.disk.files.values.map { String(decoding: $0, as: UTF8.self) }.joined()
      stand.disk.files = [:]
      for secret in secrets {
        #expect(!text.contains(secret), "\(command) shows \(secret)")
        if let hex = Self.hex(secret), hex.count >= 32 {
          #expect(!text.contains(hex), "\(command) shows \(secret) in hex")
        }
      }
    }
  }

  @Test func `keys are written where they are asked for`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; write pcapng out/keys.pcapng keys")
    let secrets = try Self.secrets(of: stand.session.stage.lab)
    let text = String(decoding: stand.disk.files["out/keys.pcapng"] ?? [], as: UTF8.self)
    #expect(secrets.contains { text.contains($0) })
  }

  private static func commands(_ stand: Stand) -> [String] {
    let tables = FormatTests.rows.map(\.command).filter { command in
      !["watched", "compare", "read"].contains { command.hasPrefix($0) }
    }
    let telling = stand.trace.filter { record in
      ["portal.", "turn.", "ice."].contains { record.kind.hasPrefix($0) }
    }
    var commands = [
      "events --all --format json", "write trace out/trace.ndjson", "write pcapng out/run.pcapng", "diagram",
      "diagram as mermaid", "why p1", "show p1 built", "show p1 --format json", "lab show", "beliefs",
      "for p in packets | where stun | first 40 { show p }",
      "for p in packets | where wg.initiation | first 9 { show p }",
    ]
    // A dot in a host's name would begin a step of the path.
    for root in stand.session.stage.names(.path) where !root.contains(".") {
      commands += ["show \(root)", "show \(root) --format json", "show \(root) --format csv"]
    }
    for table in tables { commands += [table, "\(table) --format json"] }
    for event in telling.suffix(60) {
      commands += ["show #\(event.n)", "show #\(event.n) --format json", "why #\(event.n)"]
    }
    return commands
  }
}
