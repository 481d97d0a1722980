import Base
import Testing

@testable import Wire

@Suite struct DNSExchangeTests {
  private func query(_ name: String, _ type: DNSType = .a) throws -> DNSMessage {
    .query(id: 7, DNSQuestion(try DomainName(name), type))
  }

  @Test func `a query is what a stub resolver sends`() throws {
    let known = KnownMessage["knot a query"]
    let query = DNSMessage.query(id: 0xb282, DNSQuestion(try DomainName("www.example.test"), .a))
    // dig asks for authentic data too (RFC 6840 §5.7).
    #expect(try query.encoded() == Array(known[..<3]) + [0] + known[4...])
  }

  @Test func `an answer has the query's id, questions, RD and CD, and nothing that the server did not say`() throws {
    var query = try query("A.example")
    query.header.bits = 0x7fff
    query.edns = EDNS()
    let record = DNSRecord(try DomainName("A.example"), ttl: 1, .a(IPv4Address(100, 96, 0, 1)))
    let answer = query.answered(.noError, [record])
    #expect(answer.header.id == 7 && answer.questions == query.questions && answer.answers == [record])
    #expect(answer.header.bits == 0xf910 && answer.additionals.isEmpty)
    #expect(query.answered(.nonExistentDomain).rcode == .nonExistentDomain)
  }

  @Test func `an answer that is too long goes without its records and says so`() throws {
    let name = try DomainName("many.example")
    let records = (0..<60).map { DNSRecord(name, ttl: 60, .a(IPv4Address(bits: $0))) }
    var answer = try query("many.example").answered(.noError, records)
    let whole = try answer.encoded()
    #expect(try answer.encoded(within: whole.count) == whole)
    let cut = try DNSMessage(try answer.encoded(within: whole.count - 1))
    #expect(cut.header.tc && cut.questions == answer.questions && cut.answers.isEmpty && cut.header.id == 7)
    answer.edns = EDNS()
    #expect(try DNSMessage(answer.encoded(within: 512)).edns == EDNS())
    answer.answers = [DNSRecord](
      repeating: DNSRecord(name, ttl: 0, .txt([[UInt8](repeating: 0, count: 255)])), count: 999)
    #expect(throws: OversizedDNS.self) { try answer.encoded() }
    #expect(try DNSMessage(answer.encoded(within: 1232)).header.tc)
  }

  @Test func `EDNS is set, changed and taken away in its record`() throws {
    var message = try query("a.example")
    message.edns = EDNS(payloadSize: 4096)
    message.additionals.append(DNSRecord(.root, ttl: 0, .txt([])))
    message.edns?.dnssecOK = true
    #expect(message.additionals.map(\.type) == [.opt, .txt])
    #expect(message.edns == EDNS(payloadSize: 4096, flags: 0x8000))
    #expect(message.additionals[0].class.rawValue == 4096 && message.additionals[0].ttl == 0x8000)
    message.edns = nil
    #expect(message.additionals.map(\.type) == [.txt])
  }

  @Test func `a stream is cut into messages wherever segments end`() throws {
    let messages = KnownMessage.all.map(\.message)
    let bytes = try KnownMessage.all.flatMap { try DNSMessage($0.message).framed(.none) }
    let expected = try messages.map { try DNSMessage($0) }
    for size in [1, 2, 3, 7, 100, 1460, bytes.count] {
      var stream = DNSStream()
      var received: [[UInt8]] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        received += stream.receive(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(try received.map { try DNSMessage($0) } == expected && stream.isBetweenMessages, "\(size)")
    }
    var stream = DNSStream()
    #expect(stream.receive([0, 0, 0]) == [[]] && !stream.isBetweenMessages)
    #expect(stream.receive([1, 5, 0]) == [[5]] && !stream.isBetweenMessages)
  }
}
