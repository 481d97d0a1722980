import Base
import Testing

@testable import Portal

private let r = "a7b1c2d3-0000-4000-8000-000000000041"
private let g = "a7b1c2d3-0000-4000-8000-000000000011"
private let c = "a7b1c2d3-0000-4000-8000-000000000021"
private let s = "a7b1c2d3-0000-4000-8000-000000000001"
private let relay = "a7b1c2d3-0000-4000-8000-000000000061"
private let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
private let ice = #"{"username":"qrst","password":"abcdefghijklmnopqrstuv"}"#
private let interface =
  #"{"ipv4":"100.64.0.7","ipv6":"fd00:2021:1111::7","upstream_dns":[{"protocol":"ip_port","address":"[2001:db8::53]:53"}],"search_domain":"corp.test"}"#
private let cidr =
  #"{"type":"cidr","id":"\#(r)","name":"Net","address":"10.1.0.0/16","address_description":null,"gateway_groups":[{"id":"\#(s)","name":"Office"}],"filters":[{"protocol":"tcp","port_range_start":80,"port_range_end":90}]}"#
private let dns =
  #"{"type":"dns","id":"\#(r)","name":"Wiki","address":"**.wiki.test","address_description":"https://wiki.test/","ip_stack":"ipv4_only","gateway_groups":[{"id":"\#(s)","name":"Office"}],"filters":[{"protocol":"udp","port_range_start":53,"port_range_end":53},{"protocol":"icmp"}]}"#
private let internet =
  #"{"type":"internet","id":"\#(r)","gateway_groups":[{"id":"\#(s)","name":"Office"}],"can_be_disabled":true}"#
private let gatewayCIDR =
  #"{"type":"cidr","id":"\#(r)","name":"Net","address":"2001:db8::/32","filters":[{"protocol":"icmp"}]}"#
private let turn4 =
  #"{"id":"\#(relay)","type":"turn","addr":"203.0.113.9:3478","username":"1900000000:salt","password":"pw","expires_at":1900000000}"#
private let turn6 =
  #"{"id":"\#(relay)","type":"turn","addr":"[2001:db8::9]:3478","username":"1900000000:salt","password":"pw","expires_at":1900000000}"#
private let candidate = "candidate:7f 1 udp 2130706175 192.0.2.7 52625 typ host"

private func frame(_ event: String, _ payload: String, topic: String) -> String {
  #"{"topic":"\#(topic)","event":"\#(event)","payload":\#(payload),"ref":null}"#
}

