/// Why a capture file cannot be read, or not further: where, and what is wrong there.
package struct CaptureProblem: Error, Hashable, Sendable {
  package enum Place: Hashable, Sendable {
    /// The first bytes of the file.
    case header
    /// A block of a pcapng file, counted from 1.
    case block(Int)
    /// A packet of a pcap file, counted from 1.
    case packet(Int)
  }

  package enum Fault: Hashable, Sendable {
    case empty
    /// The file's first bytes are none of a capture's.
    case notACapture([UInt8])
    case compressed(String)
    /// Another format, by its name.
    case otherFormat(String)
    case version(major: UInt16, minor: UInt16)
    /// The file ends within: bytes that should be there, bytes that are. Nil where not even the length is.
    case endsWithin(needed: Int?, present: Int)
    case byteOrder(UInt32)
    /// A block's length that no block can have.
    case blockLength(UInt32)
    case tooLong(UInt32)
    /// A block's length is said twice.
    case lengthsDiffer(UInt32, UInt32)
    /// The fixed part of a block of this type does not fit into it.
    case blockTooShort(type: UInt32, length: UInt32)
    /// More bytes of a packet than its block has.
    case packetLength(UInt32, room: Int)
    case unknownInterface(UInt32, known: Int)
    case tooManyInterfaces
    /// An option that does not fit its block, or has not the length that its code asks for.
    case option(code: UInt16, length: UInt16)
  }

  package let place: Place
  /// Bytes of the file before it.
  package let offset: Int
  package let fault: Fault
}

extension CaptureProblem: CustomStringConvertible {
  package var description: String { "\(place) at byte \(offset): \(fault)" }
}

extension CaptureProblem.Place: CustomStringConvertible {
  package var description: String {
    switch self {
    case .header: "file header"
    case .block(let number): "block \(number)"
    case .packet(let number): "packet \(number)"
    }
  }
}

extension CaptureProblem.Fault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "the file is empty"
    case .notACapture(let bytes):
      "neither a pcap nor a pcapng file: it begins with " + bytes.map { Self.hex($0, 2) }.joined(separator: " ")
    case .compressed(let tool): "the file is compressed by \(tool): unpack it first"
    case .otherFormat(let name): "this is a \(name) file: convert it, as with `editcap -F pcapng`"
    case .version(let major, let minor): "version \(major).\(minor) of the format is not known"
    case .endsWithin(let needed?, let present): "\(needed) bytes are needed, and the file ends after \(present)"
    case .endsWithin(nil, let present): "the file ends after \(present) bytes of it"
    case .byteOrder(let magic): "the byte-order magic is 0x\(Self.hex(magic, 8)), not 0x1a2b3c4d in either order"
    case .blockLength(let length): "no block is \(length) bytes long: a length is a multiple of 4, and at least 12"
    case .tooLong(let length): "a length of \(length) bytes is beyond the \(CaptureDecoder.longest) that are read"
    case .lengthsDiffer(let front, let back): "its length is \(front) at the front and \(back) at the back"
    case .blockTooShort(let type, let length): "\(length) bytes are too few for a block of type \(type)"
    case .packetLength(let length, let room): "a packet of \(length) bytes does not fit into the \(room) there are"
    case .unknownInterface(let number, let known):
      "interface \(number) is not described: \(known == 0 ? "none is" : "there are \(known), from 0")"
    case .tooManyInterfaces: "more than \(CaptureDecoder.mostInterfaces) interfaces in one section"
    case .option(let code, let length): "an option of code \(code) cannot have \(length) bytes here"
    }
  }

  private static func hex(_ number: some BinaryInteger, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
