import Base
import Peers
import Testing
import Wire

@testable import Traversal

/// Our relay with coturn's client, over real sockets.
@Suite(.serialized, .enabled(if: CoturnClient.missing == nil, "\(CoturnClient.missing ?? "")"))
struct CoturnClientTests {
  static let modes = [
    "channel", "indication", "padded", "unfragmented", "between-clients", "between-clients-indication", "even-port",
    "v6", "v6-indication", "dual", "many", "extra", "wrong-password", "unknown-user",
  ]

  @Test func `every mode of it is served`() throws {
    var net = RealNet(seconds: 200)
    defer { net.end() }
    let secret = StampSecret("a secret of the relay")
    let port = try net.addRelay(secret: secret)
    let username = "\(RealNet.wall.time(at: net.now).seconds + 3600):client"
    let client = try #require(
      PeerProgram("bash", "turnutils.sh", ["\(port)", username, secret.password(of: username)] + Self.modes))
    defer { client.end() }
    var results: [String] = []
    try net.run { _ in
      while let line = client.hear() { results.append(line) }
      return results.count == Self.modes.count || client.hasEnded
    }
    #expect(results == Self.modes.map { "\($0) ok" })
    #expect(net.relays[0].reasons.contains("wrong-integrity"))
    #expect(net.relays[0].reasons.contains("malformed-username"))
    // What the client did not give back is little.
    #expect(!net.relays[0].reasons.contains("malformed-stun"))
  }
}

enum CoturnClient {
  static let missing: String? = ["bash", "turnutils_uclient", "turnutils_peer"].first {
    PeerProgram.find($0) == nil
  }.map { "\($0) is not installed" }
}
