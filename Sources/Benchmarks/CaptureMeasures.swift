import Base
import Report
import Wire

/// Capture files in memory: packets into blocks, and out of them.
enum CaptureMeasures {
  private static let count = 100_000

  static func all() throws -> [Measure] {
    let packet = try packet()
    let file = written(packet)
    return [
      Measure("write a packet of 132 B as pcapng, with a comment", count: count) { _ in use(written(packet).count) },
      Measure("read a packet of 132 B from pcapng, with its comment", count: count) { _ in
        try read(file) { use($0) }
      },
      Measure("read a packet of 132 B from pcapng, and dissect it", count: count) { _ in
        try read(file) { use(Packet(dissecting: $0.bytes)) }
      },
    ]
  }

  private static func packet() throws -> CapturedPacket {
    let ip = try Layer("ip", [("dst", .address(.v4(IPv4Address(172, 20, 0, 100))))])
    let udp = try Layer("udp", [("dport", .number(53))])
    let bytes = try (CraftedPacket([ip, udp]) / [UInt8](repeating: 0x61, count: 104)).build().bytes
    let interface = CaptureInterface(.raw, in: CaptureSection(), name: "client.tun")
    return CapturedPacket(bytes, on: interface, at: 1, comments: ["#58 tun.out p17: answered by p18"], flags: 2, id: 17)
  }

  /// A file as it leaves in pieces; all of it is kept.
  private static func written(_ packet: CapturedPacket) -> [[UInt8]] {
    var encoder = BlockEncoder()
    var pieces: [[UInt8]] = []
    for _ in 0..<count {
      encoder.add(packet)
      if encoder.count >= TraceWriter.piece { pieces.append(encoder.take()) }
    }
    return pieces + [encoder.take()]
  }

  private static func read(_ file: [[UInt8]], _ each: (CapturedPacket) -> Void) throws {
    var decoder = CaptureDecoder()
    for piece in file {
      decoder.add(piece)
      while let packet = try decoder.next() { each(packet) }
    }
    try decoder.finish()
  }
}
