import Base
import CLinux
import Glibc

/// What marks the packets of a node's own sockets, so that the node's own routes do not catch them.
package struct FirewallMark: Hashable, Sendable {
  package let number: UInt32

  /// The data plane's document: SO_MARK of clients and gateways.
  package static let nodes = FirewallMark(number: 0xfd00_2021)
}

/// A bound socket that takes datagrams in, many at a time.
package final class UDPSocket {
  package let descriptor: Descriptor
  package let family: IPFamily
  /// The one that it is bound to, chosen by the kernel where 0 was asked for.
  package let port: UInt16
  /// Whether the kernel cuts what it is given as one (UDP_SEGMENT): until a device shows that it cannot.
  var segments = true
  private var mayFragment = true

  /// What an interface can take at once is far more than the kernel's default queue (the data plane's document: 128 MiB
  /// and 16 MiB; the kernel grants what `net.core.rmem_max` and `wmem_max` allow).
  private static let receiveRoom: Int32 = 128 << 20
  private static let sendRoom: Int32 = 16 << 20

  package struct Options: Sendable {
    package var mark: FirewallMark?
    /// Large queues and datagrams by the dozen: for what carries tunnels.
    package var isBusy = false

    package init(mark: FirewallMark? = nil, isBusy: Bool = false) {
      self.mark = mark
      self.isBusy = isBusy
    }
  }

  package init(_ local: Endpoint, _ options: Options = Options()) throws(SystemError) {
    family = local.address.family
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    descriptor = try Descriptor(socket(family == .v4 ? AF_INET : AF_INET6, kind, 0), of: .socket)
    let number = descriptor.number
    guard cl_udp_prepare(number, Int32(family.rawValue)) == 0 else { throw SystemError(.option("IP_PKTINFO")) }
    if let mark = options.mark, cl_mark(number, mark.number) != 0 { throw SystemError(.option("SO_MARK")) }
    var name = SocketName(local)
    guard name.with({ bind(number, $0, $1) }) == 0 else { throw SystemError(.bind("\(local)/udp")) }
    port = SocketName.port(of: number)
    if options.isBusy { makeBusy() }
  }

  /// As much as the kernel gives; nothing depends on it.
  private func makeBusy() {
    for (option, room) in [(SO_RCVBUF, Self.receiveRoom), (SO_SNDBUF, Self.sendRoom)] {
      var room = room
      setsockopt(descriptor.number, SOL_SOCKET, option, &room, socklen_t(MemoryLayout<Int32>.size))
    }
    _ = cl_udp_coalesce(descriptor.number, 1)
  }

  /// RFC 8656 §14: whether what is sent from now on may be cut on its way.
  func setFragmenting(_ may: Bool) {
    guard may != mayFragment else { return }
    mayFragment = may
    _ = cl_udp_fragment(descriptor.number, Int32(family.rawValue), may ? 1 : 0)
  }
}
