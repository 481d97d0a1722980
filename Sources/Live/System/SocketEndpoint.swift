import Base
import CLinux

// Endpoints as the door to C has them.

extension cl_endpoint {
  /// An unspecified address leaves the choice to the kernel.
  init(_ endpoint: Endpoint) {
    self.init()
    port = endpoint.port
    guard !endpoint.address.isUnspecified else { return }
    family = endpoint.address.family.rawValue
    withUnsafeMutableBytes(of: &octets) { room in
      switch endpoint.address {
      case .v4(let v4): room.storeBytes(of: v4.bits.bigEndian, as: UInt32.self)
      case .v6(let v6):
        room.storeBytes(of: v6.high.bigEndian, as: UInt64.self)
        room.storeBytes(of: v6.low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
    }
  }

  /// Nil of neither family.
  var endpoint: Endpoint? {
    withUnsafeBytes(of: octets) { bytes in
      switch IPFamily(rawValue: family) {
      case .v4: Endpoint(.v4(IPv4Address(bits: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))), port)
      case .v6:
        Endpoint(
          .v6(
            IPv6Address(
              high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
              low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))), port)
      case nil: nil
      }
    }
  }
}
