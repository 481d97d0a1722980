import Base
import Lab

/// The command by which an application uses a resource, as its filters allow.
enum Use {
  /// nil for a resource that no host of the lab stands behind.
  static func of(_ resource: String, by client: String, _ chart: Chart) -> String? {
    guard let target = target(of: resource, by: client, chart) else { return nil }
    let filters = chart.word(client, "resources", resource, "filters")
    let from = chart.from(client)
    let words = filters.split(separator: ",").map { $0.split(separator: " ").map(String.init) }
    if words.isEmpty || filters == "all" || filters == "-" || words.contains(["icmp"]) {
      return "ping \(target)\(from)"
    }
    for word in words {
      let port = word.count > 1 ? word[1].split(separator: "-").first.map(String.init) ?? "80" : "80"
      if word.first == "tcp" { return "tcp \(target) \(port)\(from)" }
      if word.first == "udp" { return "udp \(target) \(port) \"hello\"\(from)" }
    }
    return "ping \(target)\(from)"
  }

  /// A resource that the client may reach by now.
  static func ofAny(by client: String, _ chart: Chart) -> String? {
    chart.members(client, "resources").lazy.compactMap { of($0.name, by: client, chart) }.first
  }

  private static func target(of resource: String, by client: String, _ chart: Chart) -> String? {
    switch chart.fact(client, "resources", resource, "address") {
    case .list(let networks)?: return networks.lazy.compactMap { host(in: $0, chart) }.first
    case .prefix(let network)?: return host(in: .prefix(network), chart)
    case .text("the Internet")?: return nil
    case .text(let pattern)?: return name(for: pattern, chart)
    default: return nil
    }
  }

  private static func host(in network: Fact, _ chart: Chart) -> String? {
    guard case .prefix(let network) = network else { return nil }
    for host in chart.names(.host) {
      guard case .list(let addresses)? = chart.fact(host, "addresses") else { continue }
      for case .address(let address) in addresses where network.contains(address) { return "\(address)" }
    }
    return nil
  }

  /// A host whose name a pattern of a DNS resource holds: `**` is any number of labels, `*` one at most.
  private static func name(for pattern: String, _ chart: Chart) -> String? {
    let suffix = String(pattern.drop { $0 == "*" })
    guard suffix != pattern else { return chart.names(.host).first { $0 == pattern } }
    return chart.names(.host).first { $0.hasSuffix(suffix) }
  }
}
