import CPcap

/// A filter in the language of tcpdump (pcap-filter(7)), compiled by libpcap for packets that begin with their IP header.
///
/// The program is a value of its own: it needs no libpcap handle, and copies share its instructions.
package struct BerkeleyFilter: Sendable {
  /// As it was written.
  package let text: String
  private let program: [bpf_insn]

  /// - Throws: what libpcap says of the filter, and names that it would have looked up somewhere.
  package init(_ text: String) throws(BerkeleyFault) {
    try FilterWords.refuseNames(in: text)
    self.text = text
    program = try Self.compiled(text)
  }

  /// Runs libpcap's own machine over a packet.
  ///
  /// - Parameter bytes: from the IP header on.
  package func matches(_ bytes: [UInt8]) -> Bool {
    let length = UInt32(truncatingIfNeeded: bytes.count)
    return program.withUnsafeBufferPointer { program in
      bytes.withUnsafeBufferPointer { bpf_filter(program.baseAddress, $0.baseAddress, length, length) != 0 }
    }
  }
}

extension BerkeleyFilter: Hashable {
  /// One text has one program.
  package static func == (a: BerkeleyFilter, b: BerkeleyFilter) -> Bool { a.text == b.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
