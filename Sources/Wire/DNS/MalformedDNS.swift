/// Why bytes are not the DNS message that they claim to be. Offsets count from the message's first byte.
package enum MalformedDNS: Error, Hashable, Sendable {
  /// `what` begins at byte `at` and needs so many bytes; so many are left.
  case truncated(String, at: Int, needs: Int, has: Int)
  /// The two top bits of a label's length are 01 or 10 (RFC 1035 §4.1.4, RFC 6891 §5).
  case reservedLabel(UInt8, at: Int)
  /// A pointer that does not lead to before the labels that it continues: forward, to itself, or in a loop.
  case pointerNotBack(at: Int, to: Int)
  /// A name of more pointers than a name can have labels.
  case tooManyPointers(at: Int)
  case nameTooLong(at: Int)
  /// A pointer in data of a type in which none may be (RFC 3597 §4).
  case compressedName(at: Int)
  /// A record's data is longer than its type's fields are.
  case dataTooLong(DNSType, at: Int, says: Int, has: Int)
  /// A service parameter that RFC 9460 §2.2 forbids: out of order, repeated, or of a length that its key cannot have.
  case badParameter(UInt16, at: Int)
  /// An EDNS option of a length or content that its code cannot have.
  case badOption(UInt16, at: Int)
  /// Bytes behind the last record that the counts announce.
  case trailing(at: Int, count: Int)
}

extension MalformedDNS: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let what, let at, let needs, let has): "\(what) at byte \(at): needs \(needs) bytes, has \(has)"
    case .reservedLabel(let byte, let at): "label at byte \(at): length \(byte) is of a reserved kind"
    case .pointerNotBack(let at, let to): "pointer at byte \(at): leads to byte \(to), not back"
    case .tooManyPointers(let at): "name at byte \(at): more than \(DNSReader.greatestPointers) pointers"
    case .nameTooLong(let at): "name at byte \(at): more than \(DomainName.greatestLength) bytes"
    case .compressedName(let at): "name at byte \(at): compressed where it may not be"
    case .dataTooLong(let type, let at, let says, let has): "\(type) data at byte \(at): says \(says), has \(has)"
    case .badParameter(let key, let at):
      "service parameter \(NameTable.serviceKeys[UInt64(key)]?.name ?? "key\(key)") at byte \(at): not as RFC 9460 asks"
    case .badOption(let code, let at):
      "EDNS option \(NameTable.ednsOptions[UInt64(code)]?.name ?? "\(code)") at byte \(at): not as its RFC asks"
    case .trailing(let at, let count): "\(count) bytes behind the last record, at byte \(at)"
    }
  }
}

/// Why a message cannot be written.
package enum OversizedDNS: Error, Hashable, Sendable {
  /// More than 65,535 bytes.
  case message(Int)
  /// A character string, protocol id or tag of more than 255 bytes.
  case string(Int)
  /// More than 65,535 bytes in one record's data, or option, or parameter.
  case data(Int)
  /// More than 65,535 records in one section.
  case section(Int)
}
