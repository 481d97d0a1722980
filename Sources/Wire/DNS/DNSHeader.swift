/// The header of a message without its counts (RFC 1035 §4.1.1; AD and CD: RFC 4035 §3.1.6, 3.2.2).
///
/// ```
/// |                       id                      |
/// |QR|   opcode  |AA|TC|RD|RA| z|AD|CD|   rcode   |
/// ```
package struct DNSHeader: Hashable, Sendable {
  package var id: UInt16
  /// The second word as it is on the wire.
  package var bits: UInt16

  package init(id: UInt16, bits: UInt16 = 0) {
    self.id = id
    self.bits = bits
  }
}

extension DNSHeader {
  /// The message is a response.
  package var qr: Bool {
    get { self[15] }
    set { self[15] = newValue }
  }
  package var opcode: DNSOpcode {
    get { DNSOpcode(rawValue: UInt8(truncatingIfNeeded: bits >> 11)) }
    set { bits = bits & 0x87ff | UInt16(newValue.rawValue) << 11 }
  }
  /// Authoritative answer.
  package var aa: Bool {
    get { self[10] }
    set { self[10] = newValue }
  }
  /// Truncated.
  package var tc: Bool {
    get { self[9] }
    set { self[9] = newValue }
  }
  /// Recursion desired.
  package var rd: Bool {
    get { self[8] }
    set { self[8] = newValue }
  }
  /// Recursion available.
  package var ra: Bool {
    get { self[7] }
    set { self[7] = newValue }
  }
  /// Reserved.
  package var z: Bool {
    get { self[6] }
    set { self[6] = newValue }
  }
  /// Authentic data.
  package var ad: Bool {
    get { self[5] }
    set { self[5] = newValue }
  }
  /// Checking disabled.
  package var cd: Bool {
    get { self[4] }
    set { self[4] = newValue }
  }
  /// The low four bits of the response code.
  package var rcode: DNSRcode {
    get { DNSRcode(rawValue: bits & 15) }
    set { bits = bits & 0xfff0 | newValue.rawValue & 15 }
  }

  private subscript(bit: UInt16) -> Bool {
    get { bits >> bit & 1 == 1 }
    set { bits = newValue ? bits | 1 << bit : bits & ~(1 << bit) }
  }
}
