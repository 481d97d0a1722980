import Base
import Testing
import Wire

@testable import Traversal

@Suite struct RelayAuthenticationTests {
  @Test(arguments: [
    (
      "1cab293a-4032-46f4-862a-40e5d174b0d2", "1685984278:uvdgKvS9GXYZ_vmv",
      "6xUIoZ+QvxKhRasLifwfRkMXl+ETLJUsFkHlXjlHAkg"
    ),
    (
      "4c98bf59c99b3e467ecd7cf9d6b3e5279645fca59be67bc5bb4af3cf653761ab", "1892160000:n23JJ2wKKtt30oXi",
      "00hqldgk5xLeKKOB+xls9mHMVtgqzie9DulfgQwMv68"
    ),
  ])
  func `passwords are what the portal makes of the same secret`(secret: String, username: String, password: String) {
    #expect(StampSecret(secret).password(of: username) == password)
  }

  @Test func `the first request is challenged, and signed if it was signed`() throws {
    var desk = RelayDesk()
    let signed = try desk.ask(.allocate) { $0.add(.requestedTransport, .udp) }
    #expect(signed[.errorCode]?.code == .unauthenticated)
    #expect(signed[.realm] == "firezone")
    #expect(signed[.nonce] != nil)
    #expect(signed.checkIntegrity(desk.key) == .valid)
    let bare = STUNWriter(STUNType(.allocate, .request), STUNTransactionID(high: 1, low: 2))
    let unsigned = try STUNMessage(try #require(desk.say(try bare.finish()).first).payload)
    #expect(unsigned[.errorCode]?.code == .unauthenticated)
    #expect(unsigned.checkIntegrity(desk.key) == .absent)
    #expect(desk.relay.reasons == ["no-nonce", "no-integrity"])
  }

  @Test func `a nonce is good for an hour, for one client, at one relay`() throws {
    var desk = RelayDesk()
    try desk.learnNonce()
    #expect(try desk.code(.refresh) == 437)
    desk.pass(.seconds(3600))
    #expect(try desk.code(.refresh) == 437)
    desk.pass(.seconds(1))
    #expect(try desk.code(.refresh) == 438)
    desk.credentials = StampSecret.test.credentials(expiry: 1_800_000_000)
    try desk.learnNonce()
    desk.client = at("203.0.113.5:40001")
    #expect(try desk.code(.refresh) == 438)
    desk.relay = TestRelay(seed: 6)
    desk.client = at("203.0.113.5:40000")
    #expect(try desk.code(.refresh) == 438)
    #expect(desk.relay.reasons == ["foreign-nonce"])
  }

  @Test(arguments: [
    ("1700000000:salt", 0, "no-allocation"), ("1699999999:salt", 0, "expired-credentials"),
    ("salt", 0, "malformed-username"), ("tomorrow:salt", 0, "malformed-username"),
    ("-1:salt", 0, "malformed-username"), ("99999999999999999999:salt", 0, "malformed-username"),
    ("1700003600:salt", 1, "wrong-integrity"),
  ])
  func `names and passwords that do not hold are refused, each by its reason`(
    username: String, wrong: Int, reason: String
  ) throws {
    var desk = RelayDesk()
    let password = StampSecret.test.password(of: username)
    desk.credentials = TURNCredentials(username: username, password: wrong == 1 ? password + "x" : password)
    try desk.learnNonce()
    let answer = try desk.ask(.refresh)
    #expect(desk.relay.reasons.last == reason)
    #expect(answer[.errorCode]?.code == (reason == "no-allocation" ? .allocationMismatch : .unauthenticated))
    // Nobody is given a signature to guess passwords from.
    #expect(answer.checkIntegrity(desk.key) == (reason == "no-allocation" ? .valid : .absent))
  }

  @Test func `credentials end by the clock that was set`() throws {
    var desk = RelayDesk()
    desk.credentials = StampSecret.test.credentials(expiry: 1_700_003_600)
    try desk.learnNonce()
    for (seconds, code) in [(1_700_003_600, 437), (1_700_003_601, 401), (0, 437)] as [(Int64, Int)] {
      let wall = WallClock(epoch: UnixTime(seconds: seconds))
      desk.relay.collect { [now = desk.now] in $0.handle(.clockSet(wall), at: now, into: &$1) }
      #expect(try desk.code(.refresh) == code)
    }
  }

  @Test func `another participant cannot touch an allocation, the same one under a later name can`() throws {
    var desk = RelayDesk()
    _ = try desk.allocate()
    desk.credentials = StampSecret.test.credentials(salt: "mallory")
    #expect(try desk.code(.refresh) == 441)
    #expect(desk.relay.reasons.last == "foreign-allocation")
    desk.credentials = StampSecret.test.credentials(expiry: 1_700_009_999)
    #expect(try desk.code(.refresh) == 0)
  }

  @Test func `who comes to an address after another may end what is left there, and have its own`() throws {
    var desk = RelayDesk()
    let first = try desk.allocate()
    desk.credentials = StampSecret.test.credentials(salt: "successor")
    #expect(try desk.code(.allocate) { $0.add(.requestedTransport, .udp) } == 437)
    #expect(try desk.code(.refresh) { $0.add(.lifetime, 0) } == 0)
    desk.nonce = nil
    #expect(try desk.allocate() != first)
  }

  @Test func `whoever shows no credentials gets only so many answers in a second`() throws {
    var policy = RelayPolicy.test
    policy.limits.unauthenticatedAnswersPerSecond = 5
    var desk = RelayDesk(policy)
    let binding = try STUNWriter(STUNType(.binding, .request), STUNTransactionID(high: 1, low: 2)).finish()
    var answers = 0
    for _ in 0..<100 { answers += desk.say(binding).count }
    #expect(answers == 5)
    #expect(desk.relay.reasons.count { $0 == "answer-budget-spent" } == 95)
    desk.client = at("203.0.113.77:40000")
    #expect(desk.say(binding).count == 1)
    desk.pass(.seconds(1))
    desk.client = at("203.0.113.5:40000")
    #expect(desk.say(binding).count == 1)
  }
}
