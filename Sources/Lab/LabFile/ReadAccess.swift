import Base
import Portal

// Who may reach what: groups, resources and policies.

extension LabFileReader {
  /// Read behind the clients, whose actors are everybody.
  mutating func groups(_ node: YAMLNode?) -> [Topology.Group] {
    let everyone = Topology.Group(name: Topology.Group.everyone, members: taken.names(of: .actor))
    guard let node else {
      take(.group, everyone.name, at: 0..<0)
      return [everyone]
    }
    var groups: [Topology.Group] = []
    for (name, value) in pairs(node, "groups") {
      take(.group, name.value, at: name.range)
      let members = list(value).compactMap { text($0, "an actor") }
      for member in members { refer(to: .actor, member) }
      if name.value != everyone.name { groups.append(Topology.Group(name: name.value, members: members.map(\.value))) }
    }
    if taken[.group, everyone.name] == nil { take(.group, everyone.name, at: node.range) }
    return [everyone] + groups
  }

  mutating func resources(_ node: YAMLNode?) -> [Topology.Resource] {
    guard let node else { return [] }
    let keys = ["address", "type", "ip_stack", "site", "description", "filters"]
    return pairs(node, "resources").compactMap { name, value in
      take(.resource, name.value, at: name.range)
      return resource(name, fields(value, "the resource `\(shortened(name.value))`", keys))
    }
  }

  private mutating func resource(_ name: Written<String>, _ fields: Fields) -> Topology.Resource? {
    let sites = list(fields["site"]).compactMap { text($0, "a site") }
    if sites.isEmpty { missing("site", of: fields, example: "the name of a site") }
    for site in sites { refer(to: .site, site) }
    guard let target = target(fields) else { return nil }
    var resource = Topology.Resource(name: name.value, target: target, sites: sites.map(\.value))
    resource.description = fields["description"].flatMap { text($0, "a description") }?.value
    resource.filters =
      readList(fields["filters"], "a filter", example: "tcp 443, udp 8000-8100, icmp", { Filter(text: $0) }).map(
        \.value)
    return resource
  }

  private enum Kind: String, CaseIterable { case cidr, ip, dns, internet }

  private mutating func target(_ fields: Fields) -> Directory.Resource.Target? {
    let stated = fields["type"].flatMap { choice($0, "a type", Kind.allCases.map { ($0.rawValue, $0) }) }
    if let type = fields["type"], stated == nil, !type.isNull { return nil }
    if stated == .internet {
      if let address = fields["address"] {
        complain(.badValue, "the Internet has no address", at: address.range, label: "leave it out")
      }
      return .internet
    }
    guard let node = fields["address"] else {
      missing("address", of: fields, example: #"172.20.0.0/16, 172.20.0.100 or "*.example.com""#)
      return nil
    }
    guard let address = text(node, "an address") else { return nil }
    let stack: IPStack? = fields["ip_stack"].flatMap {
      choice($0, "an IP stack", [("dual", .dual), ("ipv4_only", .ipv4Only), ("ipv6_only", .ipv6Only)])
    }
    let target = Self.target(address.value, stated, stack)
    if let stack = fields["ip_stack"], case .cidr? = target {
      complain(.badValue, "only a DNS resource has an `ip_stack`", at: stack.range)
    }
    guard let target else {
      complain(
        .badValue, "`\(shortened(address.value))` is no address of type \(stated?.rawValue ?? "cidr, ip or dns")",
        at: address.range, label: #"172.20.0.0/16, 172.20.0.100 or "*.example.com""#)
      return nil
    }
    return check(target, at: address.range)
  }

  /// Without a type the address says what it is.
  private static func target(_ text: String, _ kind: Kind?, _ stack: IPStack?) -> Directory.Resource.Target? {
    switch kind {
    case .cidr?: IPPrefix(text).map { .cidr($0) }
    case .ip?: IPAddress(text).map { .ip($0) }
    case .dns?: .dns(pattern: text, stack: stack ?? .dual)
    case .internet?: .internet
    case nil:
      IPPrefix(text).map { .cidr($0) } ?? IPAddress(text).map { .ip($0) }
        ?? (text.contains("/") ? nil : .dns(pattern: text, stack: stack ?? .dual))
    }
  }

  private mutating func check(_ target: Directory.Resource.Target, at range: Range<Int>) -> Directory.Resource.Target? {
    do throws(DirectoryError) {
      try target.check()
      return target
    } catch {
      complain(error.labFileKind, error.words, at: range, label: error.advice)
      return nil
    }
  }

  mutating func policies(_ node: YAMLNode) -> [Topology.Policy] {
    list(node).compactMap { policy($0) }
  }

  private mutating func policy(_ node: YAMLNode) -> Topology.Policy? {
    let fields = fields(node, "a policy", ["group", "resource", "enabled", "expires", "when"])
    if fields["resource"] == nil { missing("resource", of: fields, example: "the name of a resource") }
    let group = fields["group"].flatMap { text($0, "a group") }
    guard let resource = fields["resource"].flatMap({ text($0, "a resource") }) else { return nil }
    if let group { refer(to: .group, group) }
    refer(to: .resource, resource)
    var policy = Topology.Policy(group: group?.value ?? Topology.Group.everyone, resource: resource.value)
    policy.isEnabled = fields["enabled"].flatMap { flag($0, "true or false") } ?? true
    policy.expiresAt =
      fields["expires"].flatMap { read($0, "a date", example: "2026-01-31T12:00:00Z") { UnixTime(date: $0) } }?.value
    policy.conditions = list(fields["when"]).compactMap { condition($0) }
    return policy
  }

  private mutating func condition(_ node: YAMLNode) -> AccessCondition? {
    guard let text = text(node, "a condition") else { return nil }
    do throws(AccessConditionProblem) {
      return try AccessCondition(text.value)
    } catch {
      let near = error.known.flatMap { Suggestion.nearest(to: error.word, in: $0) }
      complain(
        .badValue, error.message, at: node.range, label: near.map { "did you mean `\($0)`?" } ?? error.example,
        notes: error.known.map { ["there is: " + $0.joined(separator: " ")] } ?? [])
      return nil
    }
  }
}
