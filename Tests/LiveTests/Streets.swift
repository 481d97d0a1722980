import Glibc

/// The networks of a test: client – router – gateway – host, each a network namespace, with the reference's addresses.
///
/// The router is also where the relay stands.
final class Streets {
  let client, router, gateway, host: String

  /// Why none can be built here; nil if one can.
  static let missing: String? = {
    guard geteuid() == 0 else { return "network namespaces need root" }
    guard access("/dev/net/tun", R_OK | W_OK) == 0 else { return "there is no /dev/net/tun" }
    for command in ["ip", "ping", "curl", "sysctl", "python3"] where Command.find(command) == nil {
      return "\(command) is not installed"
    }
    return nil
  }()

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameter name: short, and no other test's.
  init(_ name: String) throws {
    let prefix = "fz\(getpid() % 100_000)\(name)"
    (client, router, gateway, host) = (prefix + "c", prefix + "r", prefix + "g", prefix + "h")
    do {
      for space in all { try ip("netns", "add", space) }
      for space in all { try set(space, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1") }
      // The kernel's own errors shall not hide what a test looks at.
      for space in all { try set(space, "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0") }
      try join(client, "172.30.0.100/24", "172:30::100/64", router, "172.30.0.1/24", "172:30::1/64")
      try join(gateway, "172.31.0.100/24", "172:31::100/64", router, "172.31.0.1/24", "172:31::1/64")
      try join(host, "172.20.0.100/16", "172:20::100/64", gateway, "172.20.0.1/16", "172:20::1/64")
      try ip("-n", router, "addr", "add", "203.0.113.101/32", "dev", "lo")
      try ip("-n", router, "addr", "add", "203:0:113::101/128", "dev", "lo", "nodad")
      try route(client, "172.30.0.1", "172:30::1")
      try route(gateway, "172.31.0.1", "172:31::1")
      try route(host, "172.20.0.1", "172:20::1")
    } catch {
      remove()
      throw error
    }
  }

  private var all: [String] { [client, router, gateway, host] }

  private func join(_ a: String, _ v4a: String, _ v6a: String, _ b: String, _ v4b: String, _ v6b: String) throws {
    let (inA, inB) = ("to-" + b.suffix(1), "to-" + a.suffix(1))
    try ip("link", "add", inA, "netns", a, "type", "veth", "peer", "name", inB, "netns", b)
    for (space, link, v4, v6) in [(a, inA, v4a, v6a), (b, inB, v4b, v6b)] {
      try ip("-n", space, "link", "set", "lo", "up")
      try ip("-n", space, "addr", "add", v4, "dev", link)
      try ip("-n", space, "addr", "add", v6, "dev", link, "nodad")
      try ip("-n", space, "link", "set", link, "up")
    }
  }

  private func route(_ space: String, _ v4: String, _ v6: String) throws {
    try ip("-n", space, "route", "add", "default", "via", v4)
    try ip("-n", space, "-6", "route", "add", "default", "via", v6)
  }

  private func set(_ space: String, _ settings: String...) throws {
    try must(["ip", "netns", "exec", space, "sysctl", "-qw"] + settings)
  }

  private func ip(_ words: String...) throws { try must(["ip"] + words) }

  private func must(_ words: [String]) throws {
    let command = Command.run(words)
    guard command.succeeded else { throw Refusal(description: "\(words.joined(separator: " ")): \(command.output)") }
  }

  func run(in space: String, _ words: String...) -> Command { Command.run(["ip", "netns", "exec", space] + words) }

  func start(in space: String, _ words: String...) -> Child? { Child(["ip", "netns", "exec", space] + words) }

  func remove() { for space in all { Command.run("ip", "netns", "del", space) } }
}
