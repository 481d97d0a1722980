import Base
import Lab

@testable import Report

/// Packets as a file that our own writer wrote.
enum CaptureFile {
  static func write(_ packets: [[UInt8]], to name: String) -> String {
    var bytes = CaptureBytes()
    bytes.addSectionHeader(application: "fzsh", comment: "generated packets")
    bytes.addInterface(Tap("oracle", .tun), timeOffset: 0)
    for (i, packet) in packets.enumerated() {
      let view = CaptureView(comment: "", direction: .outbound, packet: .none)
      bytes.addPacket(packet, interface: 0, at: UInt64(i) * 1_000_000, view)
    }
    Scratch.write(bytes.bytes, to: name)
    return Scratch.path(name)
  }
}
