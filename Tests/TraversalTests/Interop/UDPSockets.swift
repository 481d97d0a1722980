import Base
import Glibc

@testable import Traversal

/// UDP sockets on loopback, of both families, that a test's machines send and receive by.
final class UDPSockets {
  private var sockets: [(endpoint: Endpoint, descriptor: Int32)] = []
  private var buffer = [UInt8](repeating: 0, count: 65_535)

  /// - Parameter port: 0 for one that the system chooses.
  func open(_ address: IPAddress, port: UInt16 = 0) -> Endpoint? {
    let isV4 = address.family == .v4
    let descriptor = socket(isV4 ? AF_INET : AF_INET6, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var only: Int32 = 1
    if !isV4 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &only, socklen_t(MemoryLayout<Int32>.size))
    }
    var name = SocketName(Endpoint(address, port))
    guard name.with({ bind(descriptor, $0, $1) }) == 0, name.fill({ getsockname(descriptor, $0, $1) }) == 0,
      let endpoint = name.endpoint
    else {
      Glibc.close(descriptor)
      return nil
    }
    sockets.append((endpoint, descriptor))
    return endpoint
  }

  func close(_ endpoint: Endpoint) {
    guard let i = sockets.firstIndex(where: { $0.endpoint == endpoint }) else { return }
    Glibc.close(sockets.remove(at: i).descriptor)
  }

  func closeAll() { for socket in sockets { close(socket.endpoint) } }

  func send(_ datagram: Transmission) {
    guard let socket = sockets.first(where: { $0.endpoint == datagram.source }) else { return }
    var name = SocketName(datagram.destination)
    _ = name.with { sendto(socket.descriptor, datagram.payload, datagram.payload.count, 0, $0, $1) }
  }

  /// What has come, after waiting for it for so long.
  func receive(within milliseconds: Int32) -> [Transmission] {
    var waiting = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { return [] }
    var datagrams: [Transmission] = []
    for (socket, poll) in zip(sockets, waiting) where poll.revents & Int16(POLLIN) != 0 {
      var name = SocketName(socket.endpoint)
      let count = name.fill { recvfrom(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT), $0, $1) }
      guard count >= 0, let source = name.endpoint else { continue }
      datagrams.append(Transmission(Array(buffer[..<count]), from: source, to: socket.endpoint))
    }
    return datagrams
  }
}

/// An endpoint as the system's calls have it.
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

  mutating func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let length = length
    return withUnsafePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  mutating func fill<Result>(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
  ) -> Result {
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    defer { self.length = length }
    return withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }

  var endpoint: Endpoint? {
    withUnsafeBytes(of: storage) { bytes in
      let port = UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
      switch Int32(bytes.load(as: sa_family_t.self)) {
      case AF_INET:
        return Endpoint(.v4(IPv4Address(bits: UInt32(bigEndian: bytes.load(fromByteOffset: 4, as: UInt32.self)))), port)
      case AF_INET6:
        let high = UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
        let low = UInt64(bigEndian: bytes.load(fromByteOffset: 16, as: UInt64.self))
        return Endpoint(.v6(IPv6Address(high: high, low: low)), port)
      default: return nil
      }
    }
  }
}
