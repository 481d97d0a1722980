import Script

/// `p.udp.checksum = auto`: gives a field back, to be computed when the packet is built.
final class AutoValue: HostValue {
  static let name = "auto"

  var typeName: String { Self.name }
  var description: String { Self.name }

  func member(_ name: String) -> Value? { nil }
  func equals(_ other: any HostValue) -> Bool { other is AutoValue }
}
