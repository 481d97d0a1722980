import Base
import Portal

extension Topology {
  /// The reference topology: one client, one gateway, two relays and the portal, each behind a router on the public
  /// network 203.0.113.0/24; httpbin and a download server behind the gateway.
  ///
  /// A router delays by its latency in both directions together, so that a link's one-way latency is half of it:
  /// portal 50 ms, client and gateway 10 ms, relays 30 ms. Where `nat` puts a router before a node, that has the address
  /// of the reference inside. Hosts behind names have IPv4 alone, and so have the resources:
  /// ping takes the first address that it gets. `MyCorp Downloads` is ours: the same host by its address.
  package static let myCorp: Topology = {
    var lab = Topology(
      name: "mycorp", portal: node("portal", "203.0.113.10", "203:0:113::10", latency: .milliseconds(25)))
    lab.account.slug = "mycorp"
    lab.account.searchDomain = "httpbin.search.test"
    lab.relays = [
      node("relay-1", "203.0.113.101", "203:0:113::101", latency: .milliseconds(15)),
      node("relay-2", "203.0.113.102", "203:0:113::102", latency: .milliseconds(15)),
    ]
    var client = node("client", "203.0.113.30", "203:0:113::30", latency: .milliseconds(5))
    client.inside = addresses("172.30.0.100", "172:30::100")
    lab.clients = [Client(node: client)]
    lab.sites = [aws, Site(name: "Internet")]
    lab.internet = publicNames
    lab.groups = [Group(name: Group.everyone, members: ["client"])]
    lab.resources = resources
    lab.policies = resources.map { Policy(group: Group.everyone, resource: $0.name) }
    return lab
  }()

  package static let all = [myCorp]

  private static let aws: Site = {
    var site = Site(name: "mycro-aws-gws")
    var gateway = node("gateway", "203.0.113.31", "203:0:113::31", latency: .milliseconds(5))
    gateway.inside = addresses("172.31.0.100", "172:31::100")
    site.gateways = [gateway]
    site.hosts = [
      Server(
        name: "httpbin", addresses: addresses("172.20.0.100", "172:20::100"),
        services: [Service(.http), Service(.tcpEcho), Service(.udpEcho)]),
      Server(name: "iperf3", addresses: addresses("172.20.0.110", "172:20::110"), services: [Service(.udpEcho, 5201)]),
      Server(name: "download.httpbin", addresses: addresses("172.21.0.101"), services: [Service(.http)]),
      Server(
        name: "dns.httpbin.search.test", addresses: addresses("172.21.0.100"),
        services: [Service(.http), Service(.tcpEcho), Service(.udpEcho)]),
    ]
    site.records = [NameRecords("broken.httpbin", [.failure])]
    return site
  }()

  private static let publicNames: Internet = {
    var internet = Internet()
    internet.hosts = [
      Server(name: "resolver", addresses: addresses("203.0.113.53", "203:0:113::53"), services: [Service(.dns)]),
      Server(name: "example.com", addresses: addresses("203.0.113.80", "203:0:113::80"), services: [Service(.http)]),
      Server(name: "github.com", addresses: addresses("203.0.113.81"), services: [Service(.http)]),
    ]
    internet.records = [NameRecords("large.example.com", [.filler(bytes: 2048)])]
    return internet
  }()

  private static let resources: [Resource] = {
    let site = "mycro-aws-gws"
    let networks = [
      ("MyCorp Network", "172.20.0.0/16"), ("MyCorp Network (IPv6)", "172:20::/64"),
      ("MyCorp Downloads", "172.21.0.0/24"),
    ].compactMap { name, network in
      IPPrefix(network).map { Resource(name: name, target: .cidr($0), sites: [site]) }
    }
    let names = ["**.httpbin", "**.httpbin.search.test"].map { pattern in
      var resource = Resource(name: pattern, target: .dns(pattern: pattern, stack: .ipv4Only), sites: [site])
      resource.filters = [.tcp(80...80), .tcp(443...443), .udp(53...53), .icmp]
      return resource
    }
    return networks + names + [Resource(name: "Internet", target: .internet, sites: ["Internet"])]
  }()

  private static func node(_ name: String, _ texts: String..., latency: Duration) -> Node {
    Node(name: name, addresses: texts.compactMap { IPAddress($0) }, latency: latency)
  }

  private static func addresses(_ texts: String...) -> [IPAddress] { texts.compactMap { IPAddress($0) } }
}
