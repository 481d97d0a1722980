import Lab

/// One who is attached: what has come of a line, and what waits to be sent.
struct ControlPeer {
  let stream: LocalStream
  var lines = ControlLines(longest: ControlRequest.longest)
  var outgoing: [UInt8] = []
  private var sent = 0
  /// Wishes that the node has not answered.
  var asked = 0
  /// It has said all that it will say; answers are still on their way.
  var isOver = false

  /// Our own: who has so much to read first is not heard.
  private static let enough = 1 << 20
  private static let mostAsked = 64

  init(_ stream: LocalStream) { self.stream = stream }

  var isEmpty: Bool { sent == outgoing.count }
  var isFull: Bool { outgoing.count - sent > Self.enough || asked >= Self.mostAsked }

  /// - Returns: false where nobody is there any more.
  mutating func flush() -> Bool {
    while sent < outgoing.count {
      guard let count = stream.write(outgoing[sent...]) else { return false }
      guard count > 0 else { break }
      sent += count
    }
    if sent == outgoing.count || sent > Self.enough {
      outgoing.removeFirst(sent)
      sent = 0
    }
    return true
  }
}
