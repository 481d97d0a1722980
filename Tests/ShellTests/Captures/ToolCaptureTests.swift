import Base
import Glibc
import Lab
import Report
import Testing

@testable import Shell

/// Captures that other programs wrote, and what they say about ours.
@Suite(.serialized, .enabled(if: Tool.areInstalled, "editcap, mergecap, capinfos or tcpdump is not installed"))
struct ToolCaptureTests {
  /// A folder with `run.pcapng`, a capture of the lab, and the stand it comes from.
  private func inFolder(_ body: (String, Stand) throws -> Void) throws {
    let folder = "/tmp/fzsh-test-\(getpid())-tools"
    mkdir(folder, 0o700)
    defer { _ = Tool.run("rm -r \(folder)") }
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100 --count 3; curl http://172.20.0.100/; write pcapng run.pcapng") == 0)
    try Tool.save(try #require(stand.disk.files["run.pcapng"]), to: "\(folder)/run.pcapng")
    try body(folder, stand)
  }

  private func load(_ path: String, into stand: Stand) throws -> [CapturedPacket] {
    let bytes = try #require(Tool.load(path))
    stand.disk.files["x"] = bytes
    stand.said.text = ""
    #expect(stand.run("read x | count | to ndjson") == 0, "\(path) \(stand.said.complaints)")
    var decoder = CaptureDecoder()
    decoder.add(bytes)
    var packets: [CapturedPacket] = []
    while let packet = try decoder.next() { packets.append(packet) }
    try decoder.finish()
    #expect(stand.said.text == "{\"count\":\(packets.count)}\n")
    return packets
  }

  private func countOfCapinfos(_ path: String) -> Int? {
    Tool.run("capinfos -TrMc \(path)").flatMap { $0.split(whereSeparator: \.isWhitespace).last }.flatMap { Int($0) }
  }

  @Test(arguments: [
    ("editcap -F pcap $/run.pcapng $/out", true), ("editcap -F nsecpcap $/run.pcapng $/out", true),
    ("editcap -F pcapng $/run.pcapng $/out", true), ("mergecap -F pcapng -w $/out $/run.pcapng", true),
    ("editcap -F pcap $/run.pcapng $/a && tcpdump -r $/a -w $/out", true),
    ("editcap -F nsecpcap $/run.pcapng $/a && tcpdump --nano -r $/a -w $/out", true),
    ("editcap -F pcapng -s 60 $/run.pcapng $/out", false), ("editcap -F pcap -s 20 $/run.pcapng $/out", false),
  ])
  func `what other tools make of our capture is read with the same packets`(_ command: String, _ isWhole: Bool) throws {
    try inFolder { folder, stand in
      let ours = try load("\(folder)/run.pcapng", into: stand)
      #expect(Tool.run(command.replacing("$", with: folder)) != nil)
      let theirs = try load("\(folder)/out", into: stand)
      #expect(countOfCapinfos("\(folder)/out") == theirs.count && theirs.count == ours.count)
      for (a, b) in zip(ours, theirs) {
        #expect(isWhole ? a.bytes == b.bytes : a.bytes.starts(with: b.bytes))
        #expect(a.originalLength == b.originalLength && b.isTruncated == (a.bytes.count > b.bytes.count))
        #expect(a.time.map { $0.nanoseconds / 1000 } == b.time.map { $0.nanoseconds / 1000 })
      }
    }
  }

  @Test func `two captures merged have the interfaces of both`() throws {
    try inFolder { folder, stand in
      #expect(Tool.run("mergecap -F pcapng -I none -w \(folder)/out \(folder)/run.pcapng \(folder)/run.pcapng") != nil)
      let merged = try load("\(folder)/out", into: stand)
      let ours = try load("\(folder)/run.pcapng", into: stand)
      #expect(merged.count == 2 * ours.count)
      #expect(
        merged.map(\.interface.name).count { $0 == "client.tun" } == 2
          * ours.count { $0.interface.name == "client.tun" })
      #expect(Set(merged.flatMap(\.comments)) == Set(ours.flatMap(\.comments)))
      // One section behind the other.
      let both = try #require(Tool.load("\(folder)/run.pcapng"))
      try Tool.save(both + both, to: "\(folder)/both.pcapng")
      #expect(try load("\(folder)/both.pcapng", into: stand).count == 2 * ours.count)
    }
  }

