import Base
import Portal
import Wire

// Machines with addresses: the portal, relays, gateways, clients and hosts.

extension LabFileReader {
  /// A mapping of names to nodes.
  mutating func nodes(_ node: YAMLNode?, _ what: String) -> [Topology.Node] {
    guard let node else { return [] }
    return pairs(node, what).map { name, value in
      takeNode(name)
      return self.node(name.value, value)
    }
  }

  static let nodeKeys = ["addresses"] + LinkSetting.all.map(\.name) + ["nat", "inside", "network"]

  mutating func node(_ name: String, _ node: YAMLNode) -> Topology.Node {
    self.node(name, fields(node, "`\(shortened(name))`", Self.nodeKeys))
  }

  /// - Parameter isRouter: of a network, which may have several addresses of a family.
  mutating func node(_ name: String, _ fields: Fields, isRouter: Bool = false) -> Topology.Node {
    var result = Topology.Node(name: name, addresses: [], latency: .zero)
    result.faults = shape(fields)
    result.latency = result.faults.latency ?? .zero
    result.loss = result.faults.lossPartsPerMillion ?? 0
    (result.faults.latency, result.faults.lossPartsPerMillion) = (nil, nil)
    place(&result, fields, isRouter: isRouter)
    return result
  }

  /// On the internet.
  mutating func publicAddresses(_ name: String, _ fields: Fields, oneOfEach: Bool) -> [IPAddress] {
    if fields["addresses"] == nil { missing("addresses", of: fields, example: "[203.0.113.40]") }
    let addresses = addresses(fields["addresses"])
    if oneOfEach { checkOneOfEach(addresses, of: name) }
    for address in addresses { take(.publicAddress, "\(address.value)", at: address.range, owner: name) }
    return addresses.map(\.value)
  }

  mutating func addresses(_ node: YAMLNode?) -> [Written<IPAddress>] {
    readList(node, "an address", example: "203.0.113.40 or 203:0:113::40") { IPAddress($0) }
  }

  mutating func clients(_ node: YAMLNode?) -> [Topology.Client] {
    guard let node else { return [] }
    let keys =
      Self.nodeKeys + ["actor", "verified", "region", "provider", "resolvers", "token_lifetime", "internet_resource"]
    return pairs(node, "clients").map { name, value in
      takeNode(name)
      return client(name, fields(value, "`\(shortened(name.value))`", keys))
    }
  }

  private mutating func client(_ name: Written<String>, _ fields: Fields) -> Topology.Client {
    let actor = fields["actor"].flatMap { text($0, "an actor") } ?? name
    if taken[.actor, actor.value] == nil { take(.actor, actor.value, at: actor.range) }
    var client = Topology.Client(node: self.node(name.value, fields), actor: actor.value)
    client.isVerified = fields["verified"].flatMap { flag($0, "true or false") } ?? false
    client.region = fields["region"].flatMap { read($0, "a country code", example: "DE", Self.region) }?.value
    client.provider = fields["provider"].flatMap { text($0, "a provider") }?.value
    client.resolvers = nameServers(fields["resolvers"])
    client.usesInternet = fields["internet_resource"].flatMap { flag($0, "on or off") } ?? false
    if let lifetime = fields["token_lifetime"] {
      client.tokenLifetime =
        read(lifetime, "a duration", example: "7d or 90m") { text in
          Duration(labText: text).flatMap { $0 > .zero && $0 <= .seconds(10 * 365 * 86400) ? $0 : nil }
        }?.value ?? client.tokenLifetime
    }
    return client
  }

  private static func region(_ text: String) -> String? {
    text.count == 2 && text.allSatisfy { $0.isASCII && $0.isUppercase } ? text : nil
  }

  // MARK: Addresses

  /// Networks in which no machine has its own address.
  private static let unusable: [(network: String, why: String)] = [
    ("0.0.0.0/8", "it means this network"), ("224.0.0.0/3", "it is multicast or reserved"),
    ("::/128", "it means no address"), ("ff00::/8", "it is multicast"),
  ]

  /// Complains about an address that nobody can have.
  mutating func checkUsable(_ address: IPAddress, at range: Range<Int>) {
    for kept in ReservedRange.all where kept.contains(address) {
      let owner = ReservedRange.loopback.contains(kept) ? "the loopback range" : "kept for Firezone itself"
      return complain(.reserved, "`\(address)` cannot be used", at: range, label: "\(kept) is \(owner)")
    }
    for (network, why) in Self.unusable where IPPrefix(network)?.contains(address) == true {
      return complain(.reserved, "`\(address)` cannot be used", at: range, label: why)
    }
  }

  mutating func checkOneOfEach(_ addresses: [Written<IPAddress>], of owner: String) {
    for (i, address) in addresses.enumerated() {
      checkUsable(address.value, at: address.range)
      if addresses[..<i].contains(where: { $0.value.family == address.value.family && $0.value != address.value }) {
        complain(.badValue, "`\(owner)` has two addresses of one family", at: address.range, label: "one of each")
      }
    }
  }

  mutating func nameServers(_ node: YAMLNode?) -> [Endpoint] {
    let servers = readList(node, "a name server", example: "203.0.113.53 or [203:0:113::53]:53") { Self.nameServer($0) }
    for server in servers { checkUsable(server.value.address, at: server.range) }
    return servers.map(\.value)
  }

  static func nameServer(_ text: String) -> Endpoint? {
    IPAddress(text).map { Endpoint($0, Topology.Service.Kind.dns.port) } ?? Endpoint(text)
  }

  mutating func domainName(_ node: YAMLNode, _ what: String) -> Written<String>? {
    read(node, what, example: "labels of at most 63 bytes with dots between them", Self.domainName)
  }

  static func domainName(_ text: String) -> String? {
    guard (try? DomainName(text)) != nil, !text.contains("*"), !text.contains(" "), !text.hasPrefix(".") else {
      return nil
    }
    return text.lowercased()
  }
}
