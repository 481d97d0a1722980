import Base
import Report

/// Packets as a file that our own writer wrote.
enum CaptureFile {
  static func write(_ packets: [[UInt8]], to name: String) -> String {
    var encoder = BlockEncoder()
    let section = CaptureSection(comments: ["generated packets"], application: "fzsh")
    encoder.begin(section, keyLog: [])
    let interface = CaptureInterface(.raw, in: section, name: "oracle")
    for (i, packet) in packets.enumerated() {
      encoder.add(
        CapturedPacket(packet, on: interface, at: UInt64(i) * 1_000_000, flags: CaptureDirection.outbound.rawValue))
    }
    Scratch.write(encoder.take(), to: name)
    return Scratch.path(name)
  }
}