  @Test(arguments: [
    (0, "1e 00 00 00"), (1, "02 02 02 02 02 02 02 02 02 02 02 02 86 dd"),
    (108, "00 00 00 1e"), (113, "00 00 00 01 00 06 00 00 00 00 00 00 00 00 86 dd"),
    (276, "86 dd 00 00 00 00 00 01 00 01 00 06 00 00 00 00 00 00 00 00"), (101, ""), (229, ""),
  ])
  func `packets on every link type are found where tshark finds them`(_ link: Int, _ header: String) throws {
    let ip =
      "60 00 00 00 00 0c 11 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00"
      + " 00 00 00 02 13 88 00 35 00 0c 00 00 61 62 63 64"
    try inFolder { folder, stand in
      try Tool.save(Array("0000 \(header) \(ip)\n".utf8), to: "\(folder)/hex")
      for format in ["pcap", "pcapng"] {
        #expect(Tool.run("text2pcap -q -F \(format) -l \(link) \(folder)/hex \(folder)/out") != nil)
        _ = try load("\(folder)/out", into: stand)
        stand.said.text = ""
        #expect(stand.run("read x | where udp(dport=53) | select ip6.dst, udp.sport | to csv") == 0)
        #expect(stand.said.text == "ip6.dst,udp.sport\r\n2001:db8::2,5000\r\n", "\(format)")
        let found = Tool.run("tshark -r \(folder)/out -T fields -e ipv6.dst -e udp.srcport 2>/dev/null")
        #expect(found == "2001:db8::2\t5000\n")
      }
    }
  }

  @Test func `what we write, other tools count and read alike`() throws {
    try inFolder { folder, stand in
      #expect(stand.run("write pcap lab.pcap; read run.pcapng | where icmp | write pcapng icmp.pcapng") == 0)
      for file in ["lab.pcap", "icmp.pcapng"] {
        let bytes = try #require(stand.disk.files[file])
        try Tool.save(bytes, to: "\(folder)/\(file)")
        #expect(countOfCapinfos("\(folder)/\(file)") == (try load("\(folder)/\(file)", into: stand)).count)
      }
      let lines = try #require(Tool.run("tcpdump -nr \(folder)/lab.pcap 2>/dev/null")).split(separator: "\n")
      #expect(lines.count == stand.trace.count { $0.seen != nil })
      let comments = try #require(Tool.run("tshark -r \(folder)/icmp.pcapng -T fields -e frame.comment 2>/dev/null"))
      stand.said.text = ""
      #expect(stand.run("read icmp.pcapng | select comment | to csv") == 0)
      #expect(stand.said.text.replacing("\"", with: "").replacing("\r\n", with: "\n") == "comment\n" + comments)
    }
  }

  @Test func `a compressed capture is told`() throws {
    try inFolder { folder, stand in
      #expect(Tool.run("gzip -k \(folder)/run.pcapng") != nil)
      stand.disk.files["x"] = Tool.load("\(folder)/run.pcapng.gz")
      #expect(stand.run("read x") == 3)
      #expect(stand.said.complaints.contains("the file is compressed by gzip: unpack it first"))
    }
  }
}

enum Tool {
  static let areInstalled = ["editcap", "mergecap", "capinfos", "text2pcap", "tshark", "tcpdump", "gzip"].allSatisfy {
    run("command -v \($0)") != nil
  }

  /// What a command says on standard output; nil where it fails.
  static func run(_ command: String) -> String? {
    guard let pipe = popen("{ \(command); } 2>/dev/null", "r") else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&chunk, 1, chunk.count, pipe)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return pclose(pipe) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }

  static func save(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }

  static func load(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }
}
