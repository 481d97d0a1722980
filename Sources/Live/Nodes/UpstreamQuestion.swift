import Access
import Base
import Glibc
import Wire

/// A question on its way to one name server, on a socket of its own whose port the kernel draws (RFC 5452 §9.2).
final class UpstreamQuestion {
  let id: LookupID
  let descriptor: Descriptor
  /// What is still to be written: of TCP, behind its length (RFC 1035 §4.2.2).
  private var unsent: [UInt8]
  private var heard: [UInt8] = []
  private let isStream: Bool
  private let server: Endpoint

  private static let greatestMessage = 65_535

  init(_ query: UpstreamQuery, mark: FirewallMark) throws(SystemError) {
    id = query.id
    (server, isStream) = (query.server, query.transport == .tcp)
    let kind = isStream ? Int32(SOCK_STREAM.rawValue) : Int32(SOCK_DGRAM.rawValue)
    let family = query.server.address.family == .v4 ? AF_INET : AF_INET6
    descriptor = try Descriptor(
      socket(family, kind | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0), of: .socket)
    let number = descriptor.number
    guard mark.put(on: descriptor) else { throw SystemError(.option("SO_MARK")) }
    let count = query.message.count
    unsent = (isStream ? [UInt8(count >> 8 & 255), UInt8(count & 255)] : []) + query.message
    var name = SocketName(query.server)
    guard name.with({ connect(number, $0, $1) }) == 0 || errno == EINPROGRESS else {
      throw SystemError(.connect("\(query.server)"))
    }
  }

  /// A message to the server, or from it, as a packet; nil within a stream.
  func packet(_ message: [UInt8], out: Bool) -> IPPacket? {
    guard !isStream, let address = SocketName.address(of: descriptor.number) else { return nil }
    let local = Endpoint(address, SocketName.port(of: descriptor.number))
    return out ? .udp(from: local, to: server, message) : .udp(from: server, to: local, message)
  }

  var interest: Poller.Interest { unsent.isEmpty ? .read : [.read, .write] }

  /// Goes on as far as it can without waiting; the answer, or why there is none.
  func go() -> UpstreamAnswer? {
    if !unsent.isEmpty {
      let sent = send(descriptor.number, unsent, unsent.count, Int32(MSG_NOSIGNAL))
      if sent > 0 { unsent.removeFirst(sent) }
      if sent < 0, !Self.isPatience(errno) { return Self.failure() }
      if !unsent.isEmpty { return nil }
    }
    return isStream ? readStream() : readDatagram()
  }

  private func readDatagram() -> UpstreamAnswer? {
    var buffer = [UInt8](repeating: 0, count: Self.greatestMessage)
    let count = recv(descriptor.number, &buffer, buffer.count, 0)
    if count < 0 { return Self.isPatience(errno) ? nil : Self.failure() }
    return .message(Array(buffer[..<count]))
  }

  private func readStream() -> UpstreamAnswer? {
    var buffer = [UInt8](repeating: 0, count: Self.greatestMessage + 2)
    let count = recv(descriptor.number, &buffer, buffer.count, 0)
    if count < 0 { return Self.isPatience(errno) ? nil : Self.failure() }
    if count == 0 { return .failed("the server closed the connection") }
    heard += buffer[..<count]
    guard heard.count >= 2 else { return nil }
    let length = Int(heard[0]) << 8 | Int(heard[1])
    return heard.count >= length + 2 ? .message(Array(heard[2..<length + 2])) : nil
  }

  private static func isPatience(_ code: Int32) -> Bool { [EAGAIN, EINTR, ENOTCONN, EINPROGRESS].contains(code) }

  private static func failure() -> UpstreamAnswer { .failed(String(cString: strerror(errno))) }
}
