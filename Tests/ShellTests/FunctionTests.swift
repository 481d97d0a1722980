import Base
import Script
import Testing
import Wire

@testable import Shell

@Suite struct FunctionTests {
  static let examples = FunctionTable.all.flatMap { function in
    function.signature.examples.map { (function.signature.name, $0.line) }
  }

  @Test(arguments: examples) func `every example works`(_ function: String, _ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(line)\n\(stand.said.complaints)")
  }

  @Test func `help and explain know every function`() throws {
    for function in FunctionTable.all {
      let name = function.signature.name
      for line in ["help \(name)", "explain \(name)", "\(name)?"] {
        let stand = try Stand()
        #expect(stand.run(line) == 0)
        #expect(stand.said.text.hasPrefix("\(name): "), "\(line)")
      }
    }
  }

  @Test func `the same lab and the same lines give the same bytes`() throws {
    let line =
      "let a = fuzz(udp(dst=172.20.0.100), keep=ip.dst); let b = fuzz(udp(dst=172.20.0.100)/rand(bytes=9)); a.bytes + b.bytes"
    let (one, again, other) = (try Stand(seed: 5), try Stand(seed: 5), try Stand(seed: 6))
    let bytes = try [one, again, other].map { try $0.value(line).text }
    #expect(bytes[0] == bytes[1] && bytes[0] != bytes[2])
    #expect(try one.value(line).text != bytes[0], "what is asked for again is drawn anew")
    #expect(one.run("lab reset") == 0)
    #expect(try one.value(line).text == bytes[0], "a fresh world has a fresh chance")
  }

  @Test func `the printed seed makes the packet again`() throws {
    let stand = try Stand(seed: 9)
    stand.run("let p = fuzz(tcp(dst=172.20.0.100), keep={ip, tcp.dport}); p")
    let seed = try #require(stand.said.text.firstMatch(of: /fuzzed, seed ([0-9]+)/)?.1)
    #expect(stand.run("let q = fuzz(tcp(dst=172.20.0.100), keep={ip, tcp.dport}, seed=\(seed)); check p == q") == 0)
    #expect(stand.run("check p.ip.dst == 172.20.0.100 and p.tcp.dport == 80 and p.ip.ttl == 64") == 0)
  }

  @Test func `computed fields stay right unless they are named`() throws {
    let stand = try Stand()
    for number in 0..<40 {
      let line = "fuzz(udp(dst=172.20.0.100)/\"abc\", keep={ip.flags, ip.frag_offset}, seed=\(number)"
      let packet = try #require(try stand.packet(line + ")"))
      #expect(packet.packet.faults.isEmpty && packet.packet.bytes.count == 31)
      let wrong = try #require(try stand.packet(line + ", also={udp.checksum, ip.total_length})"))
      #expect(!wrong.packet.faults.isEmpty)
    }
  }

  @Test func `a set of fuzzed packets is made one at a time`() throws {
    let stand = try Stand()
    #expect(
      stand.run("let s = fuzz(ip(dst=172.20.0.0/30)/udp(), keep=ip.dst, count=250000); check s.count == 1000000") == 0)
    #expect(stand.run("check s[7].ip.dst == 172.20.0.0 and s[250000].ip.dst == 172.20.0.1 and s[7] != s[8]") == 0)
    #expect(stand.run("fuzz(ip(dst=172.20.0.0/30)/udp(), count=250001)") == 2)
    #expect(stand.said.complaints.contains("this makes more than 1000000 packets"))
  }

  static let randoms: [(String, String)] = [
    ("let x = rand(3..3); x", "3"), ("rand(10.1.2.3/32)", "10.1.2.3"), ("rand(10.1.2.3..10.1.2.3)", "10.1.2.3"),
    ("rand({\"a\"})", "a"), ("rand(1..9) in 1..9", "true"), ("rand(10.0.0.0/8) in 10.0.0.0/8", "true"),
    ("rand({5..6, 7}) in 5..7", "true"), ("count(rand(bytes=20))", "20"),
    ("udp(dst=rand(172.20.0.0/16), sport=rand(7..7)).udp.sport", "7"),
    ("let p = udp(dst=172.20.0.100, sport=rand)/rand(bytes=3); p.length", "31"),
    ("let p = udp(dst=172.20.0.100); p.udp.sport = rand; p.udp.sport in 0..65535", "true"),
    ("let p = udp(dst=172.20.0.100) with ip.src=rand(10.9.9.9/32), udp.sport=rand(4..4); p.ip.src", "10.9.9.9"),
  ]

  @Test(arguments: randoms) func `rand draws what is wanted`(_ line: String, _ expected: String) throws {
    #expect(try Stand().value(line).text == expected)
  }

  @Test func `a hexdump is a packet`() throws {
    let stand = try Stand()
    let code = stand.run(
      """
      let p = packet {
        0x0000:  4500 001c 0000 0000 4011 1234 0a00 0001  E.......@.......
        0x0010:  0a00 0002 0035 0035 0008 0000            .....5.5....
      }
      check p.udp.dport == 53 and p.ip.dst == 10.0.0.2 and p has udp and p.payload == x""
      """)
    #expect(code == 0, "\(stand.said.complaints)")
    let ethernet = "0102030405060708090a0b0c0800"
    let line = "packet x\"\(ethernet) 4500001c00000000401100000a0000010a00000200350035000800000\""
    #expect(stand.run(line) == 2)
    #expect(
      stand.run(
        "check packet x\"\(ethernet) 4500001c00000000401100000a0000010a0000020035003500080000\".udp.sport == 53") == 0)
    #expect(
      stand.run(
        "check packet(x\"4500001c0000000040110000\" + x\"0a0000010a000002\", truncated=true).ip.total_length == 28")
        == 0)
  }
}

extension Stand {
  func packet(_ expression: String) throws -> PacketValue? {
    if case .host(let packet as PacketValue) = try value(expression) { packet } else { nil }
  }
}
