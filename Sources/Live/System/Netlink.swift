import Base
import CLinux
import Glibc

/// Requests to the kernel's routing tables (rtnetlink(7)), each answered before the next.
package final class Netlink {
  private let descriptor: Descriptor
  private var sequence: UInt32 = 0

  package init() throws(SystemError) {
    let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    descriptor = try Descriptor(socket(AF_NETLINK, kind, NETLINK_ROUTE), of: .link("talk to the kernel of routes"))
  }

  /// What a request is about, besides its type and flags.
  struct Body {
    private(set) var bytes: [UInt8] = []

    /// - Parameter header: the fixed part of messages of its type.
    init<Header: BitwiseCopyable>(_ header: Header) { append(header) }

    /// Attributes begin at multiples of four bytes, and say their length without what fills up.
    mutating func add(_ type: Int, _ value: [UInt8]) {
      append(UInt16(4 + value.count))
      append(UInt16(type))
      bytes += value
      while bytes.count % 4 != 0 { bytes.append(0) }
    }

    mutating func add(_ type: Int, _ value: UInt32) { add(type, withUnsafeBytes(of: value, Array.init)) }

    private mutating func append<Value: BitwiseCopyable>(_ value: Value) {
      withUnsafeBytes(of: value) { bytes += $0 }
    }
  }

  /// - Parameter pardoned: errors that say that it was so already.
  func request(
    _ type: Int, _ flags: Int32, _ body: Body, _ what: SystemError.Call, pardoning pardoned: [Int32] = []
  ) throws(SystemError) {
    sequence &+= 1
    var header = nlmsghdr()
    header.nlmsg_len = UInt32(MemoryLayout<nlmsghdr>.size + body.bytes.count)
    header.nlmsg_type = UInt16(type)
    header.nlmsg_flags = UInt16(flags | NLM_F_REQUEST | NLM_F_ACK)
    header.nlmsg_seq = sequence
    let message = withUnsafeBytes(of: header, Array.init) + body.bytes
    guard send(descriptor.number, message, message.count, 0) == message.count else { throw SystemError(what) }
    let code = try answer(to: what)
    if code != 0, !pardoned.contains(code) { throw SystemError(what, code: code) }
  }

  /// The acknowledgement: an NLMSG_ERROR whose number is a negative errno, or 0.
  private func answer(to what: SystemError.Call) throws(SystemError) -> Int32 {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor.number, &buffer, buffer.count, 0)
      guard count >= MemoryLayout<nlmsghdr>.size + 4 else { throw SystemError(what) }
      let (header, code) = buffer.withUnsafeBytes {
        ($0.loadUnaligned(as: nlmsghdr.self), $0.loadUnaligned(fromByteOffset: 16, as: Int32.self))
      }
      if header.nlmsg_seq == sequence, Int32(header.nlmsg_type) == NLMSG_ERROR { return -code }
    }
  }
}
