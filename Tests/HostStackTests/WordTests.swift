import Base
import Testing
import Wire

@testable import HostStack

/// What programs print, and their exit status.
@Suite struct WordTests {
  static let remote = Endpoint(Pair.server[0], 80)

  private func curl(_ cause: AppFailure.Cause, _ errno: Errno? = nil, connected: Bool) -> AppResult {
    AppResult(
      request: .http(Self.remote, host: "h"), outcome: .failed(AppFailure(errno: errno, cause: cause)),
      connected: connected ? .milliseconds(1) : nil, duration: .milliseconds(1500))
  }

  @Test func `curl exits as its manual says`() {
    let prohibited = AppFailure.Cause.reported(.prohibited(.v4), by: Self.remote.address, PacketID(1))
    let failed = "Failed to connect to 172.20.0.100 port 80 after 1500 ms: Couldn't connect to server"
    let rows: [(AppResult, Int, String)] = [
      (curl(prohibited, .ehostunreach, connected: false), 7, failed),
      (curl(.reset(PacketID(1)), .econnrefused, connected: false), 7, failed),
      (curl(.noRoute, .enetunreach, connected: false), 7, failed),
      (curl(.timeout, .etimedout, connected: false), 28, "Connection timed out after 1500 milliseconds"),
      (curl(.timeout, .etimedout, connected: true), 28, "Operation timed out after 1500 milliseconds"),
      (curl(.reset(PacketID(1)), .econnreset, connected: true), 56, "Recv failure: Connection reset by peer"),
      (curl(.closedEarly(after: nil, of: nil), connected: true), 52, "Empty reply from server"),
      (curl(.closedEarly(after: 5, of: 9), connected: true), 18, "transfer closed with 4 bytes remaining to read"),
      (curl(.malformedResponse, connected: true), 1, "not a response of HTTP/1"),
    ]
    for (result, status, words) in rows {
      #expect(result.exitStatus == status)
      #expect(result.lines == ["curl: (\(status)) \(words)"])
    }
  }

  @Test func `ping writes times as iputils does`() {
    let rows: [(Duration, String)] = [
      (.microseconds(43), "0.043"), (.microseconds(1_234), "1.23"), (.microseconds(12_345), "12.3"),
      (.microseconds(123_456), "123"), (.seconds(2), "2000"), (.zero, "0.000"),
    ]
    for (duration, words) in rows { #expect(duration.thousandths == words) }
  }

  @Test func `ping has words for every error`() {
    let rows: [(ICMPError, IPFamily, String)] = [
      (.unreachable(code: 0), .v4, "Destination Net Unreachable"),
      (.unreachable(code: 13), .v4, "Packet filtered"),
      (.unreachable(code: 99), .v4, "Dest Unreachable, Bad Code: 99"),
      (.packetTooBig(mtu: 1200), .v4, "Frag needed and DF set (mtu = 1200)"),
      (.timeExceeded(code: 0), .v4, "Time to live exceeded"),
      (.parameterProblem(code: 0, pointer: 6), .v4, "Parameter problem: pointer = 6"),
      (.unreachable(code: 1), .v6, "Destination unreachable: Administratively prohibited"),
      (.unreachable(code: 9), .v6, "Destination unreachable: Unknown code 9"),
      (.packetTooBig(mtu: 1280), .v6, "Packet too big: mtu=1280"),
      (.timeExceeded(code: 0), .v6, "Time exceeded: Hop limit"),
      (.parameterProblem(code: 1, pointer: 6), .v6, "Parameter problem: Unknown header at 6"),
    ]
    for (error, family, words) in rows { #expect(error.pingWords(family) == words) }
  }

  @Test func `netcat speaks with strerror's words`() {
    func nc(_ outcome: AppOutcome) -> AppResult {
      AppResult(request: .connect(Self.remote), outcome: outcome, connected: nil, duration: .zero)
    }
    #expect(
      nc(.failed(AppFailure(errno: .eacces, cause: .timeout))).lines == [
        "nc: connect to 172.20.0.100 port 80 (tcp) failed: Permission denied"
      ])
    #expect(nc(.connected(Self.remote)).exitStatus == 0)
    #expect(nc(.stopped).exitStatus == 130)
  }
}
