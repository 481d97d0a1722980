import Base

@testable import Wire

/// Messages of every type, their names drawn from few, so that compression has work.
struct RandomMessages {
  var chance: Chance

  private mutating func pick(_ bound: UInt32) -> Int { Int(chance.below(bound)) }
  private mutating func word() -> UInt16 { UInt16(truncatingIfNeeded: chance.nextUInt32()) }
  private mutating func upTo(_ count: UInt32) -> [UInt8] { chance.bytes(pick(count + 1)) }
  private mutating func several<Value>(_ bound: UInt32, _ make: (inout RandomMessages) -> Value) -> [Value] {
    (0..<pick(bound + 1)).map { _ in make(&self) }
  }

  mutating func name() -> DomainName {
    let words = ["a", "A", "www", "example", "test", "x.y", "_sip", "\u{0}"]
    let labels = several(5) { Array(words[$0.pick(8)].utf8) }
    return (try? DomainName(labels: labels)) ?? .root
  }

  mutating func message() -> DNSMessage {
    DNSMessage(
      DNSHeader(id: word(), bits: word()),
      questions: several(2) { DNSQuestion($0.name(), DNSType(rawValue: $0.word()), DNSClass(rawValue: $0.word())) },
      answers: several(6) { $0.record() }, authorities: several(3) { $0.record() },
      additionals: several(3) { $0.record() })
  }

  private mutating func record() -> DNSRecord {
    // Class 1…3: with ANY and NONE a record may be without data.
    DNSRecord(name(), DNSClass(rawValue: UInt16(1 + pick(3))), ttl: chance.nextUInt32(), data())
  }

  private mutating func data() -> DNSData {
    switch pick(15) {
    case 0: .a(IPv4Address(bits: chance.nextUInt32()))
    case 1: .aaaa(address6())
    case 2: .cname(name())
    case 3: .dname(name())
    case 4: .ns(name())
    case 5: .ptr(name())
    case 6: .mx(preference: word(), exchange: name())
    case 7: .srv(DNSService(priority: word(), weight: word(), port: word(), target: name()))
    case 8: .txt(several(3) { $0.upTo(255) })
    case 9: .soa(authority())
    case 10: .svcb(binding())
    case 11: .https(binding())
    case 12: .caa(CertificationAuthority(flags: UInt8(pick(256)), tag: upTo(10), value: upTo(30)))
    case 13: .opt(several(4) { $0.option() })
    default: .other(DNSType(rawValue: 1000 + word() % 1000), upTo(40))
    }
  }

  private mutating func address6() -> IPv6Address { IPv6Address(high: chance.nextUInt64(), low: chance.nextUInt64()) }

  private mutating func authority() -> StartOfAuthority {
    StartOfAuthority(
      mname: name(), rname: name(), serial: chance.nextUInt32(), refresh: chance.nextUInt32(),
      retry: chance.nextUInt32(), expire: chance.nextUInt32(), minimum: chance.nextUInt32())
  }

  private mutating func binding() -> ServiceBinding {
    let all: [ServiceParameter] = [
      .mandatory([1, UInt16(2 + pick(100))]), .alpn([[0x68, 0x32], chance.bytes(1 + pick(20))]), .noDefaultALPN,
      .port(word()), .ipv4hint([IPv4Address(bits: chance.nextUInt32()), IPv4Address(bits: 1)]), .ech(upTo(30)),
      .ipv6hint([address6()]), .other(7 + word() % 60_000, upTo(20)),
    ]
    return ServiceBinding(priority: word(), target: name(), parameters: all.filter { _ in chance.below(2) == 0 })
  }

  private mutating func option() -> EDNSOption {
    switch pick(6) {
    case 0: return .nsid(upTo(20))
    case 1:
      let address: IPAddress = pick(2) == 0 ? .v4(IPv4Address(bits: chance.nextUInt32())) : .v6(address6())
      let subnet = IPPrefix(address, length: pick(33)) ?? IPPrefix(host: address)
      return .clientSubnet(ClientSubnet(subnet, scopeLength: UInt8(pick(33))))
    case 2: return .cookie(client: chance.bytes(8), server: pick(2) == 0 ? [] : chance.bytes(8 + pick(25)))
    case 3: return .padding([UInt8](repeating: 0, count: pick(64)))
    case 4: return .extendedError(word(), upTo(20))
    default: return .other(1000 + word() % 1000, upTo(20))
    }
  }
}
