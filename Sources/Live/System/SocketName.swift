import Base
import CLinux
import Glibc

/// An endpoint as the system's calls have it (struct sockaddr).
struct SocketName {
  private var storage = sockaddr_storage()
  private var length: socklen_t

  init(_ endpoint: Endpoint) {
    switch endpoint.address {
    case .v4(let v4):
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { bytes in
        bytes.storeBytes(of: sa_family_t(AF_INET), as: sa_family_t.self)
        bytes.storeBytes(of: endpoint.port.bigEndian, toByteOffset: 2, as: UInt16.self)
        bytes.storeBytes(of: v4.bits.bigEndian, toByteOffset: 4, as: UInt32.self)
      }
    case .v6(let v6):
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { bytes in
        bytes.storeBytes(of: sa_family_t(AF_INET6), as: sa_family_t.self)
        bytes.storeBytes(of: endpoint.port.bigEndian, toByteOffset: 2, as: UInt16.self)
        bytes.storeBytes(of: v6.high.bigEndian, toByteOffset: 8, as: UInt64.self)
        bytes.storeBytes(of: v6.low.bigEndian, toByteOffset: 16, as: UInt64.self)
      }
    }
  }

  mutating func with(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    let length = length
    return withUnsafePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// The port that a bound socket has.
  static func port(of descriptor: Int32) -> UInt16 {
    var name = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let status = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    // Both families have it at the same place.
    return status == 0 ? UInt16(bigEndian: name.sin6_port) : 0
  }

  /// The address that a connected socket sends from.
  static func address(of descriptor: Int32) -> IPAddress? {
    var name = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length) == 0 ? address(UnsafePointer($0)) : nil
      }
    }
  }

  /// Nil of neither family.
  static func address(_ name: UnsafePointer<sockaddr>?) -> IPAddress? {
    guard let name else { return nil }
    switch Int32(name.pointee.sa_family) {
    case AF_INET:
      let bits = UnsafeRawPointer(name).loadUnaligned(fromByteOffset: 4, as: UInt32.self)
      return .v4(IPv4Address(bits: UInt32(bigEndian: bits)))
    case AF_INET6:
      let bytes = UnsafeRawPointer(name)
      return .v6(
        IPv6Address(
          high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
          low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))))
    default: return nil
    }
  }
}
