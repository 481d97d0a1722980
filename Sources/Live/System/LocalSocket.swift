import Glibc

/// A path as the calls of local sockets have it (unix(7)).
struct LocalSocketName {
  private var storage = sockaddr_un()

  /// - Throws: for a path that is too long.
  init(_ path: String) throws(SystemError) {
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: storage.sun_path)
    guard !bytes.isEmpty, bytes.count < room else { throw SystemError(.control(path), code: ENAMETOOLONG) }
    storage.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: bytes) }
  }

  mutating func with(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

/// One end of a local connection: bytes, and nobody waits.
struct LocalStream {
  let descriptor: Descriptor

  init(_ descriptor: Descriptor) { self.descriptor = descriptor }

  static func socket() throws(SystemError) -> Descriptor {
    try Descriptor(
      Glibc.socket(
        AF_UNIX,
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0), of: .socket)
  }

  /// - Throws: ECONNREFUSED where nobody listens any more.
  init(to path: String) throws(SystemError) {
    descriptor = try Self.socket()
    var name = try LocalSocketName(path)
    let number = descriptor.number
    guard name.with({ connect(number, $0, $1) }) == 0 else { throw SystemError(.connect(path)) }
  }

  enum Read {
    case bytes([UInt8])
    case nothing
    case end
  }

  func read() -> Read {
    let room = 64 << 10
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      count = Glibc.read(descriptor.number, buffer.baseAddress, room)
      filled = max(count, 0)
    }
    if count > 0 { return .bytes(bytes) }
    return count < 0 && [EAGAIN, EINTR].contains(errno) ? .nothing : .end
  }

  /// - Returns: how many bytes were taken; nil where there is nobody to take them.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return [EAGAIN, EINTR].contains(errno) ? 0 : nil
  }

  /// The user at the other end (unix(7): SO_PEERCRED).
  var peer: uid_t? {
    // struct ucred: process, user, group.
    var who: [UInt32] = [0, 0, 0]
    var length = socklen_t(who.count * MemoryLayout<UInt32>.size)
    guard getsockopt(descriptor.number, SOL_SOCKET, SO_PEERCRED, &who, &length) == 0 else { return nil }
    return who[1]
  }
}
