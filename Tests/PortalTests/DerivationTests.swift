import Base
import Cipher
import Testing

@testable import Portal

/// Expected values were computed with Python's hashlib.
@Suite struct DerivationTests {
  private func ends() throws -> (DerivationEnd<ClientKind>, DerivationEnd<GatewayKind>) {
    (
      DerivationEnd(
        id: try #require(ClientID("a7b1c2d3-0001-4000-8000-00000000c001")), publicKey: try #require(Fixture.key(0))),
      DerivationEnd(
        id: try #require(GatewayID("a7b1c2d3-0002-4000-8000-00000000d001")), publicKey: try #require(Fixture.key(100)))
    )
  }

  @Test func `ICE credentials are slices of one hash`() throws {
    let (client, gateway) = try ends()
    let ice = ICECredentials.derived(client: client, gateway: gateway)
    #expect(ice.client == ICECredentials(username: "2l4q", password: "kdwl2cvbq6rpg3cvgnzand"))
    #expect(ice.gateway == ICECredentials(username: "26pw", password: "crhaebojweh5faaeiodsua"))
  }

  @Test func `the preshared key comes of both halves`() throws {
    let (client, gateway) = try ends()
    let key = PresharedKey.derived(
      client: client, clientBase: Array(repeating: 0x11, count: 32), gateway: gateway,
      gatewayBase: Array(repeating: 0x22, count: 32))
    #expect(key.base64 == "pDZGfxEX5iovRixBclLAPbsVITZNZjXNNe52xuB9KEQ=")
  }

  @Test func `TURN credentials carry a salt of the key`() throws {
    let credentials = TURNCredentials(
      expiresAt: UnixTime(seconds: 1_900_000_000), stampSecret: String(repeating: "ab", count: 32),
      publicKey: try #require(Fixture.key(0)))
    #expect(credentials.username == "1900000000:kF8o3vGOqsBa5vErLDRSdEr69ibaE0PVezlbVE4FGbY")
    #expect(credentials.password == "Tr2vpuFvI9VvYB1wM4GJADoiHkbUgZDhK/1tOzGV0HE")
  }

  @Test(arguments: [
    (
      "1cab293a-4032-46f4-862a-40e5d174b0d2", 1_685_984_278, "uvdgKvS9GXYZ_vmv",
      "6xUIoZ+QvxKhRasLifwfRkMXl+ETLJUsFkHlXjlHAkg"
    ),
    (
      "4c98bf59c99b3e467ecd7cf9d6b3e5279645fca59be67bc5bb4af3cf653761ab", 1_892_160_000, "n23JJ2wKKtt30oXi",
      "00hqldgk5xLeKKOB+xls9mHMVtgqzie9DulfgQwMv68"
    ),
  ])
  func `TURN passwords agree with real relays`(_ stamp: String, _ expiry: Int64, _ salt: String, _ password: String) {
    let credentials = TURNCredentials(expiresAt: UnixTime(seconds: expiry), stampSecret: stamp, salt: salt)
    #expect(credentials.password == password)
  }
}
