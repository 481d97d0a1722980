import Base
import CLinux
import Glibc
import Wire

/// A tunnel device of IP packets (Linux, Documentation/networking/tuntap.rst); it goes with its descriptor.
///
/// The kernel's TCP hands over and takes many segments as one.
package final class TunDevice {
  package let descriptor: Descriptor
  package let name: String
  /// Its number among the interfaces of its namespace.
  package let index: UInt32
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  private var joiner = PacketJoiner()

  /// A little more than the longest packet of IPv4 or, without jumbograms, of IPv6, and what stands before it.
  private static let room = 65_700
  /// Our own: writes that are put off for what may follow.
  private static let greatestRuns = 64

  /// - Parameter name: with `%d` in it the kernel puts a number there. At most 15 bytes.
  package init(named name: String) throws(SystemError) {
    guard !name.isEmpty, name.utf8.count < Int(IFNAMSIZ) else { throw SystemError(.tun(name), code: EINVAL) }
    var text = [CChar](repeating: 0, count: Int(IFNAMSIZ))
    for (i, byte) in name.utf8.enumerated() { text[i] = CChar(bitPattern: byte) }
    descriptor = try Descriptor(cl_tun_open(&text, 1), of: .tun(name))
    // A kernel that cannot leave segments to us cuts them itself.
    _ = cl_tun_offload(descriptor.number, UInt32(TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6))
    index = if_nametoindex(text)
    self.name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { memory.deallocate() }

  enum Taken {
    case nothing, packets
    /// What is no packet behind a header of the device's.
    case garbage
  }

  /// Takes what waits out of the device: one packet, or the segments of one.
  func take(_ body: ([UInt8]) -> Void) -> Taken {
    let count = read(descriptor.number, memory.baseAddress, memory.count)
    guard count > 0 else { return .nothing }
    return SegmentSplitter.split(UnsafeRawBufferPointer(rebasing: memory[..<count]), body) ? .packets : .garbage
  }

  /// To be written with what follows it, by `flush`.
  func put(_ packet: IPPacket, _ id: PacketID, _ failed: (PacketID, Int32) -> Void) {
    joiner.add(packet, id)
    if joiner.runs.count >= Self.greatestRuns { flush(failed) }
  }

  /// - Parameter failed: told the errno for which packets are gone, and the first of them.
  func flush(_ failed: (PacketID, Int32) -> Void) {
    guard !joiner.runs.isEmpty else { return }
    joiner.finish()
    for run in joiner.runs where write(descriptor.number, run.bytes, run.bytes.count) < 0 { failed(run.id, errno) }
    joiner.removeAll()
  }
}
