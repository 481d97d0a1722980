import Base
import Report
import Testing

@testable import Shell

@Suite struct WriteTests {
  private func packets(_ bytes: [UInt8]?) throws -> [CapturedPacket] {
    var decoder = CaptureDecoder()
    decoder.add(try #require(bytes))
    var packets: [CapturedPacket] = []
    while let packet = try decoder.next() { packets.append(packet) }
    try decoder.finish()
    return packets
  }

  @Test func `packets of a file are written as they were read`() throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run("read x.pcapng | write pcapng y.pcapng") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text == "wrote y.pcapng: 6 packets\n")
    #expect(stand.disk.files["y.pcapng"] == stand.disk.files["x.pcapng"])
    #expect(try packets(stand.disk.files["y.pcapng"]) == CaptureFixtures.packets())
  }

  @Test func `packets of the lab stay what they were`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100; write pcapng run.pcapng; read run.pcapng | write pcapng again.pcapng") == 0)
    let first = try #require(stand.disk.files["run.pcapng"].flatMap(CaptureReader.init))
    let again = try #require(stand.disk.files["again.pcapng"].flatMap(CaptureReader.init))
    #expect(first.blocks.first?.body == again.blocks.first?.body)
    let (a, b) = (try #require(first.packets), try #require(again.packets))
    #expect(a.map { first.interfaces[$0.interface] } == b.map { again.interfaces[$0.interface] })
    #expect(a.map(\.comment) == b.map(\.comment) && a.map(\.time) == b.map(\.time) && a.map(\.id) == b.map(\.id))
    #expect(a.map(\.bytes) == b.map(\.bytes) && !a.isEmpty)
  }

  @Test(arguments: [
    "packets where icmp | write pcapng out.pcapng", "write pcapng out.pcapng packets where icmp",
    "let ps = packets where icmp; write pcapng out.pcapng ps",
    "let ps = packets where icmp; ps | write pcapng out.pcapng",
  ])
  func `packets of the lab are written as they were first seen`(_ write: String) throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100; \(write)") == 0, "\(stand.said.complaints)")
    let file = try #require(stand.disk.files["out.pcapng"].flatMap(CaptureReader.init))
    let packets = try #require(file.packets)
    #expect(packets.count == 2)
    #expect(packets.map { file.interfaces[$0.interface] } == ["client.tun", "gateway.lan"])
    #expect(packets.allSatisfy { $0.comment.hasPrefix("#") && $0.id != nil })
  }

  @Test func `events are written as they were seen, where they saw a packet`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100; events where kind == \"wire.sent\" | write pcapng out.pcapng") == 0)
    let file = try #require(stand.disk.files["out.pcapng"].flatMap(CaptureReader.init))
    #expect(file.packets?.isEmpty == false && Set(file.interfaces) == ["client.wire", "gateway.wire"])
    #expect(stand.run("events | write pcapng none.pcapng") == 2)
    #expect(stand.said.complaints.contains("error[FZ0308]"), "\(stand.said.complaints)")
    #expect(stand.disk.files["none.pcapng"] == nil)
  }

  @Test(arguments: [
    ("write pcapng out.pcapng udp(dst=172.20.0.0/30, dport={53, 80})", 8), ("write pcapng out.pcapng ip()/udp()", 1),
    ("write pcapng out.pcapng udp(dst=172.20.0.0/30, dport={53, 80}) where udp(dport=53)", 4),
    ("let a = ip()/udp(); write pcapng out.pcapng [a, a]", 2), ("ping 172.20.0.100; write pcapng out.pcapng p1", 1),
    ("packets | where icmp(code=77) | write pcapng out.pcapng", 0),
  ])
  func `packets that were written go into a file, times the lab's`(_ script: String, _ count: Int) throws {
    let stand = try Stand()
    #expect(stand.run(script) == 0, "\(stand.said.complaints)")
    let packets = try packets(stand.disk.files["out.pcapng"])
    #expect(packets.count == count)
    #expect(packets.allSatisfy { ($0.time?.seconds ?? 0) >= 1_767_225_600 && $0.interface.link == .raw })
  }

  @Test func `pcap takes one link type and nothing is left of what it cannot take`() throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run("read x.pcapng | where link == \"ethernet\" | write pcap y.pcap") == 0)
    let read = try packets(stand.disk.files["y.pcap"])
    let wanted = try CaptureFixtures.packets().filter { $0.interface.link == .ethernet }
    #expect(read.map(\.bytes) == wanted.map(\.bytes) && read.map(\.time) == wanted.map(\.time))
    #expect(read.map(\.originalLength) == wanted.map(\.originalLength))
    #expect(stand.run("read x.pcapng | write pcap z.pcap") == 2)
    #expect(
      stand.said.complaints == """
        error[FZ0604]: a pcap file holds packets of one link type
          --> test.fzs:1:28
          1 | read x.pcapng | write pcap z.pcap
            |                            ^^^^^^ the first packet is of raw, packet 2 of ethernet
            = `write pcapng` takes them all

        """)
    #expect(stand.disk.files["z.pcap"] == nil)
    #expect(stand.run("ping 172.20.0.100; write pcap lab.pcap; write pcap lab.pcap keys") == 2)
    #expect(stand.said.complaints.contains("a pcap file has no place for keys"))
    #expect(try packets(stand.disk.files["lab.pcap"]).count > 5)
  }

  @Test func `of a damaged file, or on a full disk, nothing is written`() throws {
    let stand = try CaptureFixtures.stand()
    stand.disk.files["x.pcapng"]?.removeLast(9)
    #expect(stand.run("read x.pcapng | write pcapng y.pcapng") == 3)
    #expect(stand.said.complaints.contains("error[FZ0603]") && stand.disk.files["y.pcapng"] == nil)
    #expect(stand.run("read x.pcapng > out.txt") == 3)
    #expect(stand.disk.files["out.txt"] == nil)
    #expect(stand.run("read x.pcapng | first 5 | write pcapng y.pcapng") == 0)
    stand.disk.capacity = 100
    #expect(stand.run("read x.pcapng | first 5 | write pcapng z.pcapng") == 3)
    #expect(stand.said.complaints.contains("No space left on device") && stand.disk.files["z.pcapng"] == nil)
  }
}
