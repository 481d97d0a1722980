import Base
import Testing

@testable import HostStack

@Suite struct StreamTests {
  @Test func `positions are found across the end of the sequence space`() {
    let space = SequenceSpace(initial: 0xffff_ff00)
    for position in [0, 1, 255, 256, 257, 1 << 32, 5_000_000_000] {
      let number = space.number(at: position)
      for distance in [-1_000_000, 0, 1_000_000] where position + distance >= 0 {
        #expect(space.position(of: number, near: position + distance) == position)
      }
    }
  }

  @Test func `pieces in any order and overlap give the same bytes`() {
    var chance = Chance(seed: 5)
    let whole = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for _ in 0..<50 {
      var held = Reassembly()
      var got: [UInt8] = []
      while got.count < whole.count {
        let start = Int(chance.below(UInt32(whole.count)))
        let end = min(whole.count, start + 1 + Int(chance.below(300)))
        if end > got.count { _ = held.insert(whole[max(start, got.count)..<end], at: max(start, got.count)) }
        while let next = held.next(at: got.count) { got += next }
      }
      #expect(got == whole)
      #expect(held.next(at: .max) == nil, "nothing is left behind")
    }
  }

  @Test func `a stream reads the same before and after its front is released`() {
    var stream = SendStream()
    let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
    stream.append(bytes[...])
    #expect(stream.read(at: 15_000, count: 100) == Array(bytes[15_000..<15_100]))
    stream.release(upTo: 14_000)
    #expect(stream.backlog == 6_000)
    #expect(stream.read(at: 15_000, count: 100) == Array(bytes[15_000..<15_100]))
    stream.appendPattern(50)
    #expect(stream.end == 20_050)
    #expect(stream.read(at: 19_999, count: 100).count == 51)
    #expect(stream.read(at: 20_010, count: 2) == [SendStream.pattern(at: 10), SendStream.pattern(at: 11)])
    #expect(stream.read(at: 20_050, count: 5).isEmpty)
  }

  @Test func `the timeout follows the round trips`() {
    var timeout = RetransmissionTimeout()
    #expect(timeout.current == .seconds(1))
    timeout.sent(upTo: 10, at: .zero)
    timeout.acknowledged(upTo: 10, at: .zero + .milliseconds(100))
    // 100 + 4 × 50.
    #expect(timeout.current == .milliseconds(300))
    timeout.expired()
    timeout.expired()
    #expect(timeout.current == .milliseconds(1200))
    for _ in 0..<60 { timeout.expired() }
    #expect(timeout.current == .seconds(120))
  }

  @Test func `what was sent twice is not measured`() {
    var timeout = RetransmissionTimeout()
    timeout.sent(upTo: 10, at: .zero)
    timeout.retransmitted()
    timeout.acknowledged(upTo: 10, at: .zero + .seconds(9))
    #expect(timeout.current == .seconds(1))
  }

  @Test func `options are read to the first that is malformed`() {
    let rows: [([UInt8], Int?)] = [
      ([], nil), ([2, 4, 4, 216], 1240), ([1, 1, 2, 4, 4, 196], 1220), ([0, 2, 4, 4, 216], nil), ([2], nil),
      ([2, 4, 4], nil), ([8, 0, 2, 4], nil), ([3, 3, 7, 2, 4, 2, 24], 536), ([2, 3, 1], nil),
    ]
    for (bytes, size) in rows { #expect(TCPOptions.maximumSegmentSize(in: bytes[...]) == size, "\(bytes)") }
  }

  @Test func `the congestion window grows, halves and collapses`() {
    var window = CongestionWindow(segment: 1000)
    #expect(window.window == 10_000)
    _ = window.acknowledged(1000, una: 1000, flight: 9000, segment: 1000)
    #expect(window.window == 11_000)
    let advice = (1...4).map { _ in window.duplicate(una: 1000, sent: 21_000, segment: 1000) }
    #expect(advice == [.none, .none, .retransmitFirst, .none])
    #expect(window.window == 14_000)
    let partial = window.acknowledged(5000, una: 6000, flight: 15_000, segment: 1000)
    #expect(partial == .retransmitFirst)
    _ = window.acknowledged(15_000, una: 21_000, flight: 0, segment: 1000)
    #expect(window.window == 2000)
    window.timedOut(una: 21_000, sent: 29_000, segment: 1000, first: true)
    #expect(window.window == 1000)
    // What was in flight then was paid for: its duplicates ask for nothing.
    let later = (1...3).map { _ in window.duplicate(una: 28_000, sent: 29_000, segment: 1000) }
    #expect(later == [.none, .none, .none])
  }
}

@Suite struct ExchangeTests {
  private func end(_ text: String, pieces: Int) -> HTTPExchange.End {
    var exchange = HTTPExchange()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      if let end = exchange.receive(bytes[start..<min(bytes.count, start + pieces)]) { return end }
    }
    return exchange.finish()
  }

  @Test(arguments: [1, 2, 7, 1000]) func `a response is read whatever its pieces`(pieces: Int) {
    let cases: [(String, Int?, String)] = [
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"),
      ("HTTP/1.0 404 Not Found\ncontent-length:2\n\nno", 404, "no"),
      ("HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end"),
      ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
      ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, "he"),
    ]
    for (text, status, body) in cases {
      guard case .response(let summary) = end(text, pieces: pieces) else {
        Issue.record("\(text)")
        continue
      }
      #expect(summary.status == status)
      #expect(summary.length == body.utf8.count)
      #expect(summary.beginning == Array(body.utf8))
    }
  }

  @Test func `what is no response says so`() {
    #expect(end("", pieces: 1) == .failed(.closedEarly(after: nil, of: nil)))
    #expect(end("SSH-2.0-x\r\n\r\n", pieces: 3) == .failed(.malformedResponse))
    #expect(end("HTTP/1.1 200", pieces: 3) == .failed(.malformedResponse))
    #expect(end("HTTP/1.1 20 OK\r\n\r\n", pieces: 3) == .failed(.malformedResponse))
    #expect(end("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", pieces: 3) == .failed(.malformedResponse))
    #expect(end(String(repeating: "x", count: 20_000), pieces: 900) == .failed(.malformedResponse))
    #expect(
      end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", pieces: 4)
        == .failed(.closedEarly(after: 5, of: 9)))
  }
}
