import Glibc

/// The independent daemon, run by Tests/Interop/wireguard_go.sh, and its pipes.
struct WireGuardGo {
  private let pid: pid_t
  private let input: Int32
  let output: Int32

  /// Why it cannot run here; nil if it can.
  static let missing: String? = {
    guard geteuid() == 0 else { return "network namespaces need root" }
    guard access("/dev/net/tun", R_OK | W_OK) == 0 else { return "there is no /dev/net/tun" }
    for command in ["wireguard-go", "wg", "ip", "ping", "bash"] where find(command) == nil {
      return "\(command) is not installed"
    }
    return nil
  }()

  private static func find(_ command: String) -> String? {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    return folders.map { "\($0)/\(command)" }.first { access($0, X_OK) == 0 }
  }

  init?(_ arguments: [String]) {
    guard let bash = Self.find("bash") else { return nil }
    let script = "\(#filePath)".split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/Interop/wireguard_go.sh"
    var (toChild, fromChild): ([Int32], [Int32]) = ([0, 0], [0, 0])
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    // The script ends when its input does, so it must not hold the other end itself.
    for end in toChild + fromChild { posix_spawn_file_actions_addclose(&actions, end) }
    var argv = ([bash, script] + arguments).map { strdup($0) } + [nil]
    var pid: pid_t = 0
    let status = posix_spawn(&pid, bash, &actions, nil, &argv, environ)
    for argument in argv { free(argument) }
    posix_spawn_file_actions_destroy(&actions)
    close(toChild[0])
    close(fromChild[1])
    self.pid = pid
    input = toChild[1]
    output = fromChild[0]
    guard status == 0 else {
      close(input)
      close(output)
      return nil
    }
  }

  func say(_ line: String) { _ = write(input, line + "\n", line.utf8.count + 1) }

  /// What it has said since, for as long as `milliseconds` if nothing comes.
  func hear(within milliseconds: Int32) -> String? {
    var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1000)
    let count = read(output, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// Lets it clean up, and waits until it has.
  func end() {
    close(input)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    close(output)
  }
}

/// A UDP socket on loopback.
struct LoopbackSocket {
  let descriptor: Int32
  let port: UInt16

  init?() {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = Self.address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { [descriptor] in
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard bound else { return nil }
  }

  func send(_ datagram: [UInt8], to port: UInt16) {
    var address = Self.address(port)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, datagram, datagram.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  func receive(within milliseconds: Int32) -> [UInt8]? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 2000)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count >= 0 ? Array(buffer[..<count]) : nil
  }

  func end() { close(descriptor) }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
