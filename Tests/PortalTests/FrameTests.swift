import Base
import Testing

@testable import Portal

@Suite struct FrameTests {
  @Test(arguments: [
    (#"{"topic":"client","event":"phx_join","payload":null,"ref":0}"#, ChannelFrame<ToClient>.Content.join),
    (
      #"{"topic":"relay","event":"phx_join","payload":{"stamp_secret":"00ff"},"ref":0}"#,
      .relayJoin(stampSecret: "00ff")
    ),
    (#"{"topic":"phoenix","event":"heartbeat","payload":{},"ref":7}"#, .heartbeat),
    (#"{"topic":"phoenix","event":"phx_reply","payload":{"status":"ok","response":{}},"ref":7}"#, .reply(.ok)),
    (
      #"{"topic":"client","event":"phx_reply","payload":{"status":"error","response":{"reason":"unmatched topic"}},"ref":9}"#,
      .reply(.unmatchedTopic)
    ),
    (#"{"topic":"client","event":"phx_error","payload":{},"ref":0}"#, .error),
    (#"{"topic":"client","event":"phx_close","payload":{},"ref":null}"#, .close),
    (
      #"{"topic":"relay","event":"disconnect","payload":{"reason":"token_expired"},"ref":null}"#,
      .disconnect(reason: "token_expired")
    ),
  ])
  func `the channel's own frames`(_ text: String, _ content: ChannelFrame<ToClient>.Content) throws {
    let frame = try ChannelFrame<ToClient>(parsing: text)
    #expect(frame.content == content)
    #expect(try JSONValue(frame.text) == JSONValue(text))
  }

  @Test func `keys are sorted, null is written and slashes are plain`() {
    let frame = ChannelFrame<ToClient>(topic: "a/b", content: .join, ref: nil)
    #expect(frame.text == #"{"event":"phx_join","payload":null,"ref":null,"topic":"a/b"}"#)
  }

  @Test(arguments: [
    "", "[]", "7", "null", "{", "{}", #"{"topic":"client"}"#, #"{"topic":1,"event":"x"}"#,
    #"{"topic":"client","event":"phx_error","payload":{},"ref":"3"}"#,
    #"{"topic":"client","event":"phx_error","payload":{},"ref":1.5}"#,
  ])
  func `what has no envelope names no event`(_ text: String) {
    let error = #expect(throws: MalformedFrame.self) { try ChannelFrame<ToClient>(parsing: text) }
    #expect(error?.event == nil)
    guard case .envelope? = error?.fault else {
      Issue.record("not the envelope: \(String(describing: error))")
      return
    }
  }

  @Test func `nesting without end and a text without end are refused`() {
    #expect(throws: MalformedFrame.self) {
      try ChannelFrame<ToClient>(parsing: String(repeating: "[", count: 100_000))
    }
    let error = #expect(throws: MalformedFrame.self) {
      try ChannelFrame<ToClient>(parsing: String(repeating: " ", count: 1 << 24 + 1))
    }
    #expect(error?.fault == .tooLong(1 << 24 + 1))
  }

  /// Reads a text in every direction; all that counts is that it ends.
  private func readAll(_ text: String) {
    _ = try? ChannelFrame<ToClient>(parsing: text)
    _ = try? ChannelFrame<FromClient>(parsing: text)
    _ = try? ChannelFrame<ToGateway>(parsing: text)
    _ = try? ChannelFrame<FromGateway>(parsing: text)
  }

  private static let samples =
    WireSample.toClient + WireSample.fromClient + WireSample.toGateway + WireSample.fromGateway

  @Test(arguments: samples) func `no prefix of a frame is a frame`(_ text: String) {
    let bytes = Array(text.utf8)
    for count in stride(from: 0, to: bytes.count, by: 3) {
      let cut = String(decoding: bytes.prefix(count), as: UTF8.self)
      #expect(throws: MalformedFrame.self) { try ChannelFrame<ToClient>(parsing: cut) }
    }
  }

  @Test func `mutated frames are survived`() {
    var chance = Chance(seed: 20)
    for round in 0..<2000 {
      var bytes = Array(Self.samples[round % Self.samples.count].utf8)
      for _ in 0...chance.below(4) {
        let at = Int(chance.below(UInt32(bytes.count)))
        switch chance.below(3) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: chance.nextUInt32())
        case 1: bytes.remove(at: at)
        default: bytes.insert(Array(#"{}[]",:0-e\"#.utf8)[Int(chance.below(11))], at: at)
        }
      }
      readAll(String(decoding: bytes, as: UTF8.self))
    }
  }
}
