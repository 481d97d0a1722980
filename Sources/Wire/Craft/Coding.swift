import Base

/// How a value without a fixed place is written and read: a name with compression, an address mixed with a
/// transaction id, a number behind a name.
///
/// `origin` is the start of the layer, also for a field of an item inside it.
package struct Coding: Sendable {
  /// Bits of a number; nil for what is no number.
  let width: Int?
  /// Where the value that begins at `at` ends, not behind `end`; nil if there is none.
  let extent: @Sendable (_ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int) -> Int?
  /// The value in a range that `extent` gave.
  let read: @Sendable (_ bytes: [UInt8], _ range: Range<Int>, _ origin: Int) -> FieldValue?
  /// Appends a value that `check` passed; nil: the field was not set.
  let write: @Sendable (_ value: FieldValue?, _ bytes: inout [UInt8], _ origin: Int) -> Void
  /// What is wrong with a value of the right kind: a label of more than 63 bytes.
  let check: @Sendable (FieldValue) -> CraftingProblem?

  init(
    width: Int? = nil,
    extent: @escaping @Sendable (_ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int) -> Int?,
    read: @escaping @Sendable (_ bytes: [UInt8], _ range: Range<Int>, _ origin: Int) -> FieldValue?,
    write: @escaping @Sendable (_ value: FieldValue?, _ bytes: inout [UInt8], _ origin: Int) -> Void,
    check: @escaping @Sendable (FieldValue) -> CraftingProblem? = { _ in nil }
  ) {
    self.width = width
    self.extent = extent
    self.read = read
    self.write = write
    self.check = check
  }
}

extension Coding {
  /// A number of whole bytes, at most eight, whose place hangs on what stands before it.
  static func number(_ width: Int, initial: UInt64 = 0) -> Coding {
    Coding(
      width: width, extent: { _, at, end, _ in at + width / 8 <= end ? at + width / 8 : nil },
      read: { bytes, range, _ in .number(bytes.bits(at: range.lowerBound * 8, width: width)) },
      write: { value, bytes, _ in
        let at = bytes.count
        bytes += [UInt8](repeating: 0, count: width / 8)
        if case .number(let number)? = value {
          bytes.setBits(number, at: at * 8, width: width)
        } else {
          bytes.setBits(initial, at: at * 8, width: width)
        }
      })
  }

  static func address(_ family: IPFamily) -> Coding {
    let length = family == .v4 ? 4 : 16
    return Coding(
      extent: { _, at, end, _ in at + length <= end ? at + length : nil },
      read: { bytes, range, _ in .address(bytes.address(family, at: range.lowerBound)) },
      write: { value, bytes, _ in
        if case .address(let address)? = value {
          bytes += address.octets
        } else {
          bytes += [UInt8](repeating: 0, count: length)
        }
      })
  }

  /// As many values of one width as another field of the layer says.
  static func list(_ element: ListElement, count: @escaping @Sendable (_ bytes: [UInt8], _ origin: Int) -> Int)
    -> Coding
  {
    Coding(
      extent: { bytes, at, end, origin in
        let length = count(bytes, origin) * element.length
        return length <= end - at ? at + length : nil
      },
      read: { bytes, range, _ in
        let starts = stride(from: range.lowerBound, to: range.upperBound, by: element.length)
        let values = starts.compactMap { element.read(bytes, at: $0) }
        return values.count * element.length == range.count ? .list(values) : .bytes(Array(bytes[range]))
      },
      write: { value, bytes, _ in
        switch value {
        case .list(let members)?: for member in members { element.write(member, to: &bytes) }
        case .bytes(let whole)?: bytes += whole
        default: break
        }
      })
  }
}
