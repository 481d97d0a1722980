import Access
import Base
import Portal

/// A topology as a lab file, which reads back as the same topology.
package struct LabText {
  private var lines: [String] = []

  package static func text(_ lab: Topology) -> String {
    var text = LabText()
    text.add(lab)
    return text.lines.joined(separator: "\n") + "\n"
  }

  private mutating func line(_ depth: Int, _ text: String) {
    lines.append(String(repeating: "  ", count: depth) + text)
  }

  /// `key: value`
  private mutating func pair(_ depth: Int, _ key: String, _ value: String) {
    line(depth, "\(Self.word(key)): \(Self.word(value))")
  }

  /// `key: [a, b]`; nothing where the list is empty.
  private mutating func list(_ depth: Int, _ key: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    line(depth, "\(Self.word(key)): [\(values.map(Self.word).joined(separator: ", "))]")
  }

  /// Quoted where YAML would take it for something else.
  static func word(_ text: String) -> String {
    let isPlain =
      text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true && text.last != ":" && text.last != " "
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " ._/():%+*-".contains($0)) }
      && !text.contains(": ") && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
    guard !isPlain else { return text }
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        "\\x" + Hex.text([UInt8(truncatingIfNeeded: scalar.value)])
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

extension LabText {
  private mutating func add(_ lab: Topology) {
    pair(0, "lab", lab.name)
    line(0, "account:")
    pair(1, "slug", lab.account.slug)
    if let domain = lab.account.searchDomain { pair(1, "search_domain", domain) }
    list(1, "upstream_dns", lab.account.upstreamDNS.map(\.description))
    line(0, "portal:")
    add(lab.portal, 1)
    section("networks", of: lab.networks) { text, network in text.add(network) }
    add(nodes: lab.relays, "relays", 0)
    section("clients", of: lab.clients) { text, client in text.add(client) }
    section("groups", of: lab.groups) { text, group in
      text.line(1, "\(Self.word(group.name)): [\(group.members.map(Self.word).joined(separator: ", "))]")
    }
    section("sites", of: lab.sites) { text, site in text.add(site) }
    if lab.internet != Topology.Internet() {
      line(0, "internet:")
      add(lab.internet.hosts, 1)
      add(lab.internet.records, 1)
    }
    section("resources", of: lab.resources) { text, resource in text.add(resource) }
    if lab.policies.isEmpty { line(0, "policies: []") }
    section("policies", of: lab.policies) { text, policy in text.add(policy) }
    list(0, "flags", lab.flags.map(\.rawValue))
  }

  private mutating func section<Element>(_ key: String, of all: [Element], _ add: (inout LabText, Element) -> Void) {
    guard !all.isEmpty else { return }
    line(0, "\(key):")
    for element in all { add(&self, element) }
  }

  private mutating func add(_ node: Topology.Node, _ depth: Int) {
    line(depth, "addresses: [\(node.addresses.map { Self.word($0.description) }.joined(separator: ", "))]")
    pair(depth, "latency", node.latency.text)
    if node.loss > 0 { pair(depth, "loss", Fact.percent(node.loss)) }
    for setting in LinkSetting.all { if let text = setting.text(of: node.faults) { pair(depth, setting.name, text) } }
    if let network = node.network { pair(depth, "network", network) }
    if let nat = node.nat { add(nat, depth) }
    list(depth, "inside", node.inside.map(\.description))
    if let place = node.location { line(depth, "location: \(place)") }
    if let version = node.version { pair(depth, "version", version.description) }
  }

  private mutating func add(_ nat: NATBehaviour, _ depth: Int) {
    guard !nat.own.isEmpty else { return pair(depth, "nat", nat.kind.rawValue) }
    line(depth, "nat:")
    pair(depth + 1, "kind", nat.kind.rawValue)
    for (name, value) in nat.own { pair(depth + 1, name, value) }
  }

  private mutating func add(_ network: Topology.Network) {
    line(1, "\(Self.word(network.name)):")
    add(network.node, 2)
    list(2, "ranges", network.ranges.map(\.description))
  }

  private mutating func add(nodes: [Topology.Node], _ key: String, _ depth: Int) {
    guard !nodes.isEmpty else { return }
    line(depth, "\(key):")
    for node in nodes {
      line(depth + 1, "\(Self.word(node.name)):")
      add(node, depth + 2)
    }
  }

  private mutating func add(_ client: Topology.Client) {
    line(1, "\(Self.word(client.node.name)):")
    add(client.node, 2)
    if let original = client.copyOf { pair(2, "copy_of", original) }
    if client.actor != client.node.name { pair(2, "actor", client.actor) }
    if client.isVerified { line(2, "verified: true") }
    if let region = client.region { line(2, "region: \"\(region)\"") }
    if let provider = client.provider { pair(2, "provider", provider) }
    list(2, "resolvers", client.resolvers.map(\.description))
    if client.usesInternet { line(2, "internet_resource: on") }
    if client.tokenLifetime != Topology.tokenLifetime { pair(2, "token_lifetime", client.tokenLifetime.text) }
  }

  private mutating func add(_ site: Topology.Site) {
    let isEmpty = site.gateways.isEmpty && site.hosts.isEmpty && site.records.isEmpty
    line(1, "\(Self.word(site.name)):" + (isEmpty ? " {}" : ""))
    add(nodes: site.gateways, "gateways", 2)
    add(site.hosts, 2)
    add(site.records, 2)
  }

  private mutating func add(_ hosts: [Topology.Server], _ depth: Int) {
    guard !hosts.isEmpty else { return }
    line(depth, "hosts:")
    for host in hosts {
      line(depth + 1, "\(Self.word(host.name)):")
      list(depth + 2, "addresses", host.addresses.map(\.description))
      list(depth + 2, "names", host.names)
      list(depth + 2, "services", host.services.map(\.description))
    }
  }

  private mutating func add(_ records: [Topology.NameRecords], _ depth: Int) {
    guard !records.isEmpty else { return }
    line(depth, "dns:")
    for name in records {
      line(
        depth + 1,
        "\(Self.word(name.name)): [\(name.records.map { Self.word($0.description) }.joined(separator: ", "))]")
    }
  }

  private mutating func add(_ resource: Topology.Resource) {
    line(1, "\(Self.word(resource.name)):")
    switch resource.target {
    case .cidr(let network): pair(2, "address", network.description)
    case .ip(let address): pair(2, "address", address.description)
    case .dns(let pattern, let stack):
      line(2, "type: dns")
      pair(2, "address", pattern)
      if stack != .dual { pair(2, "ip_stack", stack.rawValue) }
    case .internet: line(2, "type: internet")
    }
    if resource.sites.count == 1 { pair(2, "site", resource.sites[0]) } else { list(2, "site", resource.sites) }
    if let description = resource.description { pair(2, "description", description) }
    list(2, "filters", resource.filters.map(\.description))
  }

  private mutating func add(_ policy: Topology.Policy) {
    line(1, "- group: \(Self.word(policy.group))")
    pair(2, "resource", policy.resource)
    if !policy.isEnabled { line(2, "enabled: false") }
    if let expiry = policy.expiresAt { line(2, "expires: \"\(expiry.date)\"") }
    guard !policy.conditions.isEmpty else { return }
    line(2, "when:")
    for condition in policy.conditions { line(3, "- \(Self.word(condition.description))") }
  }
}
