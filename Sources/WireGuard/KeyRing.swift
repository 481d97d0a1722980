import Base
import Cipher

/// The transport keys of many sessions: opens what crossed the wire between any of their ends.
package struct KeyRing: Sendable {
  /// By the index that the messages bear. Indices may come again, in time or at another node.
  private var sessions = SortedTable<UInt32, [SessionKeys]>()

  package init() {}

  package mutating func add(_ keys: SessionKeys) { sessions[keys.local] = (sessions[keys.local] ?? []) + [keys] }

  /// The newest end whose index is `receiver`.
  package func receiver(_ index: UInt32) -> SessionKeys? { sessions[index]?.last }

  /// What a transport message carries, padding included: empty for a keepalive. Nil for any other message, and where
  /// no key fits.
  package func open(_ bytes: [UInt8]) -> [UInt8]? {
    guard case .transportData(let message)? = try? Message(bytes) else { return nil }
    for keys in (sessions[message.receiver] ?? []).reversed() {
      let nonce = ChaCha20Poly1305.Nonce(counter: message.counter)
      if let packet = ChaCha20Poly1305.opened(message.sealedPacket, key: keys.receive, nonce: nonce) {
        return packet
      }
    }
    return nil
  }
}
