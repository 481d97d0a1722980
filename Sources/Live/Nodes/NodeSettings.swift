import Access
import Base

/// What whoever starts a client or gateway decides.
package struct NodeSettings: Sendable {
  /// The tunnel device's name.
  package var interface = "tun-firezone"
  /// The UDP port that is asked for first.
  package var port = LocalNode.preferredPort
  package var flags = FeatureFlags()
  /// A client's own switch for the Internet resource.
  package var usesInternet = false
  /// What a recording calls the node, and the program that it is.
  package var name = "node"
  package var program = "fzsh"
  /// How applications are led to a client's name servers.
  package var nameControl = NameControl.none
  package var pace = Pace.real

  package init() {}
}
