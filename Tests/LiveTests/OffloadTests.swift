import Base
import Testing
import Wire

@testable import Live

@Suite struct OffloadTests {
  struct Large: Sendable, CustomStringConvertible {
    var family = IPFamily.v4
    var payload = 5000
    var segment = 1240
    var flags: UInt8 = TCPHeaders.ack
    var options = 12

    var description: String { "IP\(family) \(payload) by \(segment), flags \(flags), options \(options)" }
  }

  /// A packet of the kernel's as a device with offloads writes it: its checksum holds the pseudo-header's sum alone.
  private func written(_ large: Large, sequence: UInt32 = 0xffff_fff0) -> [UInt8] {
    let transport = large.family == .v4 ? 20 : 40
    var packet = [UInt8](repeating: 0, count: transport + 20 + large.options + large.payload)
    if large.family == .v4 {
      packet.replaceSubrange(0..<20, with: [0x45, 0, 0, 0, 0xff, 0xff, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2])
    } else {
      packet.replaceSubrange(0..<8, with: [0x60, 0, 0, 0, 0, 0, 6, 64])
      for i in 8..<40 { packet[i] = UInt8(i) }
    }
    packet.replaceSubrange(transport..<transport + 4, with: [0x12, 0x34, 0, 80])
    packet[transport + 12] = UInt8(((20 + large.options) / 4) << 4)
    packet[transport + 13] = large.flags
    for i in 0..<large.payload { packet[transport + 20 + large.options + i] = UInt8(truncatingIfNeeded: i &* 7) }
    var header = OffloadHeader()
    header.needsChecksum = true
    header.kind = large.payload > large.segment ? (large.family == .v4 ? .tcp4 : .tcp6) : .none
    header.segment = UInt16(large.segment)
    header.headerLength = UInt16(transport + 20 + large.options)
    (header.checksumStart, header.checksumOffset) = (UInt16(transport), 16)
    packet.withUnsafeMutableBytes { bytes in
      guard let headers = TCPHeaders(UnsafeRawBufferPointer(bytes), transport: transport) else { return }
      headers.set(sequence: sequence, bytes)
      if large.payload + 60 + large.options < 65_536 { headers.setLength(bytes) }
      let partial = ~headers.pseudoHeader(UnsafeRawBufferPointer(bytes)).value
      bytes.storeBytes(of: partial.bigEndian, toByteOffset: transport + 16, as: UInt16.self)
    }
    var front = [UInt8](repeating: 0, count: OffloadHeader.count)
    front.withUnsafeMutableBytes { header.write(to: $0) }
    return front + packet
  }

  private func split(_ bytes: [UInt8]) -> [[UInt8]]? {
    var pieces: [[UInt8]] = []
    return bytes.withUnsafeBytes { SegmentSplitter.split($0) { pieces.append($0) } } ? pieces : nil
  }

