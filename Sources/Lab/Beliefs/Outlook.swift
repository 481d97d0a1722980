import Access
import Base
import Portal

/// A prospect without its sentence.
package struct Outlook {
  /// One word for each case.
  package var word: String
  /// What it hangs on: a signal, a resource, the portal's reason.
  package var by: String?
  /// Nothing happens before.
  package var after: Instant?
  /// What of the resource a packet must be.
  package var filters: String?

  init(_ word: String, by: String? = nil, after: Instant? = nil) {
    (self.word, self.by, self.after) = (word, by, after)
  }
}

extension Prospect {
  package var outlook: Outlook {
    switch self {
    case .nobody: Outlook("nobody")
    case .agreed(let end, _): Outlook("agreed", after: end)
    case .asked(let event): Outlook("asked", by: event.outlook.word)
    case .refused(let refused): Outlook("refused", by: refused.reason.rawValue, after: refused.until)
    case .heals(let event): event.outlook
    case .lasts(.flagsOff): Outlook("flags-off")
    case .lasts(.portalRefuses(let reason)): Outlook("portal-refuses", by: reason.wireText)
    case .lasts(.bypassed(let other)): Outlook("bypassed", by: other)
    case .lasts(.clientDown): Outlook("client-down")
    case .lasts(.nobodyTells): Outlook("nobody-tells")
    }
  }
}

extension Prospect.Event {
  fileprivate var outlook: Outlook {
    switch self {
    case .packet(let packet):
      var outlook = Outlook("packet", by: packet.signal?.rawValue, after: packet.after)
      outlook.filters = packet.filters
      return outlook
    case .recheck: return Outlook("recheck")
    case .answer: return Outlook("answer")
    case .message: return Outlook("message")
    case .clientReachesPortal: return Outlook("client-reaches-portal")
    case .gatewayReachesPortal: return Outlook("gateway-reaches-portal")
    case .path: return Outlook("path")
    case .tunnelGivenUp: return Outlook("tunnel-given-up")
    case .expiry(let end): return Outlook("expiry", after: end)
    }
  }
}
