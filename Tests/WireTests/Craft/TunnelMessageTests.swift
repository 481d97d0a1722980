import Base
import Cipher
import Testing

@testable import Wire

/// The message alone, without the UDP and IP layers that building puts below it.
private func message(_ packet: CraftedPacket) throws -> [UInt8] {
  let built = try packet.build()
  let span = try #require(built.layers.last { $0.schema.name.hasPrefix("wg.") })
  return Array(built.bytes[span.start..<span.headerEnd])
}

private func message(_ layers: Layer...) throws -> [UInt8] { try message(CraftedPacket(layers)) }

@Suite struct TunnelMessageTests {
  @Test func `an initiation from known keys has the known bytes`() throws {
    #expect(try message(KnownTunnel.initiationLayer()) == KnownTunnel.initiation)
    #expect(
      try message(KnownTunnel.initiationLayer(["cookie": .bytes(KnownTunnel.cookie)])) == KnownTunnel.initiationWithMAC2
    )
  }

  @Test func `an initiation of wireguard-go is made again from its keys`() throws {
    let responder = PrivateKey(raw: try #require(Bytes32(CapturedTunnel.responderStatic))).publicKey
    let own = try layer(
      "wg.initiation",
      [
        "sender": .number(CapturedTunnel.index), "static_private": .bytes(CapturedTunnel.initiatorStatic),
        "peer_public": .bytes(responder.raw.bytes), "ephemeral_private": .bytes(CapturedTunnel.initiatorEphemeral),
        "timestamp": .number(CapturedTunnel.seconds), "nanoseconds": .number(CapturedTunnel.nanoseconds),
      ])
    #expect(try message(own) == CapturedTunnel.initiation)
  }

  @Test(arguments: [true, false]) func `a response answers an initiation`(_ asBytes: Bool) throws {
    let initiation = stack(try KnownTunnel.initiationLayer())
    let own = try layer(
      "wg.response",
      [
        "sender": .number(KnownTunnel.responderIndex), "static_private": .bytes(KnownTunnel.responderStatic),
        "ephemeral_private": .bytes(KnownTunnel.responderEphemeral), "psk": .bytes(KnownTunnel.psk),
        "answers": asBytes ? .bytes(KnownTunnel.initiation) : .packet(initiation),
      ])
    #expect(try message(own) == KnownTunnel.response)
  }

  @Test func `a cookie reply answers an initiation`() throws {
    let own = try layer(
      "wg.cookie",
      [
        "static_private": .bytes(KnownTunnel.responderStatic), "nonce": .bytes(KnownTunnel.cookieNonce),
        "cookie": .bytes(KnownTunnel.cookie), "answers": .bytes(KnownTunnel.initiation),
      ])
    #expect(try message(own) == KnownTunnel.cookieReply)
  }

  @Test func `a transport message seals the layers behind it`() throws {
    #expect(try message(KnownTunnel.transportLayer(counter: 0)) == KnownTunnel.keepalive)
    let padded = CraftedPacket([.raw(KnownTunnel.packet + [UInt8](repeating: 0, count: 11))])
    #expect(try message(stack(KnownTunnel.transportLayer(counter: 1)) / padded) == KnownTunnel.paddedPacket)
    let written = CraftedPacket(dissecting: KnownTunnel.packet + [UInt8](repeating: 0, count: 11))
    #expect(written.layers.count == 4)
    let whole = stack(try KnownTunnel.transportLayer(counter: 1)) / written
    #expect(try message(whole) == KnownTunnel.paddedPacket)
    let built = try whole.build()
    #expect(built.layers.map(\.schema.name) == ["ip", "udp", "wg.transport"])
    #expect(built.inner?.bytes.prefix(KnownTunnel.packet.count) == KnownTunnel.packet[...])
  }

  @Test func `a message alone goes over UDP between the ports that clients and gateways use`() throws {
    let built = try stack(KnownTunnel.initiationLayer()).build()
    #expect(built.layers.map(\.schema.name) == ["ip", "udp", "wg.initiation"])
    #expect(try built.value(of: "udp.dport") == .number(52_625))
  }

  @Test(arguments: KnownTunnel.messages)
  func `a message is found by its type and length, whatever the port`(_ name: String, _ bytes: [UInt8]) throws {
    let datagram = try (stack(layer("udp", ["sport": .number(7), "dport": .number(40_000)])) / bytes).build()
    let found = Packet(dissecting: datagram.bytes)
    #expect(found.layers.map(\.schema.name) == ["ip", "udp", name])
    #expect(found.faults.isEmpty)
    let again = CraftedPacket(found)
    #expect(again.layers.map(\.schema.name) == ["ip", "udp", name])
    #expect(try again.build().bytes == datagram.bytes)
  }

  @Test(arguments: KnownTunnel.messages)
  func `what is cut short or grown is bytes`(_ name: String, _ bytes: [UInt8]) throws {
    let udp = stack(try layer("udp", ["dport": .number(40_000)]))
    for count in 1...bytes.count + 1 where count != bytes.count {
      let cut = count <= bytes.count ? Array(bytes[..<count]) : bytes + [0]
      let datagram = try (udp / cut).build()
      let found = Packet(dissecting: datagram.bytes)
      // Data has any length that holds a tag.
      let isData = name == "wg.transport" && count >= 32
      #expect(found.layers.map(\.schema.name) == ["ip", "udp", isData ? "wg.transport" : "raw"])
      #expect(try CraftedPacket(found).build().bytes == datagram.bytes)
    }
  }

  @Test func `every message survives being read and written with any bytes`() throws {
    var chance = Chance(seed: 20)
    for round in 0..<400 {
      let (_, known) = KnownTunnel.messages[round % KnownTunnel.messages.count]
      let bytes = Array(known[..<4]) + chance.bytes(known.count - 4)
      let packet = Packet(dissecting: try (stack(layer("udp")) / bytes).build().bytes)
      #expect(try CraftedPacket(packet).build().bytes == packet.bytes)
      #expect(packet.layers.last?.schema.name.hasPrefix("wg.") == true)
    }
  }

  @Test func `what is set by hand stays, and is marked where it is known to be wrong`() throws {
    let wrong = stack(
      try KnownTunnel.initiationLayer([
        "type": .number(9), "mac1": .bytes([UInt8](repeating: 7, count: 16)), "sender": .number(5),
      ]))
    let built = try wrong.build()
    #expect(try built.value(of: "wg.initiation.mac1") == .bytes([UInt8](repeating: 7, count: 16)))
    #expect(built.bytes[28] == 9)
    #expect(Array(built.bytes[32..<36]) == [5, 0, 0, 0])
    let shown = try wrong.showBuilt()
    #expect(shown.contains("type                = 9 (!) would be 1 (Handshake Initiation)"))
    let marked = shown.split(separator: "\n").filter { $0.contains("(!)") }.map { $0.split(separator: " ")[0] }
    #expect(marked == ["type", "mac1"])
  }

  @Test func `a wrong field changes the codes that cover it`() throws {
    let right = try message(KnownTunnel.initiationLayer())
    let other = try message(KnownTunnel.initiationLayer(["sender": .number(5)]))
    #expect(right[8..<116] == other[8..<116])
    #expect(right[116..<132] != other[116..<132])
  }

  @Test func `no secret is in what is shown or in what rebuilds the packet`() throws {
    let packet = stack(try KnownTunnel.initiationLayer(["cookie": .bytes(KnownTunnel.cookie)]))
    let built = try packet.build()
    let text = [packet.showTyped(), try packet.showBuilt(), built.source].joined(separator: "\n")
    for secret in [KnownTunnel.initiatorStatic, KnownTunnel.initiatorEphemeral, KnownTunnel.cookie] {
      #expect(!text.contains(Hex.text(secret)))
    }
    #expect(text.contains("static_private    = key(…"))
  }

  @Test func `padding behind the packet is in no tunnel`() throws {
    let transport = try Layer("wg.transport", [("encrypted_packet", .bytes([UInt8](repeating: 7, count: 16)))])
    let padded = CraftedPacket([
      try Layer("ip"), try Layer("udp"), transport, try Layer("padding", [("data", .bytes([1, 2]))]),
    ])
    let built = try padded.build()
    #expect(built.bytes.suffix(2) == [1, 2])
    #expect(built.bytes.be16(2) == built.bytes.count - 2)
  }

  @Test func `a key of the wrong length is refused`() throws {
    let error = caught { _ = try layer("wg.initiation", ["static_private": .bytes([1, 2])]) }
    #expect(error?.problem == .wrongLength(2, wanted: 32))
  }

  @Test func `layers cannot follow a message that has no key for them`() throws {
    let open = stack(try layer("wg.transport", ["receiver": .number(1)]), try layer("ip"), try layer("udp"))
    #expect(caught { _ = try open.build() }?.problem == .noKey)
  }
}