  @Test(arguments: [
    Large(), Large(family: .v6), Large(payload: 1240), Large(payload: 1241), Large(payload: 0), Large(options: 0),
    Large(payload: 60_000, segment: 1228, flags: TCPHeaders.ack | TCPHeaders.push),
    Large(family: .v6, payload: 60_000, segment: 1208, flags: TCPHeaders.ack | TCPHeaders.fin | TCPHeaders.cwr),
    Large(payload: 3000, segment: 1),
  ])
  func `segments are whole packets with the payload in order`(_ large: Large) throws {
    let pieces = try #require(split(written(large)))
    #expect(pieces.count == max(1, (large.payload + large.segment - 1) / large.segment))
    var (payload, next): ([UInt8], UInt32) = ([], 0xffff_fff0)
    for (i, bytes) in pieces.enumerated() {
      let packet = try IPPacket(bytes)
      #expect(packet.bytes.count == bytes.count)
      let headers = try #require(bytes.withUnsafeBytes { TCPHeaders($0, transport: packet.transportOffset) })
      bytes.withUnsafeBytes { bytes in
        #expect(headers.checksum(bytes) == 0)
        #expect(headers.sequence(bytes) == next)
        let isLast = i == pieces.count - 1
        #expect((headers.flags(bytes) & TCPHeaders.fin != 0) == (isLast && large.flags & TCPHeaders.fin != 0))
        #expect((headers.flags(bytes) & TCPHeaders.push != 0) == (isLast && large.flags & TCPHeaders.push != 0))
        #expect((headers.flags(bytes) & TCPHeaders.cwr != 0) == (i == 0 && large.flags & TCPHeaders.cwr != 0))
      }
      if large.family == .v4 { #expect(Checksum.of(bytes[..<20]) == 0) }
      payload += bytes[headers.payload...]
      next &+= UInt32(bytes.count - headers.payload)
    }
    #expect(payload == Array(written(large).suffix(large.payload)))
  }

  @Test func `whatever a device does not write is refused, and nothing else happens`() {
    let whole = written(Large())
    // Ten bytes of the device's, twenty of IPv4's, and TCP's with its options.
    for count in 0..<10 + 20 + 32 { #expect(split(Array(whole[..<count])) == nil) }
    for place in 0..<OffloadHeader.count + 60 {
      for value: UInt8 in [0, 1, 5, 0x45, 0x60, 0xff] {
        var damaged = whole
        damaged[place] = value
        for piece in split(damaged) ?? [] { #expect(piece.count <= whole.count) }
      }
    }
  }

  /// What the joiner hands to the device, cut again as the kernel does.
  private func joined(_ pieces: [[UInt8]]) throws -> (runs: Int, again: [[UInt8]]) {
    var joiner = PacketJoiner()
    for piece in pieces { joiner.add(try IPPacket(piece), .none) }
    joiner.finish()
    return (joiner.runs.count, try joiner.runs.flatMap { try #require(split($0.bytes)) })
  }

  @Test(arguments: [
    Large(payload: 60_000), Large(family: .v6, payload: 60_000), Large(payload: 5000, options: 0),
    Large(payload: 6200, flags: TCPHeaders.ack | TCPHeaders.push), Large(payload: 500),
  ])
  func `what was cut is joined to one, and cut again is the same`(_ large: Large) throws {
    let pieces = try #require(split(written(large)))
    let (runs, again) = try joined(pieces)
    #expect(runs == 1)
    #expect(again == pieces)
  }

  @Test func `two conversations are joined side by side, each in its order`() throws {
    let one = try #require(split(written(Large(payload: 10_000))))
    let two = try #require(split(written(Large(family: .v6, payload: 10_000))))
    let (runs, again) = try joined(zip(one, two).flatMap { [$0, $1] })
    #expect(runs == 2)
    #expect(again == one + two)
  }

  @Test func `a wrong checksum, a gap, an end or another acknowledgement is never joined`() throws {
    let pieces = try #require(split(written(Large(payload: 3720))))
    func changed(_ i: Int, _ change: (UnsafeMutableRawBufferPointer, TCPHeaders) -> Void) -> [[UInt8]] {
      var pieces = pieces
      pieces[i].withUnsafeMutableBytes { bytes in
        guard let headers = TCPHeaders(UnsafeRawBufferPointer(bytes), transport: 20) else { return }
        change(bytes, headers)
      }
      return pieces
    }
    let cases = [
      changed(1) { bytes, _ in bytes[100] ^= 1 },
      changed(1) { bytes, headers in
        headers.set(sequence: 5, bytes)
        headers.setChecksum(bytes)
      },
      changed(1) { bytes, headers in
        bytes[33] |= TCPHeaders.fin
        headers.setChecksum(bytes)
      },
      changed(1) { bytes, headers in
        bytes[28] = 9
        headers.setChecksum(bytes)
      },
      changed(1) { bytes, headers in
        bytes[8] = 3
        headers.setLength(bytes)
      },
    ]
    for pieces in cases {
      let (runs, again) = try joined(pieces)
      #expect(runs == 3)
      #expect(again == pieces)
    }
  }

  @Test func `what is no data of TCP goes as it is, and nothing overtakes it`() throws {
    let pieces = try #require(split(written(Large(payload: 2480))))
    var acknowledgement = try #require(split(written(Large(payload: 0))))[0]
    acknowledgement[33] = TCPHeaders.ack
    let (runs, again) = try joined([pieces[0], acknowledgement, pieces[1]])
    #expect(runs == 3)
    #expect(again == [pieces[0], acknowledgement, pieces[1]])
  }
}
