import Base
import Cipher
import Testing

@testable import Portal

@Suite struct LoginTests {
  private let agent = ("User-Agent", "Linux/6.1 headless-client/1.5.4 (x86_64; 6.1)")
  private let provider: ProviderID = Fixture.id(0x71)
  private let gatewayToken = Directory.Token(id: Fixture.id(0x81), owner: .site(Fixture.site), expiresAt: nil)
  private let relayToken = Directory.Token(id: Fixture.id(0x82), owner: .relays, expiresAt: nil)

  private func desk() throws -> PortalDesk {
    var directory = try Fixture.directory()
    try directory.put(gatewayToken)
    try directory.put(relayToken)
    return PortalDesk(directory)
  }

  private func text(of token: Directory.Token, _ desk: PortalDesk, nonce: String = "") -> String {
    desk.portal.tokenMint.text(of: token, account: desk.portal.directory.account.id, nonce: nonce)
  }

  private func clientToken(_ desk: PortalDesk) throws -> String {
    text(of: try #require(desk.portal.directory.tokens[Fixture.token]), desk, nonce: "n")
  }

  private func fields(_ name: String, device: String? = "device") -> LoginURL.Fields {
    var fields = LoginURL.Fields()
    fields.name = name
    fields.deviceID = device
    return fields
  }

  private func request(
    _ role: LoginRequest.Role, _ fields: LoginURL.Fields, token: String?, header: String? = nil
  ) throws -> LoginRequest {
    let url = try LoginURL(
      base: "ws://portal", role: role, token: token, fields: fields, publicKey: Fixture.key(1))
    let headers = header.map { [agent, ("X-Authorization", $0)] } ?? [agent]
    return try LoginRequest(target: url.target, headers: headers)
  }

  private static let bases: [(String, String, String, UInt16, String)] = [
    ("wss://api.firezone.dev", "wss", "api.firezone.dev", 443, "/relay/websocket"),
    ("https://api.firezone.dev/", "wss", "api.firezone.dev", 443, "/relay/websocket"),
    ("ws://api:8081/base/?x=1", "ws", "api", 8081, "/base/relay/websocket"),
    ("http://[2001:db8::1]:8081", "ws", "[2001:db8::1]", 8081, "/relay/websocket"),
    ("ws://[2001:db8::1]", "ws", "[2001:db8::1]", 443, "/relay/websocket"),
  ]

  @Test(arguments: bases)
  func `a base address becomes a login's`(
    _ base: String, _ scheme: String, _ host: String, _ port: UInt16, _ path: String
  ) throws {
    let url = try LoginURL(base: base, role: .relay, token: ".t", fields: .init(), publicKey: nil)
    #expect((url.scheme, url.host, url.port) == (scheme, host, port))
    #expect(url.target == path + "?token=.t&port=3478")
  }

  @Test(arguments: ["ftp://x", "api", "", "ws://", "ws://x:0", "ws://x:99999", "ws:x"])
  func `other addresses are of no use`(_ base: String) {
    #expect(throws: LoginURL.Unusable(base: base)) {
      try LoginURL(base: base, role: .relay, token: nil, fields: .init(), publicKey: nil)
    }
  }

