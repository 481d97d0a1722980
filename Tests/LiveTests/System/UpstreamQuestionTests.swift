import Access
import Base
import Glibc
import Portal
import Testing
import Wire

@testable import Live

/// Questions to a real name server (dnsmasq).
@Suite(.enabled(if: Space.missingServer == nil, "\(Space.missingServer ?? "")"))
struct UpstreamQuestionTests {
  private static let loopback: IPAddress = .v4(IPv4Address(127, 0, 0, 1))

  /// `www.example.test`, and a text that no datagram carries.
  private static func server(in space: String) -> Child? {
    let string = String(repeating: "x", count: 200)
    return Child(
      ["ip", "netns", "exec", space, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv"]
        + ["--no-hosts", "--port=53", "--local=/#/", "--user=root", "--pid-file=", "--listen-address=127.0.0.1"]
        + ["--host-record=www.example.test,192.0.2.80"]
        + ["--txt-record=long.example.test" + String(repeating: "," + string, count: 12)])
  }

  /// RFC 1035 §4.1: an id, RD, one question.
  private static func message(_ name: String, type: UInt8) -> [UInt8] {
    var bytes: [UInt8] = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for label in name.split(separator: ".") { bytes += [UInt8(label.utf8.count)] + label.utf8 }
    return bytes + [0, 0, type, 0, 1]
  }

  /// Waits for the answer as the loop of a node does.
  private static func ask(
    _ name: String, type: UInt8 = 1, _ transport: UpstreamQuery.Transport, port: UInt16 = 53
  ) throws -> UpstreamAnswer {
    let query = UpstreamQuery(
      id: LookupID(7), server: Endpoint(loopback, port), transport: transport, message: message(name, type: type))
    let question = try UpstreamQuestion(query, mark: .nodes)
    #expect(question.id == query.id)
    let poller = try Poller()
    try poller.watch(question.descriptor, Poller.Token(1), for: question.interest)
    for _ in 0..<100 {
      if let answer = question.go() { return answer }
      poller.change(question.descriptor, Poller.Token(1), to: question.interest)
      _ = try poller.wait(for: .milliseconds(100))
    }
    return .timedOut
  }

  private static func bytes(_ answer: UpstreamAnswer) -> [UInt8]? {
    if case .message(let bytes) = answer { bytes } else { nil }
  }

  private static func isThere() throws -> Bool {
    for _ in 0..<100 {
      if bytes(try ask("www.example.test", .tcp)) != nil { return true }
      usleep(50_000)
    }
    return false
  }

  @Test func `it is answered by datagram and by stream, and a long answer comes whole by stream alone`() throws {
    let space = Space("q")
    let server = try #require(Self.server(in: space.name))
    defer { server.end() }
    try space.within {
      #expect(try Self.isThere())
      for transport in [UpstreamQuery.Transport.udp, .tcp] {
        let answer = try #require(Self.bytes(try Self.ask("www.example.test", transport)))
        #expect(answer.starts(with: [0x12, 0x34]) && answer.suffix(4) == [192, 0, 2, 80])
      }
      let cut = try #require(Self.bytes(try Self.ask("long.example.test", type: 16, .udp)))
      // TC (RFC 1035 §4.1.1).
      #expect(cut[2] & 2 != 0)
      let whole = try #require(Self.bytes(try Self.ask("long.example.test", type: 16, .tcp)))
      #expect(whole.count > 2400 && whole[2] & 2 == 0)
    }
  }

  @Test(arguments: [UpstreamQuery.Transport.udp, .tcp])
  func `where nobody listens it fails, and says why`(transport: UpstreamQuery.Transport) throws {
    let space = Space(transport == .udp ? "u" : "t")
    try space.within {
      guard case .failed(let reason) = try Self.ask("www.example.test", transport, port: 5353) else {
        Issue.record("an answer of nobody")
        return
      }
      #expect(reason == "Connection refused")
    }
  }

  @Test(arguments: [("127.0.0.1", 1), ("localhost", 1), ("nobody.invalid", 0)])
  func `the system's own resolver is asked for names`(name: String, least: Int) throws {
    switch SystemLookups.look(up: name) {
    case .addresses(let addresses): #expect(addresses.count >= least && least > 0)
    case .failed(let reason): #expect(least == 0 && !reason.isEmpty)
    }
  }
}