@Suite struct InnerPacketTests {
  private func open(_ key: [UInt8]) -> ([UInt8]) -> [UInt8]? {
    { message in
      guard let key = Bytes32(key), message.count >= 32 else { return nil }
      let counter = message[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return ChaCha20Poly1305.opened(Array(message[16...]), key: key, nonce: .init(counter: counter))
    }
  }

  private func datagram(_ bytes: [UInt8]) throws -> Packet {
    Packet(dissecting: try (stack(layer("udp")) / bytes).build().bytes)
  }

  @Test func `a message of wireguard-go is opened with its key`() throws {
    let seen = try datagram(CapturedTunnel.transport)
    #expect(seen.inner == nil)
    let opened = seen.opened(open(CapturedTunnel.toResponder))
    #expect(opened.bytes == seen.bytes)
    #expect(opened.inner?.bytes == CapturedTunnel.plaintext)
    #expect(try opened.value(of: "inner.icmp.type") == .number(8))
    #expect(try opened.has(PacketPath("inner.icmp4")))
    #expect(try !opened.has(PacketPath("icmp4")))
    #expect(try !seen.has(PacketPath("inner.icmp4")))
    #expect(opened.show().contains("inside, with the key of its session:"))
  }

  @Test func `the wrong key opens nothing, and a keepalive holds nothing`() throws {
    #expect(try datagram(CapturedTunnel.transport).opened(open(KnownTunnel.toResponder)).inner == nil)
    #expect(try datagram(KnownTunnel.keepalive).opened(open(KnownTunnel.toResponder)).inner == nil)
  }

  @Test func `a tunnel in a tunnel is opened to its end`() throws {
    let echo = stack(try layer("ip"), try layer("icmp4"))
    let packet =
      try stack(KnownTunnel.transportLayer(counter: 3)) / stack(KnownTunnel.transportLayer(counter: 4)) / echo
    let opened = Packet(dissecting: try packet.build().bytes).opened(open(KnownTunnel.toResponder))
    #expect(try opened.value(of: "inner.wg.transport.counter") == .number(4))
    #expect(try opened.value(of: "inner.inner.icmp4.type") == .number(8))
  }

  @Test func `layers behind a tunnel message in a pattern are looked for inside it`() throws {
    let seen = try datagram(CapturedTunnel.transport)
    let opened = seen.opened(open(CapturedTunnel.toResponder))
    let echo = try PacketPattern([
      LayerPattern("udp"), LayerPattern("wg.transport"), LayerPattern("icmp", [FieldTest("type", .equal, .number(8))]),
    ])
    let reply = try PacketPattern([
      LayerPattern("wg.transport"), LayerPattern("icmp", [FieldTest("type", .equal, .number(0))]),
    ])
    #expect(echo.looksInside)
    #expect(echo.matches(opened))
    #expect(!echo.matches(seen))
    #expect(!reply.matches(opened))
    #expect(reply.nearestMiss(opened)?.path == "icmp4.type")
    #expect(try !PacketPattern([LayerPattern("icmp")]).matches(opened))
    #expect(try !PacketPattern([LayerPattern("udp"), LayerPattern("wg.transport")]).looksInside)
  }

  @Test func `what is inside a crafted packet can be changed`() throws {
    let echo = stack(try layer("ip"), try layer("icmp4"))
    let packet = stack(try KnownTunnel.transportLayer(counter: 3)) / echo
    let changed = try packet.with("inner.ip.ttl", .number(3))
    #expect(try changed.build().value(of: "inner.ip.ttl") == .number(3))
    #expect(try packet.with("wg.transport.counter", .number(4)).build().value(of: "wg.transport.counter") == .number(4))
  }
}
