import Access
import Base
import Lab
import Portal
import Traversal

// What clients and gateways have in common.

extension Node {
  /// - Parameter kind: `client` or `gateway`.
  func commonParts(_ kind: String, _ look: StateLook, sockets: Fact) -> [StatePart] {
    [
      StatePart("kind", text: kind), StatePart("version", fact: Fact(look.machine(name)?.version?.description)),
      StatePart("location", fact: Fact(look.machine(name)?.location?.description)),
      StatePart("life", text: state.life.word),
      StatePart("generation", fact: Fact(state.generation)),
      StatePart("addresses", fact: .addresses(access.tunnelAddresses)), StatePart("sockets", fact: sockets),
      StatePart("portal", text: access.isJoined ? "connected" : "disconnected"),
      StatePart("portal_connection") { access.portalConnection.state },
    ]
  }

  var switchParts: [StatePart] {
    [
      StatePart("flags") {
        .record(FeatureFlag.allCases.map { State.Member($0.rawValue, .flag(access.flags[$0])) })
      },
      StatePart("quirks") {
        .record(
          AccessQuirk.allCases.map { State.Member($0.rawValue, .flag(access.quirks[$0])) }
            + PortalQuirk.allCases.filter(\.isOfChannel).map {
              State.Member($0.rawValue, .flag(access.channelQuirks[$0]))
            })
      },
    ]
  }
}

extension PortalConnectionState {
  var state: State {
    .record([
      .init("phase", phase.rawValue), .init("queued", Fact(queued)), .init("unanswered", Fact(unanswered)),
      .init("next", Fact(nextDeadline)),
    ])
  }
}

extension Relays {
  /// What the portal offers, and whether it has lent us anything.
  func table(_ look: StateLook) -> State {
    .table(
      columns: ["relay", "allocated", "retry"],
      rows: all.map { [.text(look.names.name($0.key)), .flag($0.value.isAllocated), Fact($0.value.retry)] })
  }
}
