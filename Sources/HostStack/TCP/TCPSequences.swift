/// What we send: positions (see `SequenceSpace`), windows and sizes in bytes.
struct SendSequence: Sendable {
  let space: SequenceSpace
  /// Oldest position not acknowledged, next to send, and the end of all that was ever sent.
  var una = 0
  var nxt = 0
  var max = 0
  var window = 0
  /// RFC 9293 §3.10.7.4: where the segment stood that last changed the window.
  var updatedBySequence = 0
  var updatedByAcknowledgment = 0
  var segmentSize: Int
  var finishes = false

  func position(of acknowledgment: UInt32) -> Int { space.position(of: acknowledgment, near: una) }
}

/// What we receive.
struct ReceiveSequence: Sendable {
  var space = SequenceSpace(initial: 0)
  /// The next position expected.
  var nxt = 0
  /// Where the peer's FIN stands, once seen.
  var fin: Int?
  var held = Reassembly()
  /// Bytes that may come at most before the application has read those in front of them.
  var buffer = TCPConnection.buffer
  /// Bytes that were handed to the application and not read by it.
  var unread = 0
  /// The window last told to the peer.
  var advertised = TCPConnection.buffer
  var acknowledgmentDue = false

  func position(of sequence: UInt32) -> Int { space.position(of: sequence, near: nxt) }
}
