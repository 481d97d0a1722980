import Glibc

/// ping, curl and dig on two machines that Tests/Oracle/real_tools.sh makes, and what tcpdump saw of them.
enum RealTools {
  /// Why they cannot run here; nil if they can.
  static let missing: String? = {
    guard geteuid() == 0 else { return "network namespaces need root" }
    guard access("/dev/net/tun", R_OK | W_OK) == 0 else { return "there is no /dev/net/tun" }
    let commands = ["bash", "python3", "ip", "ping", "curl", "dig", "dnsmasq", "tcpdump", "tshark"]
    return commands.first { ChildProcess.find($0) == nil }.map { "\($0) is not installed" }
  }()

  /// What the script said last, and the path of the capture.
  static let run: (said: String, path: String) = {
    let path = Scratch.path("real.pcap")
    let script = "\(Project.root)/Tests/Oracle/real_tools.sh"
    let lines = ChildProcess.find("bash").flatMap { ChildProcess.run($0, [script, path]) }?.lines ?? []
    return (lines.last ?? "it does not start", path)
  }()
}

/// A file of tcpdump's on a machine like this one: little-endian, microseconds, raw IP.
enum TcpdumpFile {
  static func packets(of path: String) -> [[UInt8]] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    guard read(24, file)?.starts(with: [0xd4, 0xc3, 0xb2, 0xa1]) ?? false else { return [] }
    var packets: [[UInt8]] = []
    while let header = read(16, file) {
      let length = header[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard let packet = read(length, file) else { break }
      packets.append(packet)
    }
    return packets
  }

  private static func read(_ count: Int, _ file: UnsafeMutablePointer<FILE>) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return fread(&bytes, 1, count, file) == count ? bytes : nil
  }
}
