import Base

/// What WireGuard messages from one party to another are crafted with. Keys are their bytes; nothing prints them.
package struct TunnelMaterial: Hashable, Sendable {
  /// For handshakes: whom the message is from, and whom it is for.
  package struct Handshake: Hashable, Sendable {
    package let staticPrivate: [UInt8]
    /// Nil where nobody was named whom the message is for.
    package let peerPublic: [UInt8]?
    /// Zeros where the two share none.
    package let presharedKey: [UInt8]
    /// Drawn from the lab's seed for the two parties and this moment, as index, nonce and cookie are.
    package let ephemeralPrivate: [UInt8]
    package let index: UInt32
    package let nonce: [UInt8]
    /// What the calendar says.
    package let time: UnixTime
    /// What the receiver, under load, has given the sender and still takes.
    package let cookie: [UInt8]?
    /// A cookie to give.
    package let freshCookie: [UInt8]

    package init(
      staticPrivate: [UInt8], peerPublic: [UInt8]?, presharedKey: [UInt8], ephemeralPrivate: [UInt8], index: UInt32,
      nonce: [UInt8], time: UnixTime, cookie: [UInt8]?, freshCookie: [UInt8]
    ) {
      self.staticPrivate = staticPrivate
      self.peerPublic = peerPublic
      self.presharedKey = presharedKey
      self.ephemeralPrivate = ephemeralPrivate
      self.index = index
      self.nonce = nonce
      self.time = time
      self.cookie = cookie
      self.freshCookie = freshCookie
    }
  }

  /// For transport messages: the sending half of a session.
  package struct Session: Hashable, Sendable {
    package let key: [UInt8]
    package let receiver: UInt32
    /// The next that the session itself would use; 0 where only the receiving end is known.
    package let counter: UInt64

    package init(key: [UInt8], receiver: UInt32, counter: UInt64) {
      self.key = key
      self.receiver = receiver
      self.counter = counter
    }
  }

  package let handshake: Handshake?
  package let session: Session?
  /// Where the parties are reached; empty for a stranger.
  package let source: [Endpoint]
  package let destination: [Endpoint]

  package init(handshake: Handshake?, session: Session?, source: [Endpoint] = [], destination: [Endpoint] = []) {
    self.handshake = handshake
    self.session = session
    self.source = source
    self.destination = destination
  }

  /// A party that no lab has: a key pair of its own, from the lab's seed, that nobody was told of.
  package static let stranger = "mallory"
}

extension TunnelMaterial: CustomStringConvertible, CustomReflectable {
  package var description: String { "(tunnel material)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
