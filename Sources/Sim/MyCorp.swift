import Base
import HostStack

extension Topology {
  /// The reference topology: one client, one gateway and the portal, each behind a router on the public network
  /// 203.0.113.0/24; httpbin and a download server behind the gateway.
  ///
  /// A router delays by its latency in both directions together, so that a link's one-way latency is half of it:
  /// portal 50 ms, client 10 ms, gateway 10 ms.
  package static let myCorp = Topology(
    name: "mycorp", account: "mycorp",
    portal: Node(name: "portal", addresses: addresses("203.0.113.10", "203:0:113::10"), latency: .milliseconds(25)),
    clients: [
      Node(name: "client", addresses: addresses("203.0.113.30", "203:0:113::30"), latency: .milliseconds(5))
    ],
    sites: [
      Site(
        name: "mycro-aws-gws",
        gateways: [
          Node(name: "gateway", addresses: addresses("203.0.113.31", "203:0:113::31"), latency: .milliseconds(5))
        ],
        hosts: [
          Server(
            name: "httpbin", addresses: addresses("172.20.0.100", "172:20::100"),
            services: [.http(80), .tcpEcho(7), .udpEcho(7)]),
          Server(name: "iperf3", addresses: addresses("172.20.0.110", "172:20::110"), services: [.udpEcho(5201)]),
          Server(name: "download.httpbin", addresses: addresses("172.21.0.101"), services: [.http(80)]),
        ])
    ],
    resources: [
      ("MyCorp Network", "172.20.0.0/16"), ("MyCorp Network (IPv6)", "172:20::/64"),
      ("MyCorp Downloads", "172.21.0.0/24"),
    ].compactMap { name, network in
      IPPrefix(network).map { Resource(name: name, network: $0, site: "mycro-aws-gws", filters: []) }
    })

  package static let all = [myCorp]

  private static func addresses(_ texts: String...) -> [IPAddress] { texts.compactMap { IPAddress($0) } }
}