/// Every message of every direction, as it looks on the wire.
enum WireSample {
  static let toClient = [
    frame(
      "init",
      #"{"interface":\#(interface),"resources":[\#(cidr),\#(dns),\#(internet)],"relays":[\#(turn4),\#(turn6)]}"#,
      topic: "client"),
    frame("config_changed", #"{"interface":\#(interface)}"#, topic: "client"),
    frame("resource_created_or_updated", dns, topic: "client"),
    frame("resource_deleted", #""\#(r)""#, topic: "client"),
    frame("relays_presence", #"{"disconnected_ids":["\#(relay)"],"connected":[\#(turn6)]}"#, topic: "client"),
    frame(
      "flow_created",
      #"{"resource_id":"\#(r)","gateway_id":"\#(g)","gateway_group_id":"\#(s)","gateway_public_key":"\#(key)","gateway_ipv4":"100.64.0.1","gateway_ipv6":"fd00:2021:1111::1","preshared_key":"\#(key)","client_ice_credentials":\#(ice),"gateway_ice_credentials":\#(ice)}"#,
      topic: "client"),
    frame(
      "flow_creation_failed",
      #"{"resource_id":"\#(r)","reason":"forbidden","violated_properties":["remote_ip","moon_phase"]}"#, topic: "client"
    ),
    frame("flow_creation_failed", #"{"resource_id":"\#(r)","reason":"too_busy"}"#, topic: "client"),
    frame("ice_candidates", #"{"gateway_id":"\#(g)","candidates":["\#(candidate)"]}"#, topic: "client"),
    frame("invalidate_ice_candidates", #"{"gateway_id":"\#(g)","candidates":[]}"#, topic: "client"),
  ]
  static let fromClient = [
    frame("create_flow", #"{"resource_id":"\#(r)","connected_gateway_ids":[]}"#, topic: "client"),
    frame("create_flow", #"{"resource_id":"\#(r)","connected_gateway_ids":["\#(g)"]}"#, topic: "client"),
    frame("broadcast_ice_candidates", #"{"gateway_ids":["\#(g)"],"candidates":["\#(candidate)"]}"#, topic: "client"),
    frame(
      "broadcast_invalidated_ice_candidates", #"{"gateway_ids":["\#(g)"],"candidates":["\#(candidate)"]}"#,
      topic: "client"),
  ]
  static let toGateway = [
    frame(
      "init",
      #"{"interface":{"ipv4":"100.64.0.1","ipv6":"fd00:2021:1111::1"},"config":{"ipv4_masquerade_enabled":true,"ipv6_masquerade_enabled":true},"relays":[\#(turn4)],"account_slug":"mycorp","authorizations":[{"client_id":"\#(c)","resource_id":"\#(r)","expires_at":1900000000}]}"#,
      topic: "gateway"),
    frame(
      "authorize_flow",
      #"{"ref":"SFMy.x","resource":\#(gatewayCIDR),"client":{"id":"\#(c)","public_key":"\#(key)","preshared_key":"\#(key)","ipv4":"100.64.0.7","ipv6":"fd00:2021:1111::7"},"client_ice_credentials":\#(ice),"gateway_ice_credentials":\#(ice),"expires_at":1900000000}"#,
      topic: "gateway"),
    frame("reject_access", #"{"client_id":"\#(c)","resource_id":"\#(r)"}"#, topic: "gateway"),
    frame(
      "access_authorization_expiry_updated", #"{"client_id":"\#(c)","resource_id":"\#(r)","expires_at":1900000000}"#,
      topic: "gateway"),
    frame(
      "resource_updated", #"{"type":"dns","id":"\#(r)","name":"Wiki","address":"*.wiki.test","filters":[]}"#,
      topic: "gateway"),
    frame("resource_updated", #"{"type":"internet","id":"\#(r)"}"#, topic: "gateway"),
    frame("relays_presence", #"{"disconnected_ids":[],"connected":[\#(turn4)]}"#, topic: "gateway"),
    frame("ice_candidates", #"{"client_id":"\#(c)","candidates":["\#(candidate)"]}"#, topic: "gateway"),
    frame("invalidate_ice_candidates", #"{"client_id":"\#(c)","candidates":["\#(candidate)"]}"#, topic: "gateway"),
  ]
  static let fromGateway = [
    frame("flow_authorized", #"{"ref":"SFMy.x"}"#, topic: "gateway"),
    frame("broadcast_ice_candidates", #"{"client_ids":["\#(c)"],"candidates":["\#(candidate)"]}"#, topic: "gateway"),
    frame(
      "broadcast_invalidated_ice_candidates", #"{"client_ids":["\#(c)"],"candidates":["\#(candidate)"]}"#,
      topic: "gateway"),
  ]
}

@Suite struct MessageTests {
  private func check<Message: ControlMessage>(_ text: String, _: Message.Type) throws {
    let frame = try ChannelFrame<Message>(parsing: text)
    #expect(try JSONValue(frame.text) == JSONValue(text))
    #expect(try ChannelFrame<Message>(parsing: frame.text) == frame)
    guard case .message(let message) = frame.content else {
      Issue.record("no message")
      return
    }
    #expect(!message.fields.isEmpty)
    #expect(frame.topic == Message.topic)
  }

  @Test(arguments: WireSample.toClient) func `what the portal tells a client`(_ text: String) throws {
    try check(text, ToClient.self)
  }
  @Test(arguments: WireSample.fromClient) func `what a client tells the portal`(_ text: String) throws {
    try check(text, FromClient.self)
  }
  @Test(arguments: WireSample.toGateway) func `what the portal tells a gateway`(_ text: String) throws {
    try check(text, ToGateway.self)
  }
  @Test(arguments: WireSample.fromGateway) func `what a gateway tells the portal`(_ text: String) throws {
    try check(text, FromGateway.self)
  }

  private static let later: [(String, String, String)] = [
    ("request_authorization", "create_flow", #"{"resource_id":"\#(r)","connected_gateway_ids":[]}"#),
    (
      "new_gateway_ice_candidates", "broadcast_ice_candidates",
      #"{"gateway_id":"\#(g)","candidates":["\#(candidate)"]}"#
    ),
    (
      "invalidate_gateway_ice_candidates", "broadcast_invalidated_ice_candidates",
      #"{"gateway_id":"\#(g)","candidates":[]}"#
    ),
  ]

  @Test(arguments: later)
  func `a client may use the names of later versions`(_ name: String, _ event: String, _ payload: String) throws {
    guard
      case .message(let message) = try ChannelFrame<FromClient>(parsing: frame(name, payload, topic: "client")).content
    else { return }
    #expect(message.event == event)
  }

  @Test func `the names of later versions mean the same in all directions`() throws {
    func renamed(_ text: String, _ names: (String, String)...) -> String {
      names.reduce(text) { $0.replacing("\"\($1.0)\"", with: "\"\($1.1)\"") }
    }
    let created = WireSample.toClient[5]
    let later = renamed(created, ("flow_created", "authorization_created"), ("gateway_group_id", "site_id"))
    #expect(try ChannelFrame<ToClient>(parsing: later) == ChannelFrame<ToClient>(parsing: created))
    let failed = WireSample.toClient[6]
    #expect(
      try ChannelFrame<ToClient>(parsing: renamed(failed, ("flow_creation_failed", "authorization_creation_failed")))
        == ChannelFrame<ToClient>(parsing: failed))
    let resource = WireSample.toClient[2]
    #expect(
      try ChannelFrame<ToClient>(parsing: renamed(resource, ("gateway_groups", "sites")))
        == ChannelFrame<ToClient>(parsing: resource))
    let order = WireSample.toGateway[1]
    #expect(
      try ChannelFrame<ToGateway>(parsing: renamed(order, ("authorize_flow", "create_authorization")))
        == ChannelFrame<ToGateway>(parsing: order))
    let answer = WireSample.fromGateway[0]
    #expect(
      try ChannelFrame<FromGateway>(parsing: renamed(answer, ("flow_authorized", "authorization_created")))
        == ChannelFrame<FromGateway>(parsing: answer))
  }

  @Test func `a relay is told one thing and tells nothing`() throws {
    let text = frame("init", "{}", topic: "relay")
    let message = try ChannelFrame<ToRelay>(parsing: text)
    #expect(message.content == .message(.initial) && message.topic == ToRelay.topic)
    #expect(try JSONValue(message.text) == JSONValue(text))
    #expect(throws: MalformedFrame.self) { try ChannelFrame<FromRelay>(parsing: frame("init", "{}", topic: "relay")) }
  }

  @Test func `the two objects of a dual-stack relay stand one behind the other`() throws {
    let address = { (text: String) in
      Endpoint(text).map { Relay.Address(endpoint: $0, username: "u", password: "p", expiresAt: Fixture.epoch) }
    }
    let list = RelayList([
      Relay(id: Fixture.relay, ipv4: address("192.0.2.1:3478"), ipv6: address("[2001:db8::1]:3478")),
      Relay(id: Fixture.otherRelay, ipv4: address("192.0.2.2:3478")),
    ])
    let presence = RelaysPresence(disconnectedIDs: [], connected: list)
    let frame = ChannelFrame<ToClient>(topic: "client", content: .message(.relaysPresence(presence)), ref: nil)
    guard case .object(let object) = try JSONValue(frame.text), case .object(let payload)? = object["payload"],
      case .array(let connected)? = payload["connected"]
    else {
      Issue.record("no list")
      return
    }
    let addresses: [JSONValue?] = connected.map { if case .object(let entry) = $0 { entry["addr"] } else { nil } }
    #expect(addresses == [.string("192.0.2.1:3478"), .string("[2001:db8::1]:3478"), .string("192.0.2.2:3478")])
    #expect(try ChannelFrame<ToClient>(parsing: frame.text) == frame)
  }

  private func initial(_ payload: String) throws -> ClientInit? {
    let frame = try ChannelFrame<ToClient>(parsing: frame("init", payload, topic: "client"))
    guard case .message(.initial(let payload)) = frame.content else { return nil }
    return payload
  }

  @Test func `everything but the addresses of an init may be missing`() throws {
    let payload = try #require(try initial(#"{"interface":{"ipv4":"100.64.0.7","ipv6":"fd00:2021:1111::7"}}"#))
    #expect(payload.interface.upstreamDNS.isEmpty)
    #expect(payload.interface.searchDomain == nil)
    #expect(payload.resources.elements.isEmpty)
    #expect(payload.relays.relays.isEmpty)
  }

  @Test func `an unknown resource and a malformed one are set aside, and the rest counts`() throws {
    let unknown = #"{"type":"ssh","id":"\#(r)"}"#
    let malformed = #"{"type":"cidr","id":"\#(r)","name":"x","address":"10.0.0.0/99","gateway_groups":[],"filters":[]}"#
    let payload = try #require(
      try initial(#"{"interface":\#(interface),"resources":[\#(unknown),\#(malformed),\#(cidr)],"later":1}"#))
    #expect(payload.resources.elements.map(\.name) == ["Net"])
    #expect(payload.resources.skipped.map(\.index) == [0, 1])
    #expect(payload.resources.skipped[1].problem.path.suffix(3) == ["resources", "1", "address"])
    #expect(payload.resources.skipped[1].problem.words == "\"10.0.0.0/99\" is no network")
  }

  @Test func `the two entries of a relay become one, and a second address of a family is set aside`() throws {
    let stun = #"{"id":"\#(relay)","type":"stun","addr":"203.0.113.9:3478"}"#
    let payload = try #require(
      try initial(#"{"interface":\#(interface),"relays":[\#(turn4),\#(turn6),\#(turn6),\#(stun)]}"#))
    #expect(payload.relays.relays.count == 1)
    #expect(payload.relays.relays[0].ipv4?.endpoint == Endpoint("203.0.113.9:3478"))
    #expect(payload.relays.relays[0].ipv6?.endpoint == Endpoint("[2001:db8::9]:3478"))
    #expect(payload.relays.skipped.count == 2)
  }

  @Test func `missing ports of a filter are all ports`() throws {
    let text = frame(
      "resource_updated",
      #"{"type":"cidr","id":"\#(r)","name":"x","address":"10.0.0.0/8","filters":[{"protocol":"tcp"},{"protocol":"udp","port_range_start":9000}]}"#,
      topic: "gateway")
    guard case .message(.resourceUpdated(let resource)) = try ChannelFrame<ToGateway>(parsing: text).content else {
      Issue.record("no resource_updated")
      return
    }
    #expect(resource.filters == [.tcp(0...65535), .udp(9000...65535)])
  }

  @Test(arguments: [
    (
      "resource_updated", #"{"type":"ssh","id":"x"}"#,
      "resource_updated: payload.type: \"ssh\" is no type of resource"
    ),
    ("resource_updated", #"{"id":"x"}"#, "resource_updated: payload.type: missing"),
    (
      "reject_access", #"{"client_id":"zzz","resource_id":"\#(r)"}"#,
      "reject_access: payload.client_id: \"zzz\" is no UUID"
    ),
    ("reject_access", "null", "reject_access: payload: null where an object belongs"),
    ("reject_access", "[1]", "reject_access: payload: not an object"),
    (
      "access_authorization_expiry_updated",
      #"{"client_id":"\#(c)","resource_id":"\#(r)","expires_at":9223372036854775807}"#,
      "access_authorization_expiry_updated: payload.expires_at: 9223372036854775807 is beyond the calendar"
    ),
    (
      "access_authorization_expiry_updated", #"{"client_id":"\#(c)","resource_id":"\#(r)","expires_at":"soon"}"#,
      "access_authorization_expiry_updated: payload.expires_at: not an integer"
    ),
    ("flow_frobnicated", "{}", "unknown event \"flow_frobnicated\""),
  ])
  func `a bad body is told in words`(_ event: String, _ payload: String, _ words: String) {
    let error = #expect(throws: MalformedFrame.self) {
      try ChannelFrame<ToGateway>(parsing: frame(event, payload, topic: "gateway"))
    }
    #expect(error?.description == words)
  }
}
