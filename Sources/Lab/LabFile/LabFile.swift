import Access
import Base

/// A lab file: YAML to a topology, with all that is wrong in it. docs/labs.md describes it.
package enum LabFile {
  package static func read(_ bytes: [UInt8]) throws(LabFileProblems) -> Topology {
    let root: YAMLNode?
    do throws(LabFileProblem) { root = try YAMLReader.read(bytes) } catch {
      throw LabFileProblems(problems: [error])
    }
    var reader = LabFileReader()
    let topology = reader.topology(root ?? YAMLNode(content: .mapping([]), range: 0..<0))
    reader.checkReferences()
    guard let topology, reader.problems.isEmpty else {
      throw LabFileProblems(problems: reader.problems.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }
    return topology
  }
}

/// Everything that is wrong in a lab file, in the order of the file.
package struct LabFileProblems: Error, Hashable, Sendable {
  package let problems: [LabFileProblem]
}

extension LabFileReader {
  private static let keys = [
    "lab", "account", "portal", "networks", "relays", "clients", "groups", "sites", "internet", "resources", "policies",
    "flags",
  ]

  mutating func topology(_ root: YAMLNode) -> Topology? {
    let fields = fields(root, "a lab", Self.keys)
    let name = fields["lab"].flatMap { text($0, "the lab's name") }
    if fields["lab"] == nil { missing("lab", of: fields, example: "a name") }
    let portal = portal(fields)
    var lab = Topology(name: name?.value ?? "lab", portal: portal)
    lab.account = account(fields["account"])
    lab.networks = networks(fields["networks"])
    lab.relays = nodes(fields["relays"], "relays", Self.relayKeys)
    lab.clients = clients(fields["clients"])
    lab.groups = groups(fields["groups"])
    lab.sites = sites(fields["sites"])
    lab.internet = internet(fields["internet"])
    lab.resources = resources(fields["resources"])
    lab.policies = fields["policies"].map { policies($0) } ?? Self.everything(of: lab)
    lab.flags = list(fields["flags"]).compactMap {
      choice($0, "a feature flag", FeatureFlag.allCases.map { ($0.rawValue, $0) })
    }
    return lab
  }

  /// Without policies everybody may reach everything.
  private static func everything(of lab: Topology) -> [Topology.Policy] {
    lab.resources.map { Topology.Policy(group: Topology.Group.everyone, resource: $0.name) }
  }

  /// Called `portal`, wherever it is.
  private mutating func portal(_ fields: Fields) -> Topology.Node {
    guard let node = fields["portal"] else {
      missing("portal", of: fields, example: "{addresses: [203.0.113.10]}")
      return Topology.Node(name: "portal", addresses: [], latency: .zero)
    }
    take(.node, "portal", at: node.range)
    return self.node("portal", node)
  }

  private mutating func account(_ node: YAMLNode?) -> Topology.Account {
    var account = Topology.Account()
    guard let node else { return account }
    let fields = fields(node, "an account", ["slug", "search_domain", "upstream_dns"])
    account.slug = fields["slug"].flatMap { text($0, "a slug") }?.value ?? account.slug
    account.searchDomain =
      fields["search_domain"].flatMap { domainName($0, "a search domain") }?.value
    account.upstreamDNS = nameServers(fields["upstream_dns"])
    return account
  }
}
