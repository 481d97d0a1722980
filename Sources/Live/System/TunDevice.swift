import CLinux
import Glibc

/// A tunnel device of IP packets (Linux, Documentation/networking/tuntap.rst); it goes with its descriptor.
package final class TunDevice {
  package let descriptor: Descriptor
  package let name: String
  /// Its number among the interfaces of its namespace.
  package let index: UInt32
  private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: room)

  /// A little more than the longest packet of IPv4 or, without jumbograms, of IPv6.
  private static let room = 65_600

  /// - Parameter name: with `%d` in it the kernel puts a number there. At most 15 bytes.
  package init(named name: String) throws(SystemError) {
    guard !name.isEmpty, name.utf8.count < Int(IFNAMSIZ) else { throw SystemError(.tun(name), code: EINVAL) }
    var text = [CChar](repeating: 0, count: Int(IFNAMSIZ))
    for (i, byte) in name.utf8.enumerated() { text[i] = CChar(bitPattern: byte) }
    descriptor = try Descriptor(cl_tun_open(&text, 0), of: .tun(name))
    index = if_nametoindex(text)
    self.name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { memory.deallocate() }

  /// Takes one packet out of the device; nil where none waits.
  func read() -> [UInt8]? {
    let count = Glibc.read(descriptor.number, memory, Self.room)
    return count > 0 ? Array(UnsafeBufferPointer(start: memory, count: count)) : nil
  }

  /// - Returns: 0, or the errno for which the packet is gone.
  func write(_ packet: [UInt8]) -> Int32 {
    Glibc.write(descriptor.number, packet, packet.count) < 0 ? errno : 0
  }
}
