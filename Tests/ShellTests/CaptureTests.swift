import Base
import Lab
import Report
import Testing
import Wire

@testable import Shell

@Suite struct CaptureTests {
  /// What was written after these commands, and the session that wrote it.
  private func capture(_ commands: String, _ ending: String = "") throws -> (CaptureReader, Stand) {
    let stand = try Stand()
    #expect(stand.run("\(commands)\nwrite pcapng run.pcapng \(ending)") == 0, "\(stand.said.complaints)")
    let bytes = try #require(stand.disk.files["run.pcapng"])
    return (try #require(CaptureReader(bytes)), stand)
  }

  private static let refusal = """
    ping 172.20.0.100
    ping 172.21.0.101
    revoke "MyCorp Network"
    run 1s
    expect failure { ping 172.20.0.100 }
    """

  @Test func `the section says program, lab, seed and scenario`() throws {
    let (file, _) = try capture("ping 172.20.0.100")
    let section = try #require(file.blocks.first)
    #expect(section.type == 0x0a0d_0d0a)
    #expect(Array(section.body.prefix(16)) == [0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0] + Array(repeating: 0xff, count: 8))
    let options = try #require(section.options(from: 16))
    #expect(CaptureReader.text(options[1]) == "lab mycorp, seed 1, scenario test.fzs")
    #expect(CaptureReader.text(options[4]) == "fzsh")
    #expect(file.blocks.dropFirst().allSatisfy { $0.type == 1 || $0.type == 6 })
  }

  @Test func `every tap that packets pass has an interface, in nanoseconds of the lab's wall clock`() throws {
    let (file, _) = try capture("ping 172.20.0.100")
    let own = ["client.tun", "client.wire", "client.net", "gateway.wire", "gateway.tun", "gateway.lan"]
    #expect(file.interfaces == own + ["relay-1.wire", "relay-2.wire"])
    for block in file.blocks where block.type == 1 {
      #expect(Array(block.body.prefix(8)) == [101, 0, 0, 0, 0, 0, 0, 0])
      let options = try #require(block.options(from: 8))
      #expect(options[3]?.isEmpty == false)
      #expect(options[9] == [9])
      let offset = try #require(options[14])
      #expect(offset.count == 8 && CaptureReader.number(offset, at: 0, 8) == 1_767_225_600)
    }
  }

  @Test func `each view of a packet is one block, with its bytes, time, tap, direction, event and packet`() throws {
    let (file, stand) = try capture(Self.refusal)
    let records = stand.trace.filter { $0.seen != nil }
    let packets = try #require(file.packets)
    #expect(packets.count == records.count)
    for (packet, record) in zip(packets, records) {
      let seen = try #require(record.seen)
      #expect(packet.bytes == seen.packet.bytes)
      #expect(packet.time == UInt64(record.t.nanoseconds))
      #expect(file.interfaces[packet.interface] == "\(seen.tap)")
      let leaves = record.kind.hasSuffix(".out") || record.kind == "wire.sent"
      #expect(packet.flags == (leaves ? 2 : 1))
      #expect(packet.id == (record.packet == .none ? nil : UInt64(record.packet.number)))
      #expect(packet.comment.hasPrefix("#\(record.n) \(record.kind)"))
    }
  }

  @Test func `the comment says what became of the packet`() throws {
    let (file, stand) = try capture(Self.refusal)
    let packets = try #require(file.packets)
    let refused = try #require(stand.trace.last { $0.kind == "filtered" })
    let views = packets.filter { $0.id == UInt64(refused.packet.number) }
    #expect(
      Set(views.map { file.interfaces[$0.interface] }).isSuperset(of: ["client.tun", "client.wire", "gateway.wire"]))
    let answer = refused.text("answer")
    for view in views {
      #expect(
        view.comment.hasSuffix(": refused by gateway (not-authorized), answered with \(answer)"), "\(view.comment)")
    }
    let error = packets.filter { "p\($0.id ?? 0)" == answer }
    #expect(error.count >= 3)
    let last = try #require(stand.trace.last { "p\($0.packet.number)" == answer && $0.isDeciding })
    #expect(error.allSatisfy { $0.comment.contains(": " + last.fate) })
    // The first ping was sent when nothing stood in its way.
    #expect(packets.contains { $0.comment.contains("; answered by p") || $0.comment.contains(": answered by p") })
  }

  @Test func `a handshake belongs to no packet`() throws {
    let (file, _) = try capture("ping 172.20.0.100", "taps client.wire")
    let packets = try #require(file.packets)
    let initiations = packets.filter { $0.bytes.count == 20 + 8 + 148 || $0.bytes.count == 40 + 8 + 148 }
    #expect(!initiations.isEmpty)
    #expect(initiations.allSatisfy { $0.id == nil && !$0.comment.contains(" p") })
  }

  @Test func `taps choose`() throws {
    let (all, _) = try capture("ping 172.20.0.100", "taps all")
    let (some, stand) = try capture("ping 172.20.0.100", "taps gateway.lan, client.tun")
    #expect(some.interfaces == ["gateway.lan", "client.tun"])
    let chosen = try #require(all.packets).filter {
      ["gateway.lan", "client.tun"].contains(all.interfaces[$0.interface])
    }
    let found = try #require(some.packets)
    #expect(found.map(\.comment) == chosen.map(\.comment))
    #expect(stand.said.text.contains("wrote run.pcapng: \(chosen.count) packets of 2 taps\n"))
  }

  @Test(arguments: [
    ("taps client.tn", "unknown tap `client.tn`"), ("taps client.tun, gatewy.lan", "unknown tap `gatewy.lan`"),
    ("taps portal.ws", "no IP packets are seen at `portal.ws`"),
  ])
  func `a tap without packets is refused and nothing is written`(_ ending: String, _ message: String) throws {
    let stand = try Stand()
    #expect(stand.run("write pcapng run.pcapng \(ending)") == 2)
    #expect(stand.said.complaints.contains("error[FZ0403]: \(message)"), "\(stand.said.complaints)")
    #expect(stand.disk.files.isEmpty)
  }

  @Test func `keys stand before the first packet, and only where they were asked for`() throws {
    let (file, stand) = try capture(Self.refusal, "keys")
    let secrets = try #require(file.secrets)
    #expect(secrets.isFirst)
    let lines = secrets.text.split(separator: "\n").map(String.init)
    #expect(lines == Self.keyLog(of: stand))
    #expect(Set(lines.compactMap { $0.split(separator: " ").first }).count == 4)
    #expect(stand.said.text.contains(", with keys\n"))
    let (bare, _) = try capture(Self.refusal)
    #expect(bare.secrets == nil)
  }

  @Test func `without keys no secret is in the file`() throws {
    let (_, stand) = try capture(Self.refusal, "keys")
    let secrets = Self.keyLog(of: stand).filter { !$0.hasPrefix("REMOTE") }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
    #expect(Set(secrets).count >= 5)
    let withKeys = try #require(stand.disk.files["run.pcapng"])
    #expect(stand.run("write pcapng bare.pcapng") == 0)
    let without = try #require(stand.disk.files["bare.pcapng"])
    for secret in secrets {
      let raw = Self.bytes(base64: secret)
      #expect(raw.count == 32)
      #expect(withKeys.contains(Array(secret.utf8)))
      let hex = Hex.text(raw)
      for form in [raw, Array(secret.utf8), Array(hex.utf8), Array(hex.uppercased().utf8)] {
        #expect(!without.contains(form))
      }
    }
  }

  @Test func `a long capture leaves in pieces`() throws {
    let (file, stand) = try capture("ping 172.20.0.100 --count 150")
    #expect(stand.disk.pieces.count > 2)
    #expect(stand.disk.pieces.allSatisfy { $0 < 66 * 1024 })
    let packets = try #require(file.packets)
    #expect(packets.count > 1000)
  }

  @Test func `a full disk leaves nothing`() throws {
    let stand = try Stand()
    stand.disk.capacity = 70_000
    #expect(stand.run("ping 172.20.0.100 --count 150\nwrite pcapng run.pcapng keys") == 3)
    #expect(stand.said.complaints.contains("cannot write `run.pcapng`"))
    #expect(stand.said.complaints.contains("No space left on device"))
    #expect(!stand.disk.pieces.isEmpty)
    #expect(stand.disk.files.isEmpty)
    #expect(!stand.said.text.contains("wrote"))
  }

  private static func keyLog(of stand: Stand) -> [String] {
    guard case .fact(.list(let lines)) = try? stand.session.stage.lab.answer(.keyLog) else { return [] }
    return lines.map(\.description)
  }

  private static func bytes(base64 text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bytes, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
    for digit in text.utf8.compactMap({ digits.firstIndex(of: $0) }) {
      buffer = buffer << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return bytes
  }
}
