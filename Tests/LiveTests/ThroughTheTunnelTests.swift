import Access
import Base
import Glibc
import Lab
import Portal
import Testing

@testable import Live

/// Real applications through the lab's machines on real sockets and tunnel devices.
@Suite(.serialized, .enabled(if: Streets.missing == nil, "\(Streets.missing ?? "")"))
struct ThroughTheTunnelTests {
  static let resource = "172.20.0.100"

  @Test func `ping and curl go through, by IPv4 and IPv6`() throws {
    let town = try Town("a")
    defer { town.end() }
    try town.ready()
    let web = town.streets.start(
      in: town.streets.host, "python3", "-c",
      "import http.server, socket; C = http.server.ThreadingHTTPServer; C.address_family = socket.AF_INET6; "
        + "C(('::', 80), http.server.SimpleHTTPRequestHandler).serve_forever()")
    defer { web?.end() }
    try town.wait(for: "the web server") {
      town.streets.run(in: town.streets.host, "curl", "-sS", "-m", "2", "http://127.0.0.1/").succeeded
    }
    for address in [Self.resource, "172:20::100"] {
      let ping = town.streets.run(in: town.streets.client, "ping", "-c", "3", "-i", "0.2", "-W", "5", address)
      #expect(ping.output.contains(" 0% packet loss"), "\(ping.output)")
      let host = address.contains(":") ? "[\(address)]" : address
      let curl = town.streets.run(
        in: town.streets.client, "curl", "-gsS", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}",
        "http://\(host)/")
      #expect(curl.output == "200")
    }
    // All of it went through the tunnel, and none around it.
    #expect(town.gateway.contains { if case .access(.permitted) = $0 { true } else { false } })
  }

  /// The seed's scenario, against the kernel's own view of the error.
  @Test(arguments: [(Self.resource, "Packet filtered"), ("172:20::100", "Administratively prohibited")])
  func `a revoked access is refused, told to ping, asked for again, and back`(address: String, words: String) throws {
    let town = try Town("b")
    defer { town.end() }
    try town.ready()
    func ping() -> Command {
      town.streets.run(in: town.streets.client, "ping", "-n", "-c", "1", "-W", "5", address)
    }
    // With its last access a client would be forgotten, and its next packet would be a new beginning.
    try town.keepAnotherAccess(than: address)
    #expect(ping().succeeded)
    try town.revoke(address)
    let refused = ping()
    #expect(!refused.succeeded)
    #expect(refused.output.contains(words), "\(refused.output)")
    // The error itself was what asked anew.
    try town.wait(for: "a new authorization") { town.gateway.authorizations(address, town) >= 2 }
    let again = ping()
    #expect(again.succeeded, "\(again.output)")
  }

  @Test func `with the flag off, a revoked access stays refused`() throws {
    let town = try Town("d", flags: [])
    defer { town.end() }
    try town.ready()
    func ping() -> Command {
      town.streets.run(in: town.streets.client, "ping", "-n", "-c", "1", "-W", "2", Self.resource)
    }
    try town.keepAnotherAccess(than: Self.resource)
    #expect(ping().succeeded)
    try town.revoke(Self.resource)
    for _ in 0..<3 { #expect(ping().output.contains("Packet filtered")) }
    #expect(town.gateway.authorizations(Self.resource, town) == 1)
  }

  @Test func `when a node ends, its device, its routes and its rules are gone`() throws {
    let town = try Town("e")
    try town.ready()
    let rules = town.streets.run(in: town.streets.client, "ip", "rule")
    #expect(rules.output.contains("fwmark 0xfd002021"))
    town.clientControl?.stop()
    try town.wait(for: "the rules to go") {
      !town.streets.run(in: town.streets.client, "ip", "rule").output.contains("fwmark")
    }
    try town.wait(for: "the device to go") {
      !town.streets.run(in: town.streets.client, "ip", "link").output.contains("tun-firezone")
    }
    town.end()
  }
}

extension Town {
  fileprivate func resource(_ address: String) throws -> ResourceID {
    try #require(names.resource(named: address.contains(":") ? "MyCorp Network (IPv6)" : "MyCorp Network"))
  }

  fileprivate func keepAnotherAccess(than address: String) throws {
    let other = address.contains(":") ? ThroughTheTunnelTests.resource : "172:20::100"
    try #require(streets.run(in: streets.client, "ping", "-c", "1", "-W", "5", other).succeeded)
  }

  /// At the gateway alone: the client goes on believing.
  fileprivate func revoke(_ address: String) throws {
    let resource = try resource(address)
    let client = try #require(names.client(named: "client"))
    portal.operate(.rejectAccess(try #require(names.gateway(named: "gateway")), client, resource))
    try wait(for: "the revocation") {
      gateway.contains {
        if case .access(.authorizationRemoved(client, resource, _)) = $0 { true } else { false }
      }
    }
  }
}

extension Diary {
  fileprivate func authorizations(_ address: String, _ town: Town) -> Int {
    let resource = try? town.resource(address)
    return count { if case .access(.authorizationAdded(_, resource, _)) = $0 { true } else { false } }
  }
}
