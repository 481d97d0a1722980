/// What a client gives a peer's address, to say it in two bytes (RFC 8656 §12).
package struct ChannelNumber: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// RFC 8656 §12: what may be bound.
  package static let range: ClosedRange<UInt16> = 0x4000...0x4fff
  /// RFC 5766 §11 allowed these, too; now they are reserved, and older software still sends them.
  package static let formerRange: ClosedRange<UInt16> = 0x5000...0x7fff

  package var isAssignable: Bool { Self.range.contains(rawValue) }
  package var isFormer: Bool { Self.formerRange.contains(rawValue) }

  package static func < (a: ChannelNumber, b: ChannelNumber) -> Bool { a.rawValue < b.rawValue }
}

/// Data on a channel (RFC 8656 §12.4).
///
/// ```
/// |        channel number         |            length             |
/// |  payload; over TCP padded to 32 bits …
/// ```
package struct ChannelData: Hashable, Sendable {
  package let number: ChannelNumber
  /// Where the payload lies in the bytes that were read.
  package let payload: Range<Int>
  /// Bytes behind the payload: padding, which RFC 8656 §12.5 allows over UDP without asking for it.
  package let trailing: Int

  package static let headerCount = 4

  /// - Parameter bytes: a datagram. Numbers of both ranges pass, see `ChannelNumber`.
  package init(_ bytes: [UInt8]) throws(ChannelDataRejection) { try self.init(bytes, in: bytes.indices) }

  package init(_ bytes: [UInt8], in range: Range<Int>) throws(ChannelDataRejection) {
    let range = range.clamped(to: bytes.indices)
    guard range.count >= Self.headerCount else { throw .tooShort(has: range.count) }
    number = ChannelNumber(rawValue: bytes.be16(range.lowerBound))
    guard number.isAssignable || number.isFormer else { throw .notChannel(number.rawValue) }
    let length = Int(bytes.be16(range.lowerBound + 2))
    let start = range.lowerBound + Self.headerCount
    guard length <= range.upperBound - start else { throw .overrun(says: length, has: range.upperBound - start) }
    payload = start..<start + length
    trailing = range.upperBound - payload.upperBound
  }

  /// The four bytes before a payload.
  package static func header(_ number: ChannelNumber, count: UInt16) -> [UInt8] {
    [
      UInt8(number.rawValue >> 8), UInt8(truncatingIfNeeded: number.rawValue), UInt8(count >> 8),
      UInt8(truncatingIfNeeded: count),
    ]
  }

  /// A message to send; nil for a payload that its length cannot state.
  ///
  /// - Parameter padded: as TCP and TLS ask for (RFC 8656 §12.5).
  package static func message(
    _ number: ChannelNumber, _ payload: ArraySlice<UInt8>, padded: Bool = false
  ) -> [UInt8]? {
    guard let count = UInt16(exactly: payload.count) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerCount + payload.count + 3)
    bytes += header(number, count: count)
    bytes += payload
    if padded { while bytes.count % 4 != 0 { bytes.append(0) } }
    return bytes
  }
}

/// Why bytes are no channel data.
package enum ChannelDataRejection: Error, Hashable, Sendable {
  case tooShort(has: Int)
  case notChannel(UInt16)
  case overrun(says: Int, has: Int)
}

extension ChannelDataRejection: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooShort(let has): "\(has) bytes are too few for a channel's header of \(ChannelData.headerCount)"
    case .notChannel(let number): "\(number) is no channel number"
    case .overrun(let says, let has): "says \(says) bytes of data, has \(has)"
    }
  }
}
