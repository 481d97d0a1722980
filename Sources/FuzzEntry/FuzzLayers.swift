import Base
import Wire

/// Reads `bytes` as any layer of the registry, which the first byte chooses, and as what a stream brings to a TURN port:
/// the peer control protocol, channel data, lists of items. The layers that are found build the same bytes again, and so
/// does what they are written as.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzLayers(_ bytes: UnsafeRawBufferPointer) {
  guard let choice = bytes.first else { return }
  let rest = Array(bytes.dropFirst())
  let schema = LayerSchema.all[Int(choice) % LayerSchema.all.count]
  readAgain(Packet(dissecting: rest, as: schema), rest)
  let segment = TCPSegment(sequence: 1, acknowledgment: 1, flags: .ack, payload: rest)
  guard let stream = IPPacket.tcp(from: relay, to: relay, segment) else { return }
  readAgain(Packet(stream), stream.bytes)
}

private func readAgain(_ packet: Packet, _ bytes: [UInt8]) {
  precondition((try? CraftedPacket(packet).build().bytes) == bytes)
  precondition(packet.layers.allSatisfy { $0.start <= $0.headerEnd && $0.headerEnd <= $0.end && $0.end <= bytes.count })
  _ = (packet.show(), packet.faults, packet.hexMap, packet.source)
}

private let relay = Endpoint(.v4(IPv4Address(bits: 0xc633_6401)), 3478)

/// Reads `bytes` as packets, each behind its length in two bytes, and puts their fragments together.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzFragments(_ bytes: UnsafeRawBufferPointer) {
  var rest = Array(bytes)[...]
  var reassembly = Reassembly(limits: ReassemblyLimits(datagrams: 8, bytes: 1 << 16))
  var failed: [ReassemblyFailure] = []
  var now = Instant.zero
  while rest.count > 2 {
    let length = min(Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1]), rest.count - 2)
    let packet = Array(rest.dropFirst(2).prefix(length))
    rest = rest.dropFirst(2 + length)
    now = now + .seconds(1)
    _ = reassembly.add(packet, at: now, failed: &failed)
    cut(packet)
  }
  precondition(reassembly.unfinished.count <= 8)
  _ = reassembly.expire(at: now + .seconds(120))
  precondition(reassembly.nextDeadline == nil)
}

/// What fits is cut, and every piece does.
private func cut(_ bytes: [UInt8]) {
  guard let pieces = try? Packet(dissecting: bytes).fragmented(to: 68 + 60) else { return }
  precondition(pieces.count == 1 || pieces.allSatisfy { $0.bytes.count <= 68 + 60 })
}
