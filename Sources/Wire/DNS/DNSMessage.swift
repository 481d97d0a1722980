import Base

/// A DNS message (RFC 1035 §4): what is asked, and three sections of records.
///
/// An OPT record is among the additionals like any other; `edns` reads and writes it.
package struct DNSMessage: Hashable, Sendable {
  package var header: DNSHeader
  package var questions: [DNSQuestion]
  package var answers: [DNSRecord]
  package var authorities: [DNSRecord]
  package var additionals: [DNSRecord]

  package init(
    _ header: DNSHeader, questions: [DNSQuestion] = [], answers: [DNSRecord] = [], authorities: [DNSRecord] = [],
    additionals: [DNSRecord] = []
  ) {
    self.header = header
    self.questions = questions
    self.answers = answers
    self.authorities = authorities
    self.additionals = additionals
  }

  /// RFC 7766 §8: what the length of a message over TCP can state; UDP carries less.
  package static let greatestLength = 65_535
  static let headerLength = 12
}

/// RFC 1035 §4.1.2.
package struct DNSQuestion: Hashable, Sendable {
  package var name: DomainName
  package var type: DNSType
  package var `class`: DNSClass

  package init(_ name: DomainName, _ type: DNSType, _ class: DNSClass = .in) {
    self.name = name
    self.type = type
    self.class = `class`
  }
}

/// RFC 1035 §4.1.3.
package struct DNSRecord: Hashable, Sendable {
  package var name: DomainName
  package var `class`: DNSClass
  /// Seconds.
  package var ttl: UInt32
  package var data: DNSData

  package init(_ name: DomainName, _ class: DNSClass = .in, ttl: UInt32, _ data: DNSData) {
    self.name = name
    self.class = `class`
    self.ttl = ttl
    self.data = data
  }

  package var type: DNSType { data.type }
}

extension DNSMessage {
  /// A question as a stub resolver sends it: recursion desired.
  package static func query(id: UInt16, _ question: DNSQuestion) -> DNSMessage {
    DNSMessage(DNSHeader(id: id, bits: 0x0100), questions: [question])
  }

  /// The answer to this query: id, opcode, RD, CD and questions are the query's (RFC 1035 §4.1.1, RFC 4035 §3.2.2), all
  /// else is as given, the bits that only the server knows (AA, RA, AD) zero.
  package func answered(_ rcode: DNSRcode = .noError, _ answers: [DNSRecord] = []) -> DNSMessage {
    var header = DNSHeader(id: header.id, bits: header.bits & 0x7910)
    header.qr = true
    header.rcode = rcode
    return DNSMessage(header, questions: questions, answers: answers)
  }

  /// With TC set and all records gone but OPT (RFC 2181 §9, RFC 6891 §7).
  package var truncated: DNSMessage {
    var header = header
    header.tc = true
    return DNSMessage(header, questions: questions, additionals: additionals.filter { $0.type == .opt })
  }
}
