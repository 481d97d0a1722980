/// A reader of pcapng files that shares nothing with the writer: little-endian files, the blocks that we write.
struct CaptureReader {
  struct Block {
    let type: UInt32
    let body: [UInt8]

    /// Options behind the fixed part; nil if they are not well-formed or lack their end.
    func options(from start: Int) -> [UInt16: [UInt8]]? {
      var (at, options): (Int, [UInt16: [UInt8]]) = (start, [:])
      while at + 4 <= body.count {
        let code = UInt16(body[at]) | UInt16(body[at + 1]) << 8
        let length = Int(body[at + 2]) | Int(body[at + 3]) << 8
        if code == 0 { return length == 0 && at + 4 == body.count ? options : nil }
        let padded = (length + 3) / 4 * 4
        guard at + 4 + padded <= body.count, options[code] == nil else { return nil }
        guard body[(at + 4 + length)..<(at + 4 + padded)].allSatisfy({ $0 == 0 }) else { return nil }
        options[code] = Array(body[(at + 4)..<(at + 4 + length)])
        at += 4 + padded
      }
      return nil
    }

    func number(at offset: Int, _ size: Int = 4) -> UInt64 { CaptureReader.number(body, at: offset, size) }
  }

  struct Packet: Equatable {
    let interface: Int
    let time: UInt64
    let bytes: [UInt8]
    let comment: String
    let flags: UInt64
    let id: UInt64?
  }

  let blocks: [Block]

  /// nil if the blocks do not follow each other to the file's end.
  init?(_ file: [UInt8]) {
    var (at, blocks): (Int, [Block]) = (0, [])
    while at < file.count {
      guard at + 12 <= file.count else { return nil }
      let length = Int(Self.number(file, at: at + 4, 4))
      guard length >= 12, length % 4 == 0, at + length <= file.count else { return nil }
      guard Self.number(file, at: at + length - 4, 4) == UInt64(length) else { return nil }
      let body = Array(file[(at + 8)..<(at + length - 4)])
      blocks.append(Block(type: UInt32(Self.number(file, at: at, 4)), body: body))
      at += length
    }
    self.blocks = blocks
  }

  static func number(_ bytes: [UInt8], at offset: Int, _ size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  /// Names of the interfaces, in the order of their descriptions.
  var interfaces: [String] {
    blocks.filter { $0.type == 1 }.map { Self.text($0.options(from: 8)?[2]) ?? "?" }
  }

  /// nil if one of them is malformed.
  var packets: [Packet]? {
    let packets = blocks.filter { $0.type == 6 }
    let read = packets.compactMap(Self.packet)
    return read.count == packets.count ? read : nil
  }

  private static func packet(_ block: Block) -> Packet? {
    guard block.body.count >= 20 else { return nil }
    let length = Int(block.number(at: 12))
    guard block.number(at: 16) == UInt64(length), 20 + length <= block.body.count,
      let options = block.options(from: 20 + (length + 3) / 4 * 4), let flags = options[2], flags.count == 4
    else { return nil }
    return Packet(
      interface: Int(block.number(at: 0)), time: block.number(at: 4) << 32 | block.number(at: 8),
      bytes: Array(block.body[20..<(20 + length)]), comment: text(options[1]) ?? "?", flags: number(flags, at: 0, 4),
      id: options[5].map { number($0, at: 0, 8) })
  }

  /// The text of the decryption secrets, and whether it stands before the first packet.
  var secrets: (text: String, isFirst: Bool)? {
    guard let at = blocks.firstIndex(where: { $0.type == 10 }) else { return nil }
    let body = blocks[at].body
    guard blocks[at].number(at: 0) == 0x5747_4b4c, body.count >= 8 else { return nil }
    let length = Int(blocks[at].number(at: 4))
    guard body.count == 8 + (length + 3) / 4 * 4 else { return nil }
    let firstPacket = blocks.firstIndex { $0.type == 6 } ?? blocks.count
    return (String(decoding: body[8..<(8 + length)], as: UTF8.self), at < firstPacket)
  }
}
