import CPcap

/// What libpcap makes of a text.
enum Compilation {
  case program([bpf_insn])
  /// In libpcap's words.
  case refused(String)

  /// An IPv6 header and the 65,535 bytes that its length can state (RFC 8200 §3).
  private static let greatestPacket: Int32 = 65_575

  /// The text must hold no zero byte.
  init(_ text: String) {
    self = Self.isReentrant ? Self.compile(text) : .refused("libpcap 1.8 or later is needed")
  }

  /// Before 1.8 libpcap kept what it compiled in globals, and scripts may run beside each other.
  private static let isReentrant: Bool = {
    // "libpcap version 1.10.3 (with TPACKET_V3)"
    let words = pcap_lib_version().map { String(cString: $0).split(separator: " ") } ?? []
    let numbers = words.lazy.map { $0.split(separator: ".").compactMap { Int($0) } }.first { $0.count > 1 } ?? []
    return numbers.lexicographicallyPrecedes([1, 8]) == false && !numbers.isEmpty
  }()

  private static func compile(_ text: String) -> Compilation {
    guard let handle = pcap_open_dead(DLT_RAW, greatestPacket) else { return .refused("no room for a filter") }
    defer { pcap_close(handle) }
    var program = bpf_program()
    guard pcap_compile(handle, &program, text, 1, UInt32.max) == 0 else {
      return .refused(pcap_geterr(handle).map { String(cString: $0) } ?? "")
    }
    defer { pcap_freecode(&program) }
    return .program(Array(UnsafeBufferPointer(start: program.bf_insns, count: Int(program.bf_len))))
  }

  /// libpcap says no more of a text that breaks its grammar, in the words of 1.10 or in older ones.
  var isSyntaxError: Bool {
    if case .refused(let words) = self {
      words.hasSuffix("syntax error") || words.hasPrefix("syntax error")
    } else {
      false
    }
  }
}

extension BerkeleyFilter {
  static func compiled(_ text: String) throws(BerkeleyFault) -> [bpf_insn] {
    let compilation = Compilation(text)
    switch compilation {
    case .program(let program): return program
    case .refused where compilation.isSyntaxError:
      let range = SyntaxPlace.find(in: text)
      let word = String(decoding: Array(text.utf8)[range], as: UTF8.self)
      throw BerkeleyFault(word.isEmpty ? .unfinished : .syntax(word), range)
    case .refused(let words): throw BerkeleyFault(.refused(words), SyntaxPlace.named(by: words, in: text))
    }
  }
}
