import Base
import Testing

@testable import Report

/// All packets that are read from a file which comes in chunks of a size, and what stopped the reader.
func decode(_ file: [UInt8], chunk: Int = 1 << 16) -> (packets: [CapturedPacket], problem: CaptureProblem?) {
  var decoder = CaptureDecoder()
  var packets: [CapturedPacket] = []
  var rest = file[...]
  do throws(CaptureProblem) {
    while true {
      if let packet = try decoder.next() {
        packets.append(packet)
      } else if rest.isEmpty {
        try decoder.finish()
        return (packets, nil)
      } else {
        decoder.add(Array(rest.prefix(chunk)))
        rest = rest.dropFirst(chunk)
      }
    }
  } catch {
    return (packets, error)
  }
}

@Suite struct CaptureDecoderTests {
  @Test(arguments: [false, true], [1, 3, 64, 1 << 16])
  func `every block of pcapng is read in both byte orders, however it comes`(_ big: Bool, _ chunk: Int) throws {
    let (packets, problem) = decode(CaptureBuilder.everything(big: big), chunk: chunk)
    #expect(problem == nil)
    try #require(packets.count == 5)
    let tunnel = packets[0]
    #expect(tunnel.bytes == [0x45, 1, 2] && tunnel.comments == ["one", "two"] && tunnel.id == 77)
    #expect(tunnel.direction == .outbound && !tunnel.isTruncated)
    #expect(tunnel.time == UnixTime(nanoseconds: 1_700_000_005_000_000_001))
    #expect(tunnel.interface.name == "tun0" && tunnel.interface.summary == "a tunnel")
    #expect(tunnel.interface.link == .raw && tunnel.interface.resolution == .nanoseconds)
    let section = tunnel.interface.section
    #expect(section.comments == ["first", "section"] && section.hardware == "a machine")
    #expect(section.system == "a system" && section.application == "a program")
    let cut = packets[1]
    #expect(cut.bytes == [9, 8, 7] && cut.originalLength == 60 && cut.isTruncated)
    #expect(cut.interface.link == .ethernet && cut.interface.snapLength == 3 && cut.interface.name == nil)
    #expect(cut.time == UnixTime(nanoseconds: 1_600_000_000_000_005_000))
    #expect(packets[2].bytes == [1, 2, 3, 4, 5] && packets[2].ticks == nil && packets[2].time == nil)
    #expect(packets[2].interface === tunnel.interface)
    #expect(packets[3].bytes == [1, 2] && packets[3].comments == ["old"] && packets[3].direction == .inbound)
    #expect(packets[3].time == UnixTime(nanoseconds: 7000) && packets[3].interface === cut.interface)
    #expect(packets[4].time == UnixTime(nanoseconds: 3_500_000_000))
    #expect(packets[4].interface.section != section)
  }

  @Test(arguments: [false, true], [UInt32(0xa1b2_c3d4), 0xa1b2_3c4d])
  func `pcap is read in both byte orders and resolutions`(_ big: Bool, _ magic: UInt32) throws {
    let file = CaptureBuilder.make(big: big) { file in
      // A frame check sequence of four bytes.
      file.classicHeader(magic, link: 0x2400_0001, snapLength: 96)
      file.classicPacket([1, 2, 3], 1_700_000_000, 999_999)
      file.classicPacket([], 0xffff_ffff, 1, original: 1514)
    }
    for chunk in [1, 5, 1 << 16] {
      let (packets, problem) = decode(file, chunk: chunk)
      #expect(problem == nil)
      try #require(packets.count == 2)
      let fraction: Int64 = magic == 0xa1b2_3c4d ? 999_999 : 999_999_000
      #expect(packets[0].time == UnixTime(nanoseconds: 1_700_000_000_000_000_000 + fraction))
      #expect(packets[0].bytes == [1, 2, 3] && packets[0].interface.link == .ethernet)
      #expect(packets[0].interface.snapLength == 96)
      #expect(packets[1].time.map { $0.seconds } == 0xffff_ffff)
      #expect(packets[1].bytes.isEmpty && packets[1].originalLength == 1514 && packets[1].isTruncated)
    }
  }

