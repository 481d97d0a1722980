import Base
import Portal

/// One behaviour of a NAT as commands and lab files write it: one table reads, prints and explains them all.
package struct NATSetting: Sendable {
  package let name: String
  /// What it takes.
  package let values: String
  package let meaning: String
  /// False for what it cannot be.
  private let set: @Sendable (inout NATBehaviour, String) -> Bool
  private let get: @Sendable (NATBehaviour) -> String

  package static let all: [NATSetting] = [
    choice("mapping", \.mapping, "when another remote end gets another mapping"),
    choice("filtering", \.filtering, "who may answer"),
    NATSetting(
      name: "hairpin", values: "on or off", meaning: "whether nodes behind the router meet at its outside address",
      set: { behaviour, text in
        guard ["on", "off", "true", "false"].contains(text) else { return false }
        behaviour.hairpin = text == "on" || text == "true"
        return true
      }, get: { $0.hairpin ? "on" : "off" }),
    choice("ports", \.ports, "which port a mapping gets"),
    choice("pooling", \.pooling, "whether a node keeps one of several outside addresses"),
    choice("refresh", \.refresh, "which packets keep a mapping alive"),
    choice("translation", \.translation, "which families get other addresses; the rest passes a firewall"),
    duration("timeout", \.timeouts.udp, "how long a UDP mapping lives without traffic"),
    duration("tcp_timeout", \.timeouts.tcpEstablished, "the same of an established TCP connection"),
    duration("transitory_timeout", \.timeouts.tcpTransitory, "the same of a TCP connection that opens or closes"),
    duration("icmp_timeout", \.timeouts.icmp, "the same of an ICMP echo"),
    NATSetting(
      name: "limit", values: "mappings, from 1 to \(NATBehaviour.mostMappings)",
      meaning: "how many mappings one address inside may have",
      set: { behaviour, text in
        guard let limit = Int(text), (1...NATBehaviour.mostMappings).contains(limit) else { return false }
        behaviour.limit = limit
        return true
      }, get: { "\($0.limit)" }),
    ports("range", "the outside ports that it gives away", { $0.range = $1 }, { $0.range }),
    ports("forward", "UDP ports that lead inside whoever asks", { $0.forwards = $1 }, { $0.forwards }),
    NATSetting(
      name: "allow", values: "filters such as \"tcp 443, udp 3478\", or all", meaning: "what may leave",
      set: { behaviour, text in
        if text == "all" {
          behaviour.allows = []
          return true
        }
        let words = text.split(separator: ",").map { String($0.trimmingPrefix(" ")) }
        let filters = words.compactMap { Filter(text: $0) }
        guard filters.count == words.count, !filters.isEmpty else { return false }
        behaviour.allows = filters
        return true
      }, get: { $0.allows.isEmpty ? "all" : $0.allows.map(\.description).joined(separator: ", ") }),
  ]

  package static func named(_ name: String) -> NATSetting? {
    let name = name.replacing("-", with: "_")
    return all.first { $0.name == name }
  }

  /// - Returns: false, and nothing is changed, for a value that it cannot take.
  package func apply(_ text: String, to behaviour: inout NATBehaviour) -> Bool { set(&behaviour, text) }
  package func text(of behaviour: NATBehaviour) -> String { get(behaviour) }

  private static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<NATBehaviour, Choice> & Sendable, _ meaning: String
  ) -> NATSetting where Choice.RawValue == String {
    NATSetting(
      name: name, values: Choice.allCases.map(\.rawValue).joined(separator: ", "), meaning: meaning,
      set: { behaviour, text in
        guard let choice = Choice(rawValue: text) else { return false }
        behaviour[keyPath: path] = choice
        return true
      }, get: { $0[keyPath: path].rawValue })
  }

  private static func duration(
    _ name: String, _ path: any WritableKeyPath<NATBehaviour, Duration> & Sendable, _ meaning: String
  ) -> NATSetting {
    NATSetting(
      name: name, values: "a duration from 1s to 24h", meaning: meaning,
      set: { behaviour, text in
        guard let span = Duration(labText: text), (.seconds(1) ... .seconds(86_400)).contains(span) else {
          return false
        }
        behaviour[keyPath: path] = span
        return true
      }, get: { $0[keyPath: path].text })
  }

  private static func ports(
    _ name: String, _ meaning: String, _ put: @escaping @Sendable (inout NATBehaviour, ClosedRange<UInt16>) -> Void,
    _ get: @escaping @Sendable (NATBehaviour) -> ClosedRange<UInt16>?
  ) -> NATSetting {
    NATSetting(
      name: name, values: "a port or two with `-` between them, from 1 to 65535", meaning: meaning,
      set: { behaviour, text in
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, 1 <= first, first <= last
        else { return false }
        put(&behaviour, first...last)
        return true
      }, get: { get($0).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" } ?? "none" })
  }
}

extension NATBehaviour {
  /// The settings in which it differs from its kind.
  package var own: [(name: String, value: String)] {
    let usual = kind.behaviour
    return NATSetting.all.compactMap { setting in
      let value = setting.text(of: self)
      return value == setting.text(of: usual) ? nil : (setting.name, value)
    }
  }

  /// `port-restricted hairpin=off timeout=30s`
  package var words: String { ([kind.rawValue] + own.map { "\($0.name)=\($0.value)" }).joined(separator: " ") }

  /// Why these behaviours cannot go together, if so.
  package var conflict: String? {
    guard ports == .overload, mapping != .addressAndPortDependent else { return nil }
    return "ports=overload needs mapping=address-and-port-dependent: one port for two is told apart by the far end"
  }
}
