import Base
import Testing
import Wire

@testable import HostStack

/// The rows measured on Linux, written down a second time and put to the host through real packets.
@Suite struct ErrnoTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let family: IPFamily
    let type: UInt8
    let codes: [UInt8]
    let handshake: Errno
    /// Nil where a connected socket hears nothing.
    let connected: Errno?

    var testDescription: String { "\(family) \(type)/\(codes)" }
  }

  static let rows: [Row] = [
    Row(family: .v4, type: 3, codes: [0], handshake: .enetunreach, connected: nil),
    Row(family: .v4, type: 3, codes: [1], handshake: .ehostunreach, connected: nil),
    Row(family: .v4, type: 3, codes: [2], handshake: .enoprotoopt, connected: .enoprotoopt),
    Row(family: .v4, type: 3, codes: [3], handshake: .econnrefused, connected: .econnrefused),
    Row(family: .v4, type: 3, codes: [5], handshake: .enotsup, connected: nil),
    Row(family: .v4, type: 3, codes: [6], handshake: .enetunreach, connected: .enetunreach),
    Row(family: .v4, type: 3, codes: [7], handshake: .ehostdown, connected: .ehostdown),
    Row(family: .v4, type: 3, codes: [9], handshake: .enetunreach, connected: .enetunreach),
    Row(family: .v4, type: 3, codes: [10], handshake: .ehostunreach, connected: .ehostunreach),
    Row(family: .v4, type: 3, codes: [11], handshake: .enetunreach, connected: nil),
    Row(family: .v4, type: 3, codes: [12], handshake: .ehostunreach, connected: nil),
    Row(family: .v4, type: 3, codes: [13], handshake: .ehostunreach, connected: .ehostunreach),
    Row(family: .v4, type: 3, codes: [14, 15], handshake: .ehostunreach, connected: .ehostunreach),
    Row(family: .v4, type: 11, codes: [0], handshake: .ehostunreach, connected: nil),
    Row(family: .v6, type: 1, codes: [0], handshake: .enetunreach, connected: nil),
    Row(family: .v6, type: 1, codes: [1], handshake: .eacces, connected: .eacces),
    Row(family: .v6, type: 1, codes: [2], handshake: .ehostunreach, connected: nil),
    Row(family: .v6, type: 1, codes: [3], handshake: .ehostunreach, connected: nil),
    Row(family: .v6, type: 1, codes: [4], handshake: .econnrefused, connected: .econnrefused),
    Row(family: .v6, type: 1, codes: [5, 6], handshake: .eacces, connected: .eacces),
    Row(family: .v6, type: 1, codes: [7], handshake: .eproto, connected: .eproto),
    Row(family: .v6, type: 3, codes: [0], handshake: .ehostunreach, connected: nil),
    Row(family: .v6, type: 4, codes: [1], handshake: .eproto, connected: .eproto),
  ]

  static func remote(_ family: IPFamily) -> Endpoint { Endpoint(Pair.server[family == .v4 ? 0 : 1], 443) }

  /// An error of this type about `packet`, with `quote` bytes of it.
  static func error(_ type: UInt8, _ code: UInt8, about packet: IPPacket, quote: Int? = nil) -> IPPacket {
    let quoted = packet.bytes.prefix(quote ?? (packet.family == .v4 ? 28 : 48))
    return IPPacket.icmp(
      from: packet.destination, to: packet.source, type: type, code: code, carrying: [0, 0, 0, 0] + quoted)!
  }

  /// What an application makes of an error that comes 20 ms after its first packet.
  private func outcome(_ request: AppRequest, _ type: UInt8, _ code: UInt8, quote: Int? = nil) -> Bench {
    var bench = Bench()
    let first = bench.give(.open(AppID(1), request))[0]
    bench.give(
      .packet(Self.error(type, code, about: first, quote: quote), PacketID(77)), at: .milliseconds(20))
    return bench
  }

  @Test(arguments: rows) func `a handshake fails with the errno measured`(row: Row) {
    for code in row.codes {
      let bench = outcome(.connect(Self.remote(row.family)), row.type, code)
      #expect(bench.result?.failure?.errno == row.handshake)
      #expect(bench.result?.duration == .milliseconds(20))
      #expect(bench.host.timers.next == nil, "nothing of the connection is left")
    }
  }

  @Test(arguments: rows) func `a connected datagram socket hears of fatal errors alone`(row: Row) {
    for code in row.codes {
      var bench = outcome(.udp(Self.remote(row.family), [1, 2, 3]), row.type, code)
      if let errno = row.connected {
        #expect(bench.result?.failure?.errno == errno)
        #expect(bench.result?.duration == .milliseconds(20))
      } else {
        #expect(bench.result == nil)
        #expect(bench.dropped == [.errorNotReported])
        _ = bench.run(until: .seconds(3))
        #expect(bench.result?.failure == AppFailure(errno: .etimedout, cause: .timeout))
        #expect(bench.result?.duration == .seconds(2))
      }
    }
  }

  @Test(arguments: rows) func `a socket with IP_RECVERR hears of every error`(row: Row) {
    for code in row.codes {
      let bench = outcome(.udp(Self.remote(row.family), [1, 2, 3], errors: .receiveErrors), row.type, code)
      #expect(bench.result?.failure?.errno == row.handshake)
    }
  }

  @Test(arguments: rows) func `a ping hears of every error`(row: Row) {
    for code in row.codes {
      let bench = outcome(.ping(Self.remote(row.family).address), row.type, code)
      #expect(bench.result?.failure?.errno == row.handshake)
    }
  }

  @Test(arguments: [IPFamily.v4, .v6]) func `a quote of header and eight bytes counts and one byte less does not`(
    family: IPFamily
  ) {
    let (type, code): (UInt8, UInt8) = family == .v4 ? (3, 13) : (1, 1)
    let least = family == .v4 ? 28 : 48
    for request in [AppRequest.connect(Self.remote(family)), .udp(Self.remote(family), [1, 2, 3, 4])] {
      #expect(outcome(request, type, code, quote: least).result?.succeeded == false)
      let short = outcome(request, type, code, quote: least - 1)
      #expect(short.result == nil)
      #expect(short.dropped == [.errorQuoteTooShort])
    }
  }

  @Test func `the ports must be the socket's and who reports does not matter`() {
    for offset in [20, 22] {
      var bench = Bench()
      var first = bench.give(.open(AppID(1), .connect(Self.remote(.v4))))[0].bytes
      first[offset + 1] ^= 1
      bench.give(.packet(Self.error(3, 13, about: try! IPPacket(first)), PacketID(9)))
      #expect(bench.dropped == [.errorMatchesNoSocket])
    }
    var bench = Bench()
    let first = bench.give(.open(AppID(1), .connect(Self.remote(.v4))))[0]
    bench.give(
      .packet(.error(.prohibited(.v4), about: first, from: IPAddress("192.0.2.99")!)!, PacketID(9)))
    #expect(
      bench.result?.failure?.cause
        == .reported(.unreachable(code: 13), by: IPAddress("192.0.2.99")!, PacketID(9)))
  }

  @Test func `an error with a wrong checksum of either layer is ignored`() {
    for offset in [10, 22] {
      var bench = Bench()
      let first = bench.give(.open(AppID(1), .connect(Self.remote(.v4))))[0]
      var bytes = Self.error(3, 13, about: first).bytes
      bytes[offset] ^= 0x40
      bench.give(.packet(try! IPPacket(bytes), PacketID(9)))
      #expect(bench.result == nil)
      #expect(bench.dropped == [.badChecksum])
    }
  }

  @Test func `an error about a segment that is not in flight is ignored`() {
    var bench = Bench()
    var first = bench.give(.open(AppID(1), .connect(Self.remote(.v4))))[0].bytes
    first[24] ^= 0x80
    bench.give(.packet(Self.error(3, 13, about: try! IPPacket(first)), PacketID(9)))
    #expect(bench.dropped == [.errorOutOfWindow])
  }

  @Test func `every number has a name and words`() {
    #expect(Errno.ehostunreach.name == "EHOSTUNREACH")
    #expect(Errno.ehostunreach.rawValue == 113)
    for errno in Errno.allCases { #expect(!errno.words.isEmpty && errno.name.first == "E") }
  }
}
