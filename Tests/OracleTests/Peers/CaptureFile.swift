import Base
import Glibc
import Report

/// Packets as a file that our own writer wrote, and files of others as our own reader reads them.
enum CaptureFile {
  static func write(_ packets: [[UInt8]], to name: String) -> String {
    var encoder = BlockEncoder()
    let interface = CaptureInterface(.raw, in: CaptureSection())
    for (i, packet) in packets.enumerated() {
      _ = encoder.add(CapturedPacket(packet, on: interface, at: UInt64(i) * 1000))
    }
    encoder.end()
    Scratch.write(encoder.take(), to: name)
    return Scratch.path(name)
  }

  static func packets(of path: String) throws -> [[UInt8]] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var decoder = CaptureDecoder()
    var packets: [[UInt8]] = []
    var chunk = [UInt8](repeating: 0, count: 5000)
    while true {
      while let packet = try decoder.next() { packets.append(packet.bytes) }
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      decoder.add(Array(chunk[..<count]))
    }
    try decoder.finish()
    return packets
  }
}
