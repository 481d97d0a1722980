/// The kinds of events that a trace can hold, with what each says. Breakpoints, expectations, completion and
/// explanations all read this table.
package struct EventKind: Hashable, Sendable {
  package let name: String
  package let meaning: String

  private init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }

  package static let all: [EventKind] = [
    EventKind("command", "the operator gave a command; what follows from it has it as its cause"),
    EventKind("app.opened", "an application was started"),
    EventKind("app.sent", "an application sent its first packet, or a request"),
    EventKind("app.received", "an application received an answer"),
    EventKind("app.connected", "a TCP handshake was completed"),
    EventKind("app.retransmitted", "a TCP segment was sent again"),
    EventKind("app.soft-error", "an ICMP error about an established TCP connection was noted, and is not fatal"),
    EventKind("app.progress", "a large download read on: so many bytes of its body, where known of so many"),
    EventKind("app.query-failed", "a name server did not answer an application's host; the next one is asked"),
    EventKind("app.resolved", "a name has these addresses, in the order in which the application will try them"),
    EventKind("app.failed", "an application failed, with the errno that it got"),
    EventKind("app.ended", "an application is done"),
    EventKind("app.closed", "a TCP connection is gone"),
    EventKind("tun.out", "a packet passed a tunnel device on its way to the resource"),
    EventKind("tun.in", "a packet passed a tunnel device on its way to the application"),
    EventKind("lan.out", "a gateway sent a packet into the resource network"),
    EventKind("lan.in", "a gateway got a packet from the resource network"),
    EventKind("wire.sent", "a datagram left a node's UDP socket"),
    EventKind("wire.delivered", "a datagram arrived at a node's UDP socket"),
    EventKind("wire.lost", "a datagram was lost on a link"),
    EventKind("drop", "a packet or message was discarded, for the reason given"),
    EventKind("route", "the client chose resource and gateway for a packet"),
    EventKind("permitted", "the gateway let a packet pass, because of this access"),
    EventKind("buffered", "a packet waits for the answer to a request for access"),
    EventKind("queued", "a packet waits for a WireGuard session"),
    EventKind("filtered", "a packet was refused and answered with an ICMP error"),
    EventKind("intent", "a client decided to ask for access, for the trigger given"),
    EventKind("icmp.prohibited", "a client saw the ICMP error \"administratively prohibited\" and judged it"),
    EventKind("request.failed", "the portal refused a request for access"),
    EventKind("request.ignored", "a client had no use for the portal's answer"),
    EventKind("portal.sent", "a message was sent over a portal connection"),
    EventKind("portal.received", "a message arrived over a portal connection"),
    EventKind("portal.session", "a connection to the portal changed its state"),
    EventKind("portal.ignored", "the portal had no use for a message"),
    EventKind("portal.refused", "the portal could not do what the operator asked"),
    EventKind("channel", "a node's side of its portal connection changed its state"),
    EventKind("gateway.chosen", "the portal chose a gateway for an access"),
    EventKind("authorization.created", "the portal noted an authorization"),
    EventKind("authorization.ended", "the portal ended an authorization"),
    EventKind("authorization.added", "a gateway lets a client reach a resource"),
    EventKind("authorization.refreshed", "a gateway renewed an access that it knew"),
    EventKind("authorization.removed", "a gateway lets a client reach a resource no more"),
    EventKind("authorization.expired", "an access ran out at a gateway"),
    EventKind("filters", "the filters of a resource changed at a gateway"),
    EventKind("resource.added", "a client learned of a resource"),
    EventKind("resource.changed", "a client learned that a resource changed"),
    EventKind("resource.removed", "a client lost a resource"),
    EventKind("connection", "a connection between client and gateway changed its state"),
    EventKind("candidate.ignored", "a candidate could not be read"),
    EventKind("goodbye", "one side told the other to forget the connection"),
    EventKind("wg.handshake", "a step of a WireGuard handshake"),
    EventKind("wg.session", "a WireGuard session began or ended"),
    EventKind("wg.keepalive", "a WireGuard keepalive"),
    EventKind("flag", "a feature flag was switched"),
    EventKind("fault", "a link was changed"),
    EventKind("rule", "a rule was applied to a packet or message in flight"),
    EventKind("rule.added", "the operator made a rule"),
    EventKind("rule.removed", "the operator took a rule away"),
    EventKind("released", "what a rule held goes on its way"),
    EventKind("break", "a breakpoint stopped the world"),
  ]

  package static func named(_ name: String) -> EventKind? { all.first { $0.name == name } }
}