  @Test func `parameters stand in the original's order, as form data`() throws {
    var client = fields("Zoë's laptop", device: "my/device")
    client.hardware.deviceSerial = "C+1"
    let key = try #require(Fixture.key(1))
    let url = try LoginURL(base: "wss://x", role: .client, token: "n.SFM", fields: client, publicKey: key)
    let encoded = key.base64.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
    #expect(
      url.target == "/client/websocket?token=n.SFM&external_id=my%2Fdevice&name=Zo%C3%AB%27s+laptop"
        + "&device_serial=C%2B1&public_key=\(encoded)")
    let read = try LoginRequest(target: url.target, headers: [agent])
    #expect(read.name == "Zoë's laptop" && read.externalID == "my/device" && read.token == "n.SFM")
    #expect(read.hardware.deviceSerial == "C+1" && read.publicKey == key && read.version == AppVersion(1, 5, 4))
  }

  @Test func `a device id that is a UUID is hashed just as it is configured`() {
    #expect(LoginURL.externalID(of: "edge-7") == "edge-7")
    #expect(
      LoginURL.externalID(of: "a7b1c2d3-0000-4000-8000-000000000001")
        != LoginURL.externalID(of: "A7B1C2D3-0000-4000-8000-000000000001"))
    // SHA-256 of the 36 characters, as sha256sum prints it.
    #expect(
      LoginURL.externalID(of: "00000000-0000-0000-0000-000000000000")
        == "12b9377cbe7e5c94e8a70d9d23929523d14afa954793130f8a3959c7b849aca8")
  }

  @Test func `the token may travel in the header, with white space around it`() throws {
    #expect(try self.request(.gateway, fields("g"), token: nil, header: "Bearer  .abc ").token == ".abc")
    #expect(try self.request(.gateway, fields("g"), token: ".query", header: "Bearer .head\n").token == ".head")
    #expect(try self.request(.gateway, fields("g"), token: " .query\n").token == ".query")
  }

  private static let faults: [(String, Int, String)] = [
    ("/client/websocket", 422, "external_id is missing, name is missing, public_key is no base64 of 32 bytes"),
    ("/client/websocket?external_id=a&name=b&public_key=AAAA", 422, "public_key is no base64 of 32 bytes"),
    ("/relay/websocket", 422, "ipv4 is missing, and so is ipv6"),
    ("/relay/websocket?ipv4=1.2.3&port=0", 422, "ipv4 is no address, port is no port"),
    (
      "/relay/websocket?ipv4=1.2.3.4&name=\(String(repeating: "n", count: 256))", 422,
      "name is longer than 255 characters"
    ),
    ("/browser/websocket", 404, "nothing is served at /browser/websocket"), ("", 404, "nothing is served at "),
  ]

  @Test(arguments: faults) func `what is wrong is answered with a status`(
    _ target: String, _ status: Int, _ words: String
  ) {
    let refusal = #expect(throws: LoginRefusal.self) { try LoginRequest(target: target, headers: [agent]) }
    #expect(refusal?.status == status)
    #expect(refusal?.description == words)
  }

  @Test(arguments: [[], [("user-agent", "curl/8")]])
  func `an unknown component is not let in`(_ headers: [(String, String)]) {
    let refusal = #expect(throws: LoginRefusal.self) {
      try LoginRequest(target: "/relay/websocket?ipv4=192.0.2.1", headers: headers)
    }
    #expect(refusal?.status == 422)
  }

  @Test func `a client is known again by actor and device`() throws {
    var desk = try desk()
    let token = try clientToken(desk)
    func admit(_ device: String) throws -> Login {
      try desk.portal.admit(request(.client, fields("pc", device: device), token: token), from: Origin(), at: desk.now)
    }
    let first = try admit("one")
    #expect(try admit("one") == first)
    #expect(try admit("two").participant != first.participant)
    #expect(first.origin.version == AppVersion(1, 5, 4) && first.origin.token == Fixture.token)
    guard case .client(let id) = first.participant else { return }
    #expect(desk.portal.directory.clients[id]?.actor == Fixture.actor)
    #expect(desk.portal.directory.clients(of: Fixture.actor).count == 3)
    desk.put(.opened(SocketID(9), first))
    #expect(desk.outputs.contains(.event(.connected(SocketID(9), first.participant))))
  }

  @Test func `changed hardware makes a verified client an unverified one`() throws {
    var desk = try desk()
    var mine = fields("pc")
    mine.hardware.deviceSerial = "C1"
    let token = try clientToken(desk)
    let login = try desk.portal.admit(request(.client, mine, token: token), from: Origin(), at: desk.now)
    guard case .client(let id) = login.participant else { return }
    desk.operate(.setVerified(id, true))
    mine.hardware.deviceUUID = "new"
    _ = try desk.portal.admit(request(.client, mine, token: token), from: Origin(), at: desk.now)
    #expect(desk.portal.directory.clients[id]?.isVerified == true)
    mine.hardware.deviceSerial = "C2"
    _ = try desk.portal.admit(request(.client, mine, token: token), from: Origin(), at: desk.now)
    #expect(desk.portal.directory.clients[id]?.isVerified == false)
  }

  @Test func `gateways and relays come with tokens of their own`() throws {
    var desk = try desk()
    let gateway = try desk.portal.admit(
      request(.gateway, fields("gw"), token: text(of: gatewayToken, desk)), from: Origin(), at: desk.now)
    guard case .gateway(let id) = gateway.participant else { return }
    #expect(desk.portal.directory.gateways[id]?.site == Fixture.site)
    var place = LoginURL.Fields()
    place.ipv4 = IPv4Address(203, 0, 113, 101)
    let request = try request(.relay, place, token: text(of: relayToken, desk))
    let relay = try desk.portal.admit(request, from: Origin(), at: desk.now)
    #expect(try desk.portal.admit(request, from: Origin(), at: desk.now) == relay)
    #expect(desk.portal.directory.relays.count == 1)
  }

  @Test func `tokens of another kind, expired, forged or missing are refused`() throws {
    var desk = try desk()
    let good = try clientToken(desk)
    func status(_ role: LoginRequest.Role, _ token: String?) -> Int? {
      guard let request = try? request(role, fields("x"), token: token) else { return 0 }
      let answer = Result { () throws(LoginRefusal) -> Login in
        try desk.portal.admit(request, from: Origin(), at: desk.now)
      }
      if case .failure(let refusal) = answer { return refusal.status }
      return nil
    }
    #expect(status(.client, good) == nil)
    #expect(status(.client, nil) == 401)
    #expect(status(.client, "") == 401)
    for wrong in [text(of: gatewayToken, desk), good + "A", String(good.dropLast(2)), "n", "x.y"] {
      #expect(status(.client, wrong) == 401)
    }
    #expect(status(.gateway, good) == 401)
    desk.operate(.putActor(.init(id: Fixture.actor, name: "a", isDisabled: true)))
    #expect(status(.client, good) == 401)
    desk.operate(.putActor(.init(id: Fixture.actor, name: "a")))
    var account = desk.portal.directory.account
    account.isDisabled = true
    desk.operate(.putAccount(account))
    #expect(status(.client, good) == 403)
    account.isDisabled = false
    desk.operate(.putAccount(account))
    desk.now = desk.now + .seconds(7 * 86_400)
    #expect(status(.client, good) == 401)
  }
}
