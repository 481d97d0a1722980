import Base

/// A place where packets are seen: a node and one of its faces, written `gateway.tun`.
package struct Tap: Hashable, Comparable, Sendable, CustomStringConvertible {
  package enum Face: String, Hashable, Sendable, CaseIterable {
    /// Between an application and the node's own network stack.
    case app
    /// The tunnel device: packets as applications sent them.
    case tun
    /// The node's UDP socket: encrypted datagrams.
    case wire
    /// The resource network behind a gateway.
    case lan
    /// A client's own network: packets that go beside the tunnel.
    case net
    /// The portal connection: messages.
    case ws
  }

  package let node: String
  package let face: Face

  package init(_ node: String, _ face: Face) {
    self.node = node
    self.face = face
  }

  /// `client.tun`; a node's own name may hold dots, the face is what follows the last.
  package init?(_ text: String) {
    guard let dot = text.lastIndex(of: "."), let face = Face(rawValue: String(text[text.index(after: dot)...])),
      dot != text.startIndex
    else { return nil }
    self.init(String(text[..<dot]), face)
  }

  package var description: String { "\(node).\(face.rawValue)" }
  package static func < (a: Tap, b: Tap) -> Bool { (a.node, a.face.rawValue) < (b.node, b.face.rawValue) }
}
