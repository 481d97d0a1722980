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
