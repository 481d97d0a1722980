import Access
import Base
import Portal

// What clients and gateways have in common.

/// What of a node's state its machine does not know: the process around it.
package struct ProcessState {
  /// What it says of itself when it logs in.
  package var version: Fact = .none
  package var location: Fact = .none
  package var life = "running"
  /// How many processes there were before this one.
  package var generation = 0
  /// Where it is reached.
  package var sockets: Fact = .none
  /// A gateway's.
  package var site: String?

  package init() {}
}

/// A machine of either kind, as far as its state is told alike.
protocol StatedMachine {
  var tunnelAddresses: [IPAddress] { get }
  var isJoined: Bool { get }
  var portalConnection: PortalConnectionState { get }
  var flags: FeatureFlags { get }
  var quirks: AccessQuirks { get }
  var channelQuirks: PortalQuirks { get }
}

extension AccessClient: StatedMachine {}
extension AccessGateway: StatedMachine {}

extension StatedMachine {
  /// - Parameter kind: `client` or `gateway`.
  func commonParts(_ kind: String, _ process: ProcessState) -> [StatePart] {
    [
      StatePart("kind", text: kind), StatePart("version", fact: process.version),
      StatePart("location", fact: process.location),
      StatePart("life", text: process.life),
      StatePart("generation", fact: Fact(process.generation)),
      StatePart("addresses", fact: .addresses(tunnelAddresses)), StatePart("sockets", fact: process.sockets),
      StatePart("portal", text: isJoined ? "connected" : "disconnected"),
      StatePart("portal_connection") { portalConnection.state },
    ]
  }

  var switchParts: [StatePart] {
    [
      StatePart("flags") {
        .record(FeatureFlag.allCases.map { State.Member($0.rawValue, .flag(flags[$0])) })
      },
      StatePart("quirks") {
        .record(
          AccessQuirk.allCases.map { State.Member($0.rawValue, .flag(quirks[$0])) }
            + PortalQuirk.allCases.filter(\.isOfChannel).map {
              State.Member($0.rawValue, .flag(channelQuirks[$0]))
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
