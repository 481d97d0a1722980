import Base
import Glibc
import Testing

@testable import Live

/// The portal as a process that ends, is killed, and begins again.
@Suite(
  .serialized, .enabled(if: PortalProcess.missing == nil, "\(PortalProcess.missing ?? "")"))
struct PortalProcessTests {
  static let lab = """
    lab: office
    portal: {addresses: [203.0.113.10]}
    clients:
      client: {addresses: [203.0.113.30], actor: anna}
    groups:
      staff: [anna]
    sites:
      mycro-aws-gws:
        gateways:
          gateway: {addresses: [203.0.113.40]}
    resources:
      intranet: {address: 172.20.0.0/16, site: mycro-aws-gws, filters: [tcp 80]}
    policies:
      - {group: staff, resource: intranet}

    """

  /// A whole access: the client is told of it.
  private func access(_ client: PortalProcess.Participant, _ gateway: PortalProcess.Participant) throws -> String {
    let resource = try #require(client.greeting.resourceID)
    client.say("create_flow", #"{"resource_id":"\#(resource)","connected_gateway_ids":[]}"#)
    let order = gateway.hear()
    try #require(order.contains("authorize_flow"))
    gateway.say("flow_authorized", #"{"ref":"\#(try #require(order.field("ref")))"}"#)
    #expect(client.hear().contains("flow_created"))
    return resource
  }

  @Test func `what was authorized outlasts a portal that is killed`() throws {
    let portal = try PortalProcess(lab: Self.lab)
    defer { portal.remove() }
    // A device that the lab does not name.
    let (gateway, client) = (try portal.gateway(), try portal.client("tablet"))
    #expect(gateway.greeting.contains(#""authorizations":[]"#))
    let resource = try access(client, gateway)
    #expect(portal.stop(SIGKILL) == 128 + SIGKILL)
    gateway.end()
    client.end()
    try portal.start()
    let (back, again) = (try portal.gateway(), try portal.client("tablet"))
    #expect(back.greeting.contains(#""resource_id":"\#(resource)""#))
    let address = client.greeting.field("ipv4")
    #expect(address == "100.64.0.3" && again.greeting.field("ipv4") == address)
    back.end()
    again.end()
    #expect(portal.stop() == 0)
    let (status, audit) = try portal.run(["node", "audit", "--state", portal.folder + "/state", "--format", "csv"])
    #expect(status == 0)
    #expect(audit.contains("\r\n1,tablet,anna,intranet,gateway,mycro-aws-gws,staff,20"))
    #expect(audit.hasSuffix("Z,,\r\n"))
  }

  @Test func `a lab that is read again is followed, and one with mistakes is not`() throws {
    let portal = try PortalProcess(lab: Self.lab)
    defer { portal.remove() }
    let (gateway, client) = (try portal.gateway(), try portal.client())
    let resource = try access(client, gateway)
    let changed = Self.lab.replacing("tcp 80", with: "tcp 443")
    try portal.write(lab: changed)
    portal.signal(SIGHUP)
    #expect(client.hear().contains("resource_created_or_updated"))
    #expect(gateway.hear().contains("resource_updated"))
    try portal.write(lab: Self.lab + "nonsense: [")
    portal.signal(SIGHUP)
    #expect(portal.awaitComplaint("portal: it goes on with the lab as it was"))
    #expect(portal.complaints.contains("lab.yaml:"))
    try portal.write(lab: Self.lab.replacing("lab: office", with: "lab: other"))
    portal.signal(SIGHUP)
    #expect(portal.awaitComplaint("it is called `other` now, not `office`"))
    try portal.write(lab: changed.replacing("resource: intranet}", with: "resource: intranet, enabled: false}"))
    portal.signal(SIGHUP)
    #expect(client.hear().contains(#""event":"resource_deleted","payload":"\#(resource)""#))
    #expect(gateway.hear().contains("reject_access"))
    gateway.end()
    client.end()
    #expect(portal.stop() == 0)
    let audit = try portal.run([
      "node", "audit", "--lab", portal.folder + "/lab.yaml", "--state", portal.folder + "/state",
    ])
    #expect(audit.output.contains("policy-changed"))
    let nobody = try portal.run(["node", "audit", "--state", portal.folder + "/state", "--client", "cleint"])
    #expect(nobody.status == 3)
    let words = "no client is or was called `cleint` (did you mean `client`?); known: client"
    #expect(nobody.output.contains(words), "\(nobody.output)")
  }

  @Test func `what a lab file says otherwise by the next start is followed`() throws {
    let portal = try PortalProcess(lab: Self.lab)
    defer { portal.remove() }
    let (gateway, client) = (try portal.gateway(), try portal.client())
    _ = try access(client, gateway)
    portal.stop(SIGKILL)
    gateway.end()
    client.end()
    try portal.write(lab: Self.lab.replacing("172.20.0.0", with: "172.21.0.0"))
    try portal.start()
    let back = try portal.gateway()
    #expect(back.greeting.contains(#""authorizations":[]"#))
    back.end()
    portal.stop()
    #expect(try portal.run(["node", "audit", "--state", portal.folder + "/state"]).output.contains("resource-changed"))
  }

  @Test func `a state has one portal, and is nobody else's to read`() throws {
    let portal = try PortalProcess(lab: Self.lab)
    defer { portal.remove() }
    let state = portal.folder + "/state"
    let words = ["node", "portal", "--lab", portal.folder + "/lab.yaml", "--port", "0", "--state", state]
    let second = try portal.run(words)
    #expect(second.status == 3 && second.output.contains("is another portal's (process "))
    var status = stat()
    for suffix in ["", "-wal", "-shm"] {
      #expect(stat(state + suffix, &status) == 0 && status.st_mode & 0o777 == 0o600, "\(suffix)")
    }
    portal.stop()
    #expect(stat(state, &status) == 0 && status.st_size > 4096)
    chmod(state, 0o644)
    let open = try portal.run(words)
    #expect(open.status == 3 && open.output.contains("chmod 600 \(state)"))
  }

  @Test func `who comes when there are no descriptors left is sent away, and others are served on`() throws {
    let portal = try PortalProcess(lab: Self.lab, limit: "-n 64")
    defer { portal.remove() }
    let (gateway, client) = (try portal.gateway(), try portal.client())
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = portal.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let crowd = (0..<150).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0) }
    for one in crowd {
      _ = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(one, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    _ = try access(client, gateway)
    for one in crowd { close(one) }
    let late = try portal.client("late")
    #expect(late.greeting.contains("init"))
    for one in [gateway, client, late] { one.end() }
    #expect(portal.stop() == 0)
  }
}

extension String {
  /// The first resource's: its sites stand before its own.
  fileprivate var resourceID: String? {
    firstRange(of: "}],\"id\":\"").map { String(self[$0.upperBound...].prefix { $0 != "\"" }) }
  }
}
