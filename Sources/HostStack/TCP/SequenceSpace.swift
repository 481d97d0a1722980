/// One direction's sequence numbers: positions that only grow, seen on the wire modulo 2³² (RFC 9293 §3.4).
///
/// Position 0 is the SYN and 1 the first byte. The modulus is met here alone; everything else compares positions.
struct SequenceSpace: Sendable {
  let initial: UInt32

  func number(at position: Int) -> UInt32 { initial &+ UInt32(truncatingIfNeeded: position) }

  /// The position that `number` means when it is within 2³¹ of `known`.
  func position(of number: UInt32, near known: Int) -> Int {
    known + Int(Int32(bitPattern: number &- self.number(at: known)))
  }
}
