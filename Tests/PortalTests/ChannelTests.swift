import Base
import Testing

@testable import Portal

private typealias ClientChannel = Channel<ToClient, FromClient>

/// A channel, its clock, and what it put out since it was last asked.
private struct Line {
  var channel = ClientChannel(chance: Chance(seed: 1))
  var now = Instant.zero

  init(_ quirk: PortalQuirk? = nil) { if let quirk { channel.quirks[quirk] = true } }

  mutating func put(_ input: ClientChannel.Input) -> [ClientChannel.Output] {
    var out = Outbox<ClientChannel.Output>()
    channel.handle(input, at: now, into: &out)
    return out.outputs
  }

  mutating func wake(after wait: Duration) -> [ClientChannel.Output] {
    now = now + wait
    var out = Outbox<ClientChannel.Output>()
    channel.wake(at: now, into: &out)
    return out.outputs
  }

  mutating func reply(_ ref: Int, _ reply: ChannelReply = .ok, topic: String = "client") -> [ClientChannel.Output] {
    put(.text(ChannelFrame<ToClient>(topic: topic, content: .reply(reply), ref: ref).text))
  }

  /// Connected and joined; the join was number 0.
  static func joined(_ quirk: PortalQuirk? = nil) -> Line {
    var line = Line(quirk)
    _ = line.put(.connect)
    _ = line.put(.opened)
    _ = line.reply(0)
    return line
  }
}

private func text(_ content: ChannelFrame<FromClient>.Content, _ ref: Int, topic: String = "client")
  -> ClientChannel.Output
{
  .text(ChannelFrame(topic: topic, content: content, ref: ref).text)
}

private func wish(_ number: UInt64) -> FromClient {
  .createFlow(CreateFlow(resourceID: Fixture.id(number), connectedGatewayIDs: []))
}

