import Access
import Cipher

/// A node's end of its portal connection: text frames in order, over one socket at a time.
///
/// The node's event loop, and no other thread, calls it. Nothing here waits: what becomes of a wish is told later, by
/// `takeEvents`. How to reach the portal, and the token, are the transport's own business.
package protocol PortalTransport: AnyObject {
  /// Can be read from as long as events wait to be taken; the loop waits for it among its other descriptors.
  var signal: Descriptor { get }

  /// Opens a new socket; the one before it, open or opening, is dropped in silence.
  ///
  /// Becomes `.opened`, `.refused(status:)` where the upgrade was answered with another status than 101, `.distrusted(reason:)`
  /// where the portal's certificate is not accepted, or `.closed(reason:)`.
  /// - Parameter key: a client's or gateway's, for the URL: it changes when a client roams. Nil of a relay.
  func open(as key: PublicKey?)

  /// Sends a frame on the open socket; dropped where none is open.
  func send(_ text: String)

  /// Closes the socket in order, sending first what was handed over. No `.closed` follows: the node knows.
  func close()

  /// What happened since the last time, in order, and only of the socket that was opened last.
  func takeEvents() -> [PortalLink]
}

extension PortalTransport {
  /// Does what a machine wants of its portal connection.
  package func obey(_ wish: PortalWish, as key: PublicKey?) {
    switch wish {
    case .open: open(as: key)
    case .close: close()
    case .text(let text): send(text)
    }
  }
}