  private static let pcap = CaptureBuilder.make(big: true) { file in
    file.classicHeader(link: 101)
    file.classicPacket([1, 2, 3, 4, 5], 1, 2)
    file.classicPacket([6], 3, 4)
  }

  @Test(arguments: [CaptureBuilder.everything(big: false), CaptureBuilder.everything(big: true), pcap])
  func `of a file that ends anywhere, all whole packets are read, and then one error says where`(_ file: [UInt8]) {
    let whole = decode(file)
    #expect(whole.problem == nil)
    for count in file.indices {
      let (packets, problem) = decode(Array(file[..<count]))
      #expect(packets == Array(whole.packets.prefix(packets.count)))
      guard let problem else {
        // Between two blocks a file may end.
        #expect(count >= 24 && decode(Array(file[count...]), chunk: 7).problem?.fault != .empty)
        continue
      }
      #expect(problem.offset <= count)
      switch problem.fault {
      case .endsWithin(let needed, let present):
        #expect((needed ?? .max) > present)
        #expect(problem.offset + present == count)
      case .empty: #expect(count == 0)
      default: Issue.record("\(count): \(problem)")
      }
    }
  }

  @Test(arguments: [false, true]) func `whatever byte is changed, reading ends`(_ big: Bool) {
    let file = CaptureBuilder.everything(big: big)
    for at in file.indices {
      for value in [0x00, 0x01, 0x7f, 0x80, 0xff, file[at] ^ 0x10] as [UInt8] {
        var changed = file
        changed[at] = value
        let (packets, problem) = decode(changed)
        #expect(packets.count <= 5)
        if let problem { #expect(problem.offset <= file.count && !"\(problem)".isEmpty) }
      }
    }
  }

  @Test func `damage is named with its block and byte`() {
    func problem(_ body: (inout CaptureBuilder) -> Void) -> String {
      decode(CaptureBuilder.make(big: false, body)).problem.map { "\($0)" } ?? "none"
    }
    #expect(problem { _ in } == "file header at byte 0: the file is empty")
    #expect(problem { $0.put([1, 2]) } == "file header at byte 0: 4 bytes are needed, and the file ends after 2")
    #expect(
      problem { $0.put([0x50, 0x4b, 3, 4]) }
        == "file header at byte 0: neither a pcap nor a pcapng file: it begins with 50 4b 03 04")
    #expect(
      problem { $0.put([0x1f, 0x8b, 8, 0]) }
        == "file header at byte 0: the file is compressed by gzip: unpack it first")
    #expect(
      problem { $0.put(Array("snoop".utf8)) }
        == "file header at byte 0: this is a snoop file: convert it, as with `editcap -F pcapng`")
    #expect(
      problem { $0.packet([1, 2, 3]) }
        == "file header at byte 0: neither a pcap nor a pcapng file: it begins with 06 00 00 00")
    #expect(
      problem {
        $0.section()
        $0.packet([1, 2, 3])
      } == "block 2 at byte 28: interface 0 is not described: none is")
    #expect(
      problem {
        $0.section()
        $0.interface(1)
        $0.put(UInt32(6))
        $0.put(UInt32(13))
        $0.put(UInt32(0))
      } == "block 3 at byte 48: no block is 13 bytes long: a length is a multiple of 4, and at least 12")
    #expect(
      problem {
        $0.section()
        $0.put(UInt32(9))
        $0.put(UInt32(0xffff_fff0))
        $0.put(UInt32(0))
      } == "block 2 at byte 28: a length of 4294967280 bytes is beyond the 16777216 that are read")
    #expect(
      problem {
        $0.section()
        $0.put([9, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0])
      } == "block 2 at byte 28: its length is 12 at the front and 16 at the back")
    #expect(
      problem {
        $0.section()
        $0.interface(1)
        $0.block(6) { $0.put([UInt8](repeating: 0xff, count: 20)) }
      } == "block 3 at byte 48: interface 4294967295 is not described: there are 1, from 0")
    #expect(
      problem {
        $0.section()
        $0.interface(1)
        $0.block(6) { block in
          for number in [0, 0, 0, 9, 9, 1] as [UInt32] { block.put(number) }
        }
      } == "block 3 at byte 48: a packet of 9 bytes does not fit into the 4 there are")
    #expect(
      problem {
        $0.section()
        $0.interface(1)
        $0.block(3) { $0.put(UInt32(5)) }
      } == "block 3 at byte 48: a packet of 5 bytes does not fit into the 0 there are")
    #expect(
      problem {
        $0.section()
        $0.interface(1) { $0.option(9, [6, 6]) }
      } == "block 2 at byte 28: an option of code 9 cannot have 2 bytes here")
    #expect(
      problem {
        $0.section()
        $0.interface(1) { $0.put([1, 0, 0xff, 0]) }
      } == "block 2 at byte 28: an option of code 1 cannot have 255 bytes here")
    #expect(
      problem {
        $0.section()
        $0.block(1) { $0.put(UInt32(1)) }
      } == "block 2 at byte 28: 16 bytes are too few for a block of type 1")
    #expect(
      problem {
        $0.section()
        $0.put([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0, 0, 0, 0])
      } == "block 2 at byte 28: the byte-order magic is 0x00000000, not 0x1a2b3c4d in either order")
    #expect(
      problem {
        $0.block(0x0a0d_0d0a) { $0.put([0x4d, 0x3c, 0x2b, 0x1a, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 8)) }
      }
        == "block 1 at byte 0: version 2.0 of the format is not known")
    #expect(
      problem {
        $0.put(UInt32(0xa1b2_c3d4))
        $0.put([UInt8](repeating: 0, count: 20))
      } == "file header at byte 4: version 0.0 of the format is not known")
    #expect(
      problem {
        $0.classicHeader(link: 1)
        $0.classicPacket([1], 0, 0)
        $0.put([UInt8](repeating: 0xff, count: 16))
      } == "packet 2 at byte 41: a length of 4294967295 bytes is beyond the 16777216 that are read")
  }

  @Test func `interfaces without end are refused`() {
    let file = CaptureBuilder.make(big: false) { file in
      file.section()
      for _ in 0...CaptureDecoder.mostInterfaces { file.interface(1) }
    }
    #expect(decode(file).problem?.fault == .tooManyInterfaces)
  }

  @Test(
    arguments: [
      (6, 1_500_000, 1_500_000_000), (9, 7, 7), (0, 3, 3_000_000_000), (12, 1999, 1), (28, .max, 1), (29, .max, 0),
      (127, .max, 0), (0x80, 2, 2_000_000_000), (0x8a, 1536, 1_500_000_000), (0xc0, .max, 999_999_999),
      (0xff, .max, 0), (0x80 | 63, 1 << 63, 1_000_000_000),
    ] as [(UInt8, UInt64, UInt64)])
  func `ticks of any length become nanoseconds`(_ resolution: UInt8, _ ticks: UInt64, _ nanoseconds: UInt64) {
    #expect(TimeResolution(rawValue: resolution).nanoseconds(ticks) == nanoseconds)
  }

  @Test func `a time beyond the calendar is none`() {
    let section = CaptureSection()
    #expect(TimeResolution(rawValue: 0).nanoseconds(.max) == nil)
    #expect(TimeResolution(rawValue: 0x80).nanoseconds(.max) == nil)
    #expect(CaptureInterface(.raw, in: section, timeOffset: .max).time(0) == nil)
    #expect(CaptureInterface(.raw, in: section, timeOffset: 9_223_372_036).time(.max >> 1) == nil)
    #expect(
      CaptureInterface(.raw, in: section, timeOffset: -1).time(1) == UnixTime(nanoseconds: -999_999_999))
  }
}
