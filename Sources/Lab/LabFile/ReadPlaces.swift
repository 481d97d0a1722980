import Base

// Sites and the internet: hosts, and what there is to be said of names.

extension LabFileReader {
  mutating func sites(_ node: YAMLNode?) -> [Topology.Site] {
    guard let node else { return [] }
    return pairs(node, "sites").map { name, value in
      take(.site, name.value, at: name.range)
      let fields = fields(value, "a site", ["gateways", "hosts", "dns"])
      var site = Topology.Site(name: name.value)
      site.gateways = nodes(fields["gateways"], "gateways", Self.gatewayKeys)
      site.hosts = hosts(fields["hosts"], in: name.value)
      site.records = records(fields["dns"])
      return site
    }
  }

  mutating func internet(_ node: YAMLNode?) -> Topology.Internet {
    var internet = Topology.Internet()
    guard let node else { return internet }
    let fields = fields(node, "the internet", ["hosts", "dns"])
    internet.hosts = hosts(fields["hosts"], in: nil)
    internet.records = records(fields["dns"])
    return internet
  }

  /// - Parameter site: nil for hosts in the open.
  private mutating func hosts(_ node: YAMLNode?, in site: String?) -> [Topology.Server] {
    guard let node else { return [] }
    return pairs(node, "hosts").map { name, value in
      takeNode(name)
      let fields = fields(value, "a host", ["addresses", "names", "services"])
      if fields["addresses"] == nil { missing("addresses", of: fields, example: "[172.20.0.100]") }
      let addresses = readList(fields["addresses"], "an address", example: "172.20.0.100") { IPAddress($0) }
      for address in addresses {
        checkUsable(address.value, at: address.range)
        take(
          site == nil ? .publicAddress : .siteAddress, site.map { "\($0) \(address.value)" } ?? "\(address.value)",
          at: address.range, owner: name.value)
      }
      var server = Topology.Server(name: name.value, addresses: addresses.map(\.value))
      server.names = list(fields["names"]).compactMap { domainName($0, "a name") }.map(\.value)
      server.services = services(fields["services"])
      return server
    }
  }

  private mutating func services(_ node: YAMLNode?) -> [Topology.Service] {
    let kinds = Topology.Service.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    return readList(node, "a service", example: "\(kinds); a port may follow: http 8080") { text in
      let words = text.split(separator: " ")
      guard let first = words.first, let kind = Topology.Service.Kind(rawValue: String(first)) else { return nil }
      guard words.count > 1 else { return Topology.Service(kind) }
      guard words.count == 2, let port = UInt16(words[1]), port > 0 else { return nil }
      return Topology.Service(kind, port)
    }.map(\.value)
  }

  private mutating func records(_ node: YAMLNode?) -> [Topology.NameRecords] {
    guard let node else { return [] }
    return pairs(node, "dns").compactMap { name, value in
      guard let domain = Self.domainName(name.value) else {
        complain(.badValue, "`\(shortened(name.value))` is no name", at: name.range)
        return nil
      }
      let records = readList(
        value, "a record", example: "an address, `TXT words`, `TXT of 2048 bytes` or SERVFAIL",
        { Topology.Record($0) })
      return Topology.NameRecords(domain, records.map(\.value))
    }
  }
}
