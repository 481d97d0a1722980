import Base
import Portal

extension Happening {
  /// What a portal tells: messages as messages, everything else as it is.
  package init?(_ event: PortalEvent, _ names: NameBook, portal: String) {
    switch event {
    case .sent(let peer, let message):
      self = .portalSent(Lab.PortalMessage(message, from: portal, to: names.name(peer), names))
    case .received(let peer, let message):
      self = .portalReceived(Lab.PortalMessage(message, from: names.name(peer), to: portal, names))
    default:
      guard let report = PortalReport(event, names) else { return nil }
      self = .reported(report)
    }
  }
}

extension Lab.PortalMessage {
  /// The frame's own text is not kept: it has secrets.
  fileprivate init(_ message: Portal.PortalMessage, from: String, to: String, _ names: NameBook) {
    self.init(
      message: message.event, from: from, to: to, fields: message.fields.map { Field($0.name, names.fact($0.value)) },
      text: "")
  }
}