@Suite struct ChannelTests {
  @Test func `messages wait for the join's acknowledgement`() {
    var line = Line()
    #expect(line.put(.connect) == [.open])
    #expect(line.put(.send(wish(1))) == [])
    #expect(line.put(.opened) == [text(.join, 0)])
    #expect(line.put(.send(wish(2))) == [])
    #expect(line.channel.timers[.join] == Instant.zero + .seconds(5))
    #expect(
      line.reply(0) == [
        .joined, text(.message(wish(1)), 1), .sent(wish(1)), text(.message(wish(2)), 2), .sent(wish(2)),
      ])
    #expect(line.channel.timers[.join] == nil)
    #expect(line.put(.send(wish(3))) == [text(.message(wish(3)), 3), .sent(wish(3))])
  }

  @Test func `a full queue is cleared by the next message`() {
    var line = Line()
    _ = line.put(.connect)
    for number in 0...32 { #expect(line.put(.send(wish(UInt64(number)))) == []) }
    #expect(line.put(.send(wish(99))) == [.ignored(.queueOverflow(dropped: 33))])
    _ = line.put(.opened)
    #expect(line.reply(0) == [.joined, text(.message(wish(99)), 1), .sent(wish(99))])
  }

  @Test func `numbers go on over a new connection, and what waits survives a loss`() {
    var line = Line.joined()
    #expect(line.put(.closed(reason: "reset")) == [.lost(.socket(reason: "reset"), retry: .zero)])
    #expect(line.put(.send(wish(1))) == [])
    #expect(line.wake(after: .zero) == [.open])
    #expect(line.put(.opened) == [text(.join, 1)])
    #expect(line.reply(1) == [.joined, text(.message(wish(1)), 2), .sent(wish(1))])
  }

  @Test func `an explicit connect drops the socket and what waited`() {
    var line = Line()
    _ = line.put(.connect)
    _ = line.put(.send(wish(1)))
    #expect(line.put(.connect) == [.close, .open])
    _ = line.put(.opened)
    #expect(line.reply(0) == [.joined])
  }

  @Test func `a join without answer is given up after five seconds`() {
    var line = Line()
    _ = line.put(.connect)
    _ = line.put(.opened)
    #expect(line.wake(after: .milliseconds(4999)) == [])
    #expect(line.wake(after: .milliseconds(1)) == [.close, .lost(.joinTimeout, retry: .zero), .open])
  }

  @Test func `the heart beats every thirty seconds whatever else is said`() {
    var line = Line.joined()
    #expect(line.wake(after: .seconds(29)) == [])
    _ = line.put(.send(wish(1)))
    #expect(line.wake(after: .seconds(1)) == [text(.heartbeat, 2, topic: "phoenix")])
    #expect(line.reply(2, topic: "phoenix") == [])
    #expect(line.wake(after: .seconds(30)) == [text(.heartbeat, 3, topic: "phoenix")])
  }

  @Test func `after more than three unanswered beats the connection is given up`() {
    var line = Line.joined()
    for ref in 1...4 { #expect(line.wake(after: .seconds(30)) == [text(.heartbeat, ref, topic: "phoenix")]) }
    #expect(line.wake(after: .seconds(30)) == [.close, .lost(.heartbeatsUnanswered(4), retry: .zero), .open])
  }

  @Test func `an answered beat counts no more`() {
    var line = Line.joined()
    for ref in 1...8 {
      #expect(line.wake(after: .seconds(30)) == [text(.heartbeat, ref, topic: "phoenix")])
      if ref % 3 == 0 { _ = line.reply(ref, topic: "phoenix") }
    }
  }

  @Test func `an acknowledgement of a message of ours is nothing to tell of, any other reply is`() {
    var line = Line.joined()
    _ = line.put(.send(wish(1)))
    #expect(line.reply(1) == [])
    #expect(line.reply(1, .invalidRef) == [.ignored(.reply(.invalidRef, ref: 1))])
    // Nobody has sent a second one.
    #expect(line.reply(2) == [.ignored(.reply(.ok, ref: 2))])
    #expect(line.reply(-1) == [.ignored(.reply(.ok, ref: -1))])
    let unnumbered = ChannelFrame<ToClient>(topic: "client", content: .reply(.ok), ref: nil).text
    #expect(line.put(.text(unnumbered)) == [.ignored(.reply(.ok, ref: nil))])
  }

  @Test func `a channel that crashed is joined again`() {
    var line = Line.joined()
    let crash = ChannelFrame<ToClient>(topic: "client", content: .error, ref: 0).text
    #expect(line.put(.text(crash)) == [.ignored(.channelCrashed)])
    _ = line.put(.send(wish(1)))
    #expect(line.reply(1, .unmatchedTopic) == [.ignored(.reply(.unmatchedTopic, ref: 1)), text(.join, 2)])
    #expect(line.put(.send(wish(2))) == [])
    #expect(line.reply(2) == [.joined, text(.message(wish(2)), 3), .sent(wish(2))])
  }

  @Test func `a refused join and a disconnect end it`() {
    var line = Line()
    _ = line.put(.connect)
    _ = line.put(.opened)
    #expect(line.reply(0, .error(reason: "disabled")) == [.close, .refused(reason: "disabled")])
    #expect(line.channel.timers.next == nil)
    var other = Line.joined()
    let frame = ChannelFrame<ToClient>(topic: "client", content: .disconnect(reason: "token_expired"), ref: nil)
    #expect(other.put(.text(frame.text)) == [.close, .refused(reason: "token_expired")])
  }

  @Test func `a closed channel takes the socket along`() {
    var line = Line.joined()
    let frame = ChannelFrame<ToClient>(topic: "client", content: .close, ref: nil)
    #expect(line.put(.text(frame.text)) == [.close, .lost(.closedByPortal, retry: .zero)])
  }

  @Test func `messages are handed on, and what cannot be read is told`() {
    var line = Line.joined()
    let deleted = ChannelFrame<ToClient>(topic: "client", content: .message(.resourceDeleted(Fixture.v4)), ref: nil)
    #expect(line.put(.text(deleted.text)) == [.received(.resourceDeleted(Fixture.v4))])
    guard case .ignored(.malformed(let error))? = line.put(.text("{")).first else {
      Issue.record("not ignored")
      return
    }
    #expect(error.event == nil)
  }

  @Test func `nothing is heard where no socket is open`() {
    var line = Line()
    let frame = ChannelFrame<ToClient>(topic: "client", content: .message(.resourceDeleted(Fixture.v4)), ref: nil)
    #expect(line.put(.text(frame.text)) == [.ignored(.unexpected(event: "resource_deleted"))])
    #expect(line.put(.opened) == [])
    #expect(line.put(.closed(reason: "late")) == [])
  }

  @Test func `a socket that does not open is given up after fifteen seconds, or never`() {
    var line = Line()
    _ = line.put(.connect)
    #expect(line.wake(after: .milliseconds(14_999)) == [])
    #expect(line.wake(after: .milliseconds(1)) == [.close, .lost(.connectTimeout, retry: .zero), .open])
    var patient = Line(.connectWithoutLimit)
    _ = patient.put(.connect)
    #expect(patient.channel.timers.next == nil)
  }

  @Test(arguments: [(401, true), (403, false), (422, false), (429, false), (503, false)])
  func `of all statuses only 401 is final, or each that begins with 4`(_ status: Int, _ isFinal: Bool) {
    var line = Line()
    _ = line.put(.connect)
    let refused: ClientChannel.Output = .refused(reason: "HTTP \(status)")
    let lost: ClientChannel.Output = .lost(.upgradeRefused(status: status), retry: .zero)
    #expect(line.put(.upgradeRefused(status: status)) == [isFinal ? refused : lost])
    var original = Line(.anyClientErrorIsFatal)
    _ = original.put(.connect)
    #expect(original.put(.upgradeRefused(status: status)) == [status < 500 ? refused : lost])
  }

  @Test func `what waits survives an explicit connect of the original`() {
    var line = Line(.keepQueueOnConnect)
    _ = line.put(.connect)
    _ = line.put(.send(wish(1)))
    _ = line.put(.connect)
    _ = line.put(.opened)
    #expect(line.reply(0) == [.joined, text(.message(wish(1)), 1), .sent(wish(1))])
  }

  @Test func `every message postpones the original's heartbeat`() {
    var line = Line.joined(.heartbeatAfterSilence)
    _ = line.wake(after: .seconds(29))
    _ = line.put(.send(wish(1)))
    #expect(line.wake(after: .seconds(29)) == [])
    #expect(line.wake(after: .seconds(1)) == [text(.heartbeat, 2, topic: "phoenix")])
  }

  @Test func `the original does not mind unanswered heartbeats`() {
    var line = Line.joined(.unansweredHeartbeats)
    for ref in 1...20 { #expect(line.wake(after: .seconds(30)) == [text(.heartbeat, ref, topic: "phoenix")]) }
  }

  @Test func `a portal that opens sockets and fails joins is stormed by the original alone`() {
    func waits(_ line: Line) -> [Bool] {
      var line = line
      _ = line.put(.connect)
      return (0..<3).map { _ in
        _ = line.put(.opened)
        let outputs = line.wake(after: .seconds(5))
        let isAtOnce = outputs.contains(.lost(.joinTimeout, retry: .zero))
        if !isAtOnce { _ = line.wake(after: .seconds(60)) }
        return isAtOnce
      }
    }
    #expect(waits(Line()) == [true, false, false])
    #expect(waits(Line(.backoffEndsOnOpen)) == [true, true, true])
  }

  @Test func `a portal that lets in and drops again is not stormed, and one that stayed is tried at once`() {
    var line = Line()
    _ = line.put(.connect)
    var ref = 0
    func retry(after stay: Duration) -> Duration? {
      _ = line.put(.opened)
      #expect(line.reply(ref) == [.joined])
      ref += 1
      _ = line.wake(after: stay)
      guard case .lost(_, let retry)? = line.put(.closed(reason: "dropped")).last else { return nil }
      #expect(line.wake(after: retry).contains(.open))
      return retry
    }
    #expect(retry(after: .zero) == .zero)
    let waits = (0..<3).compactMap { _ in retry(after: .milliseconds(4_999)) }
    #expect(waits.count == 3 && waits.allSatisfy { $0 > .zero })
    #expect(retry(after: .seconds(5)) == .zero)
  }

  @Test func `a certificate that is not accepted is final`() {
    var line = Line()
    _ = line.put(.connect)
    #expect(line.put(.distrusted(reason: "x")) == [.refused(reason: "x")])
    #expect(line.channel.timers.next == nil)
    #expect(line.put(.distrusted(reason: "late")) == [])
  }

  @Test(arguments: [false, true])
  func `a servant bears with its portal for a day, the original's for a quarter of an hour`(isQuirk: Bool) {
    var line = Line()
    line.channel = ClientChannel(chance: Chance(seed: 1), patience: ChannelConstants.servantsPatience)
    line.channel.quirks[.impatientServants] = isQuirk
    _ = line.put(.connect)
    var outputs = line.put(.closed(reason: "gone"))
    var waited = Duration.zero
    while !outputs.contains(.refused(reason: ChannelConstants.maxRetries)), waited < .seconds(48 * 3600) {
      outputs = line.wake(after: .seconds(60))
      waited += .seconds(60)
      if outputs.contains(.open) { outputs = line.put(.closed(reason: "gone")) }
    }
    let patience = isQuirk ? ChannelConstants.servantsPatienceAtSeed : ChannelConstants.servantsPatience
    #expect(patience <= waited && waited <= patience + .seconds(180))
  }

  @Test func `a channel that begins anew keeps its faults and its patience`() {
    var channel = ClientChannel(chance: Chance(seed: 1), patience: .seconds(60))
    channel.quirks[.keepQueueOnConnect] = true
    let renewed = channel.renewed(chance: Chance(seed: 2))
    #expect(renewed.quirks == channel.quirks && renewed.patience == .seconds(60))
  }

  @Test func `patience ends, and begins again with a join`() {
    var line = Line()
    line.channel = ClientChannel(chance: Chance(seed: 1), patience: .seconds(60))
    _ = line.put(.connect)
    #expect(line.put(.closed(reason: "x")) == [.lost(.socket(reason: "x"), retry: .zero)])
    line.now = line.now + .seconds(59)
    _ = line.wake(after: .zero)
    _ = line.put(.opened)
    _ = line.reply(0)
    line.now = line.now + ChannelConstants.settled
    #expect(line.put(.closed(reason: "x")) == [.lost(.socket(reason: "x"), retry: .zero)])
    line.now = line.now + .seconds(60)
    _ = line.wake(after: .zero)
    #expect(line.put(.closed(reason: "x")) == [.refused(reason: "max retries reached")])
    #expect(line.channel.timers.next == nil)
  }

  @Test func `retries start at once and slow down to a minute`() {
    var backoff = ReconnectBackoff()
    var chance = Chance(seed: 4)
    #expect(backoff.next(using: &chance) == .zero)
    var middle = Duration.milliseconds(500)
    for _ in 0..<20 {
      let wait = backoff.next(using: &chance)
      #expect(wait >= middle / 2 && wait <= middle * 3 / 2)
      middle = min(middle * 3 / 2, .seconds(60))
    }
    backoff.reset()
    #expect(backoff.next(using: &chance) == .zero)
  }
}
