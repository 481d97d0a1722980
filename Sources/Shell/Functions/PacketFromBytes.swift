import Base
import Script
import Wire

enum PacketFromBytes: HostFunction {
  static let signature = FunctionSignature(
    name: "packet", usage: "packet x\"45 00 …\" | packet { HEXDUMP } | packet(BYTES, truncated=true)",
    summary: "A packet from its bytes, or from a hexdump of another tool.",
    page: """
      Between braces goes what xxd, hexdump -C, tcpdump -x and -X or Wireshark's "copy as hex dump" print, or digits \
      alone; a line that begins with `}` ends it. An Ethernet or Linux cooked header before the IP header is left out. \
      Bytes that end before the packet does are an error, unless `truncated=true` says that they were cut on purpose.
      """,
    parameters: [("truncated", "the end of the packet is missing, and that is well so")],
    examples: [
      Example("packet x\"4500001c00000000401100000a0000010a000002003500350008 0000\"", "bytes, as layers"),
      Example(
        "packet { 0x0000:  4500 0014 0000 0000 4000 0000 0a00 0001 0a00 0002 }", "what tcpdump -x prints"),
    ])

  static func value(of call: FunctionCall) throws(ScriptFailure) -> Value {
    if let problem = wrongArguments(call.call).first { throw ScriptFailure(.runtime, problem) }
    let (value, range) = try call.subject(signature)
    guard case .bytes(let bytes) = value else {
      throw call.fail(.notAPacket, "a packet is made of bytes, not of \(value.fact)", range, "such as `x\"45 00 …\"`")
    }
    let frame = Frame(bytes)
    if !(try call.flag("truncated")), let problem = frame.problem(at: call.positional[0].value) {
      throw ScriptFailure(.runtime, problem)
    }
    return .host(PacketValue(found: Packet(dissecting: Array(bytes[frame.start...]))))
  }

  static func check(_ call: LayerCall, in session: Session) -> [Diagnostic] {
    let problems = wrongArguments(call)
    guard problems.isEmpty, call.arguments.count == 1, let argument = call.arguments.first,
      case .literal(.bytes(let bytes)) = argument.value.kind
    else { return problems }
    return Frame(bytes).problem(at: argument.value).map { [$0] } ?? []
  }
}

/// Bytes in which an IP packet stands, perhaps behind the header of a link.
private struct Frame {
  let bytes: [UInt8]
  /// Where the IP packet begins.
  let start: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // The EtherType of an Ethernet II header, and of a Linux cooked one.
    let found = [12, 14].first { Self.announcesIP(bytes, at: $0) }
    start = found.map { $0 + 2 } ?? 0
  }

  private static func announcesIP(_ bytes: [UInt8], at: Int) -> Bool {
    guard bytes.count > at + 2 else { return false }
    let version = bytes[at + 2] >> 4
    return (bytes[at], bytes[at + 1]) == (0x08, 0x00) && version == 4
      || (bytes[at], bytes[at + 1]) == (0x86, 0xdd) && version == 6
  }

  /// How many bytes the packet says that it has; nil where the bytes end before they say it.
  private var needed: Int? {
    let count = bytes.count - start
    switch bytes[start] >> 4 {
    case 4: return count < 20 ? nil : max(20, Int(bytes[start + 2]) << 8 | Int(bytes[start + 3]))
    case 6: return count < 40 ? nil : 40 + (Int(bytes[start + 4]) << 8 | Int(bytes[start + 5]))
    default: return 0
    }
  }

  /// What is missing, told where the bytes end.
  func problem(at written: Expression) -> Diagnostic? {
    let count = bytes.count - start
    let isIP = start < bytes.count && [4, 6].contains(bytes[start] >> 4)
    guard isIP else {
      return Diagnostic(
        .notAPacket, bytes.isEmpty ? "no packet has no bytes" : "these bytes are no IP packet", at: written.range,
        label: bytes.isEmpty ? "" : "they begin with x\"\(Hex.text([bytes[start]]))\", an IP packet with 4 or 6",
        notes: ["bytes that are no packet are payload: `raw(data=x\"…\")`"])
    }
    let needed = needed
    if let needed, needed <= count { return nil }
    let end = written.range.upper
    let isLiteral = if case .literal = written.kind { true } else { false }
    let wanted = needed ?? (bytes[start] >> 4 == 4 ? 20 : 40)
    return Diagnostic(
      .truncatedPacket, "the packet has \(wanted)\(needed == nil ? " or more" : "") bytes, and \(count) are here",
      at: isLiteral ? SourceRange(written.range.source, end - 1, end) : written.range,
      label: "\(wanted - count) are missing\(needed == nil ? " of its IP header" : "")",
      notes: ["a packet that was cut on purpose: `packet(x\"…\", truncated=true)`"])
  }
}
