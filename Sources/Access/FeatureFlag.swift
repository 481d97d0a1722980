import Base

/// Behaviour that can be switched while it is rolled out. All are off unless something says otherwise.
package enum FeatureFlag: String, CaseIterable, Hashable, Comparable, Sendable {
  /// The client asks for a new authorization when it sees an ICMP error "prohibited" for a resource.
  case icmpErrorUnreachableProhibitedCreateNewFlow = "icmp-error-unreachable-prohibited-create-new-flow"
  /// The client asks for a new authorization when its gateway says so in so many words; the gateway says so when it
  /// refuses a packet. The later design, and our own flag.
  case noAuthorizationControlEvent = "no-authorization-control-event"

  /// `FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW`
  package var environmentVariable: String { "FZFF_" + rawValue.uppercased().replacing("-", with: "_") }

  package static func < (a: FeatureFlag, b: FeatureFlag) -> Bool { a.rawValue < b.rawValue }
}

package typealias FeatureFlags = Switches<FeatureFlag>

extension FeatureFlags {
  /// - Parameter environment: only the exact words `true` and `false` count; `1`, `on` and `TRUE` say nothing.
  package init(environment: (String) -> String?) {
    self.init()
    for flag in FeatureFlag.allCases where environment(flag.environmentVariable) == "true" { self[flag] = true }
  }
}
