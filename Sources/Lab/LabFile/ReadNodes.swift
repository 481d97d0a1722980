import Base
import Portal
import Wire

// Machines with addresses: the portal, relays, gateways, clients and hosts.

extension LabFileReader {
  /// A mapping of names to nodes.
  mutating func nodes(_ node: YAMLNode?, _ what: String, _ keys: [String]) -> [Topology.Node] {
    guard let node else { return [] }
    return pairs(node, what).map { name, value in
      takeNode(name)
      return self.node(name.value, fields(value, "`\(shortened(name.value))`", keys))
    }
  }

  static let nodeKeys = ["addresses"] + LinkSetting.all.map(\.name) + ["nat", "inside", "network"]
  static let relayKeys = nodeKeys + ["location"]
  static let gatewayKeys = nodeKeys + ["location", "version"]
  static let clientKeys =
    gatewayKeys
    + ["actor", "verified", "region", "provider", "resolvers", "token_lifetime", "internet_resource", "copy_of"]

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
    result.location = fields["location"].flatMap { location($0) }
    result.version =
      fields["version"].flatMap { read($0, "a version", example: "1.5.4") { AppVersion($0) } }?.value
    place(&result, fields, isRouter: isRouter)
    return result
  }

  /// Two numbers, degrees north and east.
  private mutating func location(_ node: YAMLNode) -> Coordinates? {
    let degrees = list(node).compactMap { text($0, "a number of degrees") }
    let numbers = degrees.compactMap { Double($0.value) }
    if numbers.count == 2, degrees.count == 2, let place = Coordinates(latitude: numbers[0], longitude: numbers[1]) {
      return place
    }
    complain(
      .badValue, "a location is degrees north and degrees east", at: node.range,
      label: "[52.52, 13.41] is Berlin, [-33.87, 151.21] is Sydney")
    return nil
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
    return pairs(node, "clients").map { name, value in
      takeNode(name)
      let fields = fields(value, "`\(shortened(name.value))`", Self.clientKeys)
      return fields["copy_of"].flatMap { copy(name, of: $0, fields) } ?? client(name, fields)
    }
  }

  /// A client of which everything that the portal keeps is another one's.
  private mutating func copy(_ name: Written<String>, of node: YAMLNode, _ fields: Fields) -> Topology.Client? {
    guard let original = text(node, "a client") else { return nil }
    refer(to: .device, original)
    for key in ["actor", "verified", "provider", "token_lifetime"] {
      guard let value = fields[key] else { continue }
      complain(
        .badValue, "`\(shortened(name.value))` is the same device as `\(shortened(original.value))`", at: value.range,
        label: "which has a `\(key)` of its own")
    }
    var client = Topology.Client(node: self.node(name.value, fields))
    client.copyOf = original.value
    readOwn(fields, of: &client)
    return client
  }

  /// What a machine knows by itself.
  private mutating func readOwn(_ fields: Fields, of client: inout Topology.Client) {
    client.region = fields["region"].flatMap { read($0, "a country code", example: "DE", Self.region) }?.value
    client.resolvers = nameServers(fields["resolvers"])
    client.usesInternet = fields["internet_resource"].flatMap { flag($0, "on or off") } ?? false
  }

  private mutating func client(_ name: Written<String>, _ fields: Fields) -> Topology.Client {
    let actor = fields["actor"].flatMap { text($0, "an actor") } ?? name
    if taken[.actor, actor.value] == nil { take(.actor, actor.value, at: actor.range) }
    take(.device, name.value, at: name.range)
    var client = Topology.Client(node: self.node(name.value, fields), actor: actor.value)
    client.isVerified = fields["verified"].flatMap { flag($0, "true or false") } ?? false
    client.provider = fields["provider"].flatMap { text($0, "a provider") }?.value
    readOwn(fields, of: &client)
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
