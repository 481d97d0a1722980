/// Which names may be written with a pointer for the longest end that stands already in the first 16 KiB of the message,
/// letter case included.
package enum NameCompression: Hashable, Sendable {
  /// None.
  case none
  /// The owners of records; names in data are whole, but may be pointed to. dnsmasq writes so.
  case owners
  /// Owners, and names in data of types that RFC 1035 knows (RFC 3597 §4). Most servers write so.
  case standard
}

/// Where a name stands, and with that what a writer may do to it.
package enum NamePlace: Hashable, Sendable {
  /// In a question, or before a record.
  case owner
  /// In data of a type of RFC 1035.
  case data
  /// The target of SRV: whole by RFC 2782, but where all readers know how to find it, so that others may point to it.
  case target
  /// In data of a later type: whole, and not to be pointed to.
  case opaque
}

/// Writes a message from its first byte on.
struct DNSWriter {
  private(set) var bytes: [UInt8]
  /// Where the message begins in `bytes`.
  private let start: Int
  private var ends: NameEnds

  /// - Parameter bytes: what stands before the message.
  init(_ compression: NameCompression, behind bytes: [UInt8] = []) {
    self.bytes = bytes
    ends = NameEnds(compression)
    start = bytes.count
  }

  var count: Int { bytes.count - start }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }
  mutating func append(_ byte: UInt8) { bytes.append(byte) }
  mutating func append16(_ word: UInt16) { bytes.append16(word) }
  mutating func append32(_ long: UInt32) { bytes.append32(long) }
  mutating func append(_ more: [UInt8]) { bytes += more }

  /// RFC 1035 §3.3.
  mutating func string(_ string: [UInt8]) throws(OversizedDNS) {
    guard let count = UInt8(exactly: string.count) else { throw .string(string.count) }
    bytes.append(count)
    bytes += string
  }

  /// What `body` writes, behind its length in 16 bits.
  mutating func counted(_ body: (inout DNSWriter) throws(OversizedDNS) -> Void) throws(OversizedDNS) {
    let at = bytes.count
    bytes.append16(0)
    try body(&self)
    guard let length = UInt16(exactly: bytes.count - at - 2) else { throw .data(bytes.count - at - 2) }
    bytes.put16(length, at: at)
  }

  mutating func name(_ name: DomainName, _ place: NamePlace = .owner) {
    ends.write(name, place, to: &bytes, from: start)
  }
}
