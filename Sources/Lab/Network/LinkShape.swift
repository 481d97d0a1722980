import Base

/// How a link treats what crosses it, each way; nil is as it was, or as links are.
package struct LinkShape: Hashable, Sendable {
  /// One way.
  package var latency: Duration?
  /// In millionths, as all shares here.
  package var lossPartsPerMillion: UInt32?
  /// How many datagrams in a row a loss takes, on average: 1 loses each by itself.
  package var burst: UInt32?
  /// Up to so much is added to the latency.
  package var jitter: Duration?
  /// What others overtake.
  package var reorder: UInt32?
  /// What arrives twice.
  package var duplicate: UInt32?
  /// What arrives with a byte that is another.
  package var corrupt: UInt32?
  /// Bytes a second; 0 is without bound.
  package var rate: UInt64?
  /// Bytes that may wait where there is a rate.
  package var queue: UInt64?
  /// The longest IP packet, in bytes; 0 is without bound.
  package var mtu: UInt32?

  package init(latency: Duration? = nil, lossPartsPerMillion: UInt32? = nil) {
    self.latency = latency
    self.lossPartsPerMillion = lossPartsPerMillion
  }

  /// The shape with what another one says.
  package func with(_ other: LinkShape) -> LinkShape {
    var shape = self
    for setting in LinkSetting.all {
      if let text = setting.text(of: other) { _ = setting.apply(text, to: &shape) }
    }
    return shape
  }

  /// `latency=50ms loss=5%`
  package var words: String {
    LinkSetting.all.compactMap { setting in setting.text(of: self).map { "\(setting.name)=\($0)" } }
      .joined(separator: " ")
  }
}

/// One property of a link as commands and lab files write it: one table reads, prints and explains them all.
package struct LinkSetting: Sendable {
  package let name: String
  /// What it takes, with its bounds.
  package let values: String
  package let meaning: String
  /// What it is where nobody says anything.
  package let usual: String
  private let set: @Sendable (inout LinkShape, String) -> Bool
  private let get: @Sendable (LinkShape) -> String?

  package static let all: [LinkSetting] = [
    span("latency", \.latency, "one way", usual: "0s"),
    share("loss", \.lossPartsPerMillion, "what is lost"),
    LinkSetting(
      name: "burst", values: "from 1 to 1000 datagrams", meaning: "how many in a row a loss takes on average",
      usual: "1",
      set: { shape, text in
        guard let burst = UInt32(text), (1...1000).contains(burst) else { return false }
        shape.burst = burst
        return true
      }, get: { $0.burst.map { "\($0)" } }),
    span("jitter", \.jitter, "up to so much is added to the latency; the order stays", usual: "0s"),
    share("reorder", \.reorder, "what others overtake"),
    share("duplicate", \.duplicate, "what arrives twice"),
    share("corrupt", \.corrupt, "what arrives with a byte that is another"),
    size("rate", \.rate, 1000...10_000_000_000, "bytes a second", usual: "none"),
    size("queue", \.queue, 1500...1_000_000_000, "how much waits where there is a rate", usual: "64000B"),
    LinkSetting(
      name: "mtu", values: "from 576B to 65535B, or none", meaning: "the longest IP packet", usual: "none",
      set: { shape, text in
        guard let bytes = text == "none" ? 0 : ByteCount.bytes(text),
          bytes == 0 && text == "none" || (576...65_535).contains(bytes)
        else { return false }
        shape.mtu = UInt32(bytes)
        return true
      }, get: { $0.mtu.map { $0 == 0 ? "none" : "\($0)B" } }),
  ]

  package static func named(_ name: String) -> LinkSetting? { all.first { $0.name == name } }

  /// - Returns: false, and nothing is changed, for a value that it cannot take.
  package func apply(_ text: String, to shape: inout LinkShape) -> Bool { set(&shape, text) }
  package func text(of shape: LinkShape) -> String? { get(shape) }

  private static func span(
    _ name: String, _ path: any WritableKeyPath<LinkShape, Duration?> & Sendable, _ meaning: String, usual: String
  ) -> LinkSetting {
    LinkSetting(
      name: name, values: "such as 25ms, from 0s to 10s", meaning: meaning, usual: usual,
      set: { shape, text in
        guard let span = Duration(labText: text), (.zero ... .seconds(10)).contains(span) else { return false }
        shape[keyPath: path] = span
        return true
      }, get: { $0[keyPath: path]?.text })
  }

  private static func share(
    _ name: String, _ path: any WritableKeyPath<LinkShape, UInt32?> & Sendable, _ meaning: String
  ) -> LinkSetting {
    LinkSetting(
      name: name, values: "a share from 0% to 100%", meaning: meaning, usual: "0%",
      set: { shape, text in
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) else {
          return false
        }
        shape[keyPath: path] = UInt32((percent * 10_000).rounded())
        return true
      }, get: { $0[keyPath: path].map(Fact.percent) })
  }

  private static func size(
    _ name: String, _ path: any WritableKeyPath<LinkShape, UInt64?> & Sendable, _ bounds: ClosedRange<UInt64>,
    _ meaning: String, usual: String
  ) -> LinkSetting {
    LinkSetting(
      name: name, values: "from \(bounds.lowerBound)B to \(bounds.upperBound / 1_000_000)MB, or none", meaning: meaning,
      usual: usual,
      set: { shape, text in
        if text == "none" {
          shape[keyPath: path] = 0
          return true
        }
        guard let bytes = ByteCount.bytes(text), bounds.contains(bytes) else { return false }
        shape[keyPath: path] = bytes
        return true
      }, get: { $0[keyPath: path].map { $0 == 0 ? "none" : "\($0)B" } })
  }
}
