import Base
import Cipher

/// One pair of transport keys and their counters.
struct Session: Sendable {
  let keys: SessionKeys
  let began: Instant
  /// When nothing is received on it any more.
  let end: Instant
  /// When nothing is sent on it any more.
  private let sendingEnds: Instant
  var sendCounter: UInt64 = 0
  private var replay = ReplayWindow()

  init(_ keys: SessionKeys, at now: Instant) {
    self.keys = keys
    began = now
    end = now + Limits.rejectAfterTime
    sendingEnds = keys.role == .initiator ? now + Limits.initiatorStopsSending : end
  }

  var local: UInt32 { keys.local }

  func canSend(at now: Instant) -> Bool { now < sendingEnds && sendCounter < Limits.rejectAfterMessages }

  /// A message that carries `packet`, or a keepalive if that is empty. One allocation.
  mutating func seal(_ packet: [UInt8], padding: TunnelPolicy.Padding) -> [UInt8] {
    let counter = sendCounter
    sendCounter += 1
    let header = TransportData.headerCount
    let count = TransportData.overhead + padding.padded(packet.count)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      let message = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      TransportData.write(receiver: keys.remote, counter: counter, into: message)
      let body = UnsafeMutableRawBufferPointer(rebasing: message[header...])
      body.copyBytes(from: packet)
      for i in packet.count..<padding.padded(packet.count) { body[i] = 0 }
      ChaCha20Poly1305.seal(body, key: keys.send, nonce: .init(counter: counter))
      written = count
    }
  }

  /// What the message carries, padding included. One allocation.
  mutating func open(_ message: TransportData, at now: Instant) throws(MessageRejection) -> [UInt8] {
    guard now < end else { throw .endedSession(receiver: local) }
    let counter = message.counter
    try replay.check(counter)
    let packet = ChaCha20Poly1305.opened(message.sealedPacket, key: keys.receive, nonce: .init(counter: counter))
    guard let packet else { throw .undecryptableData(counter: counter) }
    replay.mark(counter)
    return packet
  }
}

extension TunnelPolicy.Padding {
  func padded(_ count: Int) -> Int {
    switch self {
    case .none: count
    case .to16: (count + 15) & ~15
    }
  }
}

/// A tunnel's numbers for its handshakes: 24 bits that the owner finds it by, and 8 that count from 1.
struct SessionIndices: Sendable {
  private let base: UInt32
  private var count: UInt8 = 0

  init(base: UInt32) { self.base = base << 8 }

  mutating func next() -> UInt32 {
    count &+= 1
    return base | UInt32(count)
  }
}
