import Base
import Testing

@testable import Wire

@Suite struct STUNLayerTests {
  private let address = FieldValue.endpoint(Endpoint(.v4(IPv4Address(192, 0, 2, 1)), 32853))

  private func stun(_ fields: KeyValuePairs<String, FieldValue> = [:]) throws -> CraftedPacket {
    try stack(layer("stun", fields))
  }

  /// The bytes of the message, without what was put below it.
  private func message(_ packet: CraftedPacket) throws -> [UInt8] { Array(try packet.build().bytes[28...]) }

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.bytes(hex)) }

  @Test func `a check is written by shorthands, signed and sealed`() throws {
    let packet = try stun([
      "dst": .ip("192.0.2.7"), "type": .name("binding-request"), "username": .text("a:b"), "priority": .number(1),
      "use-candidate": .number(1), "integrity_key": .text("pw"), "fingerprint": .number(1),
    ])
    let built = try packet.build()
    #expect(built.layers.map(\.schema.name) == ["ip", "udp", "stun"])
    #expect(try built.value(of: "ip.dst") == .ip("192.0.2.7") && built.value(of: "udp.dport") == .number(3478))
    let message = try STUNMessage(Array(built.bytes[28...]))
    #expect(message.type == STUNType(.binding, .request))
    #expect(message.attributes.map(\.type) == [.priority, .useCandidate, .username])
    #expect(message.checkIntegrity(.shortTerm(password: "pw")) == .valid)
    #expect(message.checkFingerprint() == .valid && message.malformed == nil)
    #expect(built.faults.isEmpty)
  }

  @Test func `RFC 5769 §2.1 is written again from what it says`() throws {
    let published = try bytes(PublishedMessages.request)
    let packet = try stun([
      "transaction_id": .bytes(try bytes("b7e7a701bc34d686fa87dfae")),
      "attributes": .list([
        .item("software", .text("STUN test client")), .item("priority", .number(0x6e00_01ff)),
        .item("ice-controlled", .number(0x932f_f9b1_5126_3b36)),
        .item("username", .text("evtj:h6vY"), named: ["fill": .bytes([0x20, 0x20, 0x20])]),
        .name("message-integrity"), .name("fingerprint"),
      ]),
      "integrity_key": .text("VOkJxbRl1RmTxUk/WvJxBt"),
    ])
    #expect(try message(packet) == published)
  }

  @Test func `a password makes the key of long-term credentials`() throws {
    let packet = try stun([
      "transaction_id": .bytes(try bytes("78ad3433c6ad72c029da412e")),
      "attributes": .list([
        .item("username", .text("マトリックス")), .item("nonce", .text("f//499k954d6OL34oL9FSTvy64sA")),
        .item("realm", .text("example.org")),
      ]),
      "password": .text("TheMatrIX"),
    ])
    #expect(try message(packet) == bytes(PublishedMessages.longTerm))
    let sha256 = try bytes(PublishedMessages.sha256)
    let stronger = try stun([
      "transaction_id": .bytes(try bytes("78ad3433c6ad72c029da412e")),
      "attributes": .list([
        .item("userhash", .bytes(Array(sha256[24..<56]))),
        .item("nonce", .text("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA")), .item("realm", .text("example.org")),
        .item("password-algorithm", .name("sha256")), .name("message-integrity-sha256"),
      ]),
      "integrity_key": .bytes(try bytes("dd295a613b9058c3c23d6dc7165bda072304d989c9d0af3a8c7e184b4f9bb4a1")),
    ])
    #expect(try message(stronger) == sha256)
  }

  @Test(arguments: [
    PublishedMessages.request, PublishedMessages.response4, PublishedMessages.response6, PublishedMessages.longTerm,
    PublishedMessages.sha256,
  ])
  func `published messages are dissected attribute by attribute, and give their bytes again`(hex: String) throws {
    let packet = Packet(dissecting: try bytes(hex), as: .stun)
    #expect(packet.layers.map(\.schema.name) == ["stun"] && packet.faults.isEmpty)
    let crafted = CraftedPacket(packet)
    #expect(!crafted.source.contains("attribute(") && !crafted.source.contains("attributes=x"), "\(crafted.source)")
    #expect(try Layout(alone: #require(crafted.layers.first)).packet.bytes == packet.bytes)
  }

  @Test func `a session of coturn is dissected without a rest, and gives its bytes again`() throws {
    for line in CoturnCapture.messages {
      let packet = Packet(dissecting: line.bytes, as: .stun)
      #expect(packet.layers.map(\.schema.name) == ["stun"] && packet.faults.isEmpty)
      let crafted = CraftedPacket(packet)
      #expect(!crafted.source.contains("attribute(") && !crafted.source.contains("attributes=x"), "\(crafted.source)")
      #expect(try Layout(alone: #require(crafted.layers.first)).packet.bytes == line.bytes)
    }
  }

  @Test func `fields read what the message says`() throws {
    let packet = Packet(dissecting: try bytes(PublishedMessages.response6), as: .stun)
    #expect(try packet.value(of: "stun.type") == .number(0x101))
    #expect(try packet.value(of: "stun.class") == .number(2) && packet.value(of: "stun.method") == .number(1))
    #expect(
      try packet.value(of: "stun.xor-mapped-address")?.text == "[2001:db8:1234:5678:11:2233:4455:6677]:32853")
    #expect(try packet.value(of: "stun.xor_mapped_address") == packet.value(of: "stun.xor-mapped-address"))
    #expect(try packet.value(of: "stun.fingerprint") == .number(1))
    #expect(try packet.value(of: "stun.fingerprint-crc") == .number(0xc8fb_0b4c))
    #expect(try packet.value(of: "stun.username") == nil && packet.value(of: "stun.integrity_key") == nil)
    #expect(packet.summary == "stun binding success mapped [2001:db8:1234:5678:11:2233:4455:6677]:32853")
  }

  @Test func `class and method are parts of the type`() throws {
    let packet = try stun(["method": .name("allocate"), "class": .name("error"), "error-code": .name("stale-nonce")])
    let built = try packet.build()
    #expect(try built.value(of: "stun.type") == .number(0x113))
    #expect(try built.value(of: "stun.reason") == .text("Stale Nonce"))
    #expect(built.summary.hasSuffix(#"stun allocate error 438 "Stale Nonce""#))
    let source = CraftedPacket(built).source
    #expect(source.hasSuffix(#"/stun(type=allocate-error, error-code=stale-nonce, reason="Stale Nonce")"#), "\(source)")
    let changed = try packet.with("stun.class", .name("success")).build()
    #expect(try changed.value(of: "stun.type") == .number(0x103))
    #expect(caught { _ = try layer("stun", ["class": .number(4)]) } != nil)
    #expect(caught { _ = try layer("stun", ["error-code": .number(800)]) } != nil)
  }

  @Test func `attributes stand as they are written, twice too`() throws {
    let packet = try stun([
      "type": .name("create-permission-request"),
      "attributes": .list([
        .item("xor-peer-address", address),
        .item("xor-peer-address", .endpoint(Endpoint(.v6(.init(high: 1, low: 2)), 3))),
        .item("attribute", .number(0x7777), .bytes([1, 2, 3, 4, 5])), .item("lifetime", .number(5)),
      ]),
    ])
    let message = try STUNMessage(try message(packet))
    #expect(message.all(.xorPeerAddress).map(\.description) == ["192.0.2.1:32853", "[::1:0:0:0:2]:3"])
    #expect(message.unknownAttributes() == [0x7777])
    let found = try packet.build().value(of: "stun.attributes")?.text
    #expect(
      found == #"[xor-peer-address(192.0.2.1:32853), xor-peer-address([::1:0:0:0:2]:3), "#
        + #"attribute(30583, x"0102030405"), lifetime(5)]"#)
  }

  @Test func `wrong codes are kept, and marked where they can be known`() throws {
    let packet = try stun([
      "fingerprint-crc": .number(5), "message-integrity-hmac": .bytes([UInt8](repeating: 7, count: 20)),
    ])
    let built = try packet.build()
    #expect(built.faults.map(\.name) == ["fingerprint.crc"])
    let message = try STUNMessage(Array(built.bytes[28...]))
    #expect(message.checkFingerprint() == .mismatch && message.checkIntegrity(.shortTerm(password: "")) == .mismatch)
    let mended = try packet.with("stun.fingerprint-crc", .auto).with("stun.fingerprint", .number(1)).build()
    #expect(mended.faults.isEmpty)
    // Whether an integrity is wrong only who has the key can know.
    let forged = try packet.with("stun.integrity_key", .text("pw"))
    #expect(try forged.build().faults.map(\.name) == ["fingerprint.crc"])
    #expect(
      try forged.build().faults(of: forged.completed().layers).map(\.name) == [
        "message-integrity.hmac", "fingerprint.crc",
      ])
    #expect(try forged.showBuilt().contains("(!) would be message-integrity.hmac"))
    #expect(try forged.build().source.contains("message-integrity-hmac=x\"0707"))
    let unsigned = try stun(["integrity_key": .text("pw"), "message-integrity": .number(0)])
    #expect(try self.message(unsigned).count == 20)
  }

  @Test func `a wrong length is kept as a fault`() throws {
    for length in [0, 4, 9, 500] as [UInt64] {
      let built = try stun(["length": .number(length), "username": .text("abcd"), "priority": .number(3)]).build()
      #expect(built.faults.map(\.right) == [.number(16)])
      let found = Packet(dissecting: built.bytes)
      #expect(found.layers.dropFirst(2).first?.schema.name == "stun")
      #expect(try CraftedPacket(found).build().bytes == built.bytes)
    }
  }

  @Test func `every truncation of a datagram is dissected and gives its bytes again`() throws {
    let whole = try stun(["username": .text("abcd"), "error-code": .number(401), "data": .bytes([1, 2, 3])]).build()
      .bytes
    for count in 0...whole.count {
      let part = Array(whole[..<count])
      #expect(try CraftedPacket(dissecting: part).build().bytes == part)
    }
  }

  @Test func `patterns look into attributes`() throws {
    let built = try stun([
      "username": .text("a:b"), "priority": .number(7), "xor-mapped-address": address, "lifetime": .number(600),
    ]).build()
    func matches(_ fields: KeyValuePairs<String, FieldValue>) throws -> Bool {
      try PacketPattern(stun(fields)).matches(built)
    }
    #expect(try matches(["type": .name("binding-request"), "username": .text("a:b")]))
    #expect(try matches(["class": .name("request"), "method": .name("binding")]))
    #expect(try matches(["lifetime": .range(1, 600), "xor-mapped-address": address]))
    #expect(try !matches(["username": .text("a:c")]) && !matches(["class": .name("error")]))
    #expect(try !matches(["realm": .text("x")]) && !matches(["priority": .number(8)]))
  }

  @Test func `what a relay carries is dissected further`() throws {
    let check = try message(try stun(["username": .text("a:b"), "fingerprint": .number(1)]))
    let channel = try stack(layer("turn.channel", ["number": .number(0x4001)]), .raw(check)).build()
    let found = Packet(dissecting: channel.bytes)
    #expect(found.layers.map(\.schema.name) == ["ip", "udp", "turn.channel", "stun"])
    #expect(try found.value(of: "turn.channel.length") == .number(UInt64(check.count)) && found.faults.isEmpty)
    #expect(found.summary.hasSuffix("turn channel 0x4001 length \(check.count) stun binding request user a:b"))
    let data = try stun(["type": .name("data-indication"), "xor-peer-address": address, "data": .bytes(check)]).build()
    let indication = Packet(dissecting: data.bytes)
    #expect(indication.layers.map(\.schema.name) == ["ip", "udp", "stun", "stun"])
    #expect(indication.layers.map(\.depth) == [0, 0, 0, 1])
    #expect(try indication.quoted?.value(of: "stun.username") == .text("a:b"))
    #expect(try CraftedPacket(indication).build().bytes == data.bytes)
  }

  @Test func `channel data is told by port, first bits and length`() throws {
    func layers(_ packet: CraftedPacket) throws -> [String] {
      Packet(dissecting: try packet.build().bytes).layers.map(\.schema.name)
    }
    let data = try layer("turn.channel", ["number": .number(0x7fff)])
    #expect(try layers(stack(data, .raw([1, 2, 3]))) == ["ip", "udp", "turn.channel", "raw"])
    #expect(try layers(stack(data)) == ["ip", "udp", "turn.channel"])
    #expect(try layers(stack(layer("udp", ["dport": .number(9)]), data, .raw([1]))) == ["ip", "udp", "raw"])
    let short = try layer("turn.channel", ["length": .number(2)])
    #expect(try stack(short, .raw([1])).build().faults.map(\.right) == [.number(1)])
    #expect(try layers(stack(short, .raw([1]))) == ["ip", "udp", "raw"])
    #expect(try layers(stack(layer("turn.channel", ["number": .number(0x8000)]), .raw([1]))) == ["ip", "udp", "raw"])
  }

  @Test func `attributes of every kind come back as they were written`() throws {
    let attributes: [FieldValue] = [
      .item("mapped-address", address), .item("xor-relayed-address", address), .item("alternate-server", address),
      .item("error-code", .name("allocation-quota-reached")), .item("error-code", .number(420), .text("")),
      .item("unknown-attributes", .number(0x99), .number(0x7fff)), .item("password-algorithms", .number(2), .number(1)),
      .item("password-algorithm", .name("md5")), .item("channel-number", .number(0x4002)),
      .item("requested-transport", .name("tcp")), .item("requested-address-family", .name("v6")),
      .item("additional-address-family", .name("ipv6")), .item("even-port", .number(1)), .name("dont-fragment"),
      .item("reservation-token", .number(0x0102_0304_0506_0708)), .item("icmp", .number(3), .number(256)),
      .item("address-error-code", .number(440), named: ["family": .name("v6")]), .item("ice-controlling", .number(9)),
      .item("change-request", .name("address")), .item("response-port", .number(7)), .item("padding", .bytes([1, 2])),
      .item("other-address", address), .item("response-origin", address), .item("userhash", .bytes(Array(0..<32))),
    ]
    let packet = try stun(["attributes": .list(attributes)])
    let message = try STUNMessage(try message(packet))
    #expect(message.malformed == nil)
    #expect(message[.errorCode] == STUNError(.allocationQuotaReached))
    #expect(message[.icmp] == STUNICMP(type: 3, code: 256) && message[.passwordAlgorithms] == [.sha256, .md5])
    #expect(message[.addressErrorCode] == STUNAddressError(.v6, STUNError(.addressFamilyNotSupported)))
    let found = CraftedPacket(try packet.build())
    #expect(!found.source.contains("attribute(") && !found.source.contains("attributes=x"), "\(found.source)")
    #expect(try found.build().bytes == packet.build().bytes)
    #expect(STUNItem.list.schemas.count == STUNAttributeType.allCases.count + 1)
  }

  @Test func `values that are none of their type stay bytes`() throws {
    let hex = [
      "0020 0008 0003000100000000", "0009 0004 00000163", "0006 0002 ff800000", "000d 0002 00010000",
      "8028 0002 00010000", "0006 0010 6162",
    ]
    for attribute in hex {
      let body = try bytes(attribute)
      var whole = try bytes("0001 0000 2112a442 000000000000000000000000") + body
      whole.put16(UInt16(body.count), at: 2)
      let packet = Packet(dissecting: whole, as: .stun)
      #expect(try Layout(alone: #require(CraftedPacket(packet).layers.first)).packet.bytes == whole)
    }
  }
}
