import Base

/// What a link did to a datagram besides losing it, and what a node learned of a narrow one.
enum LinkReport: Described {
  case corrupted(link: String)
  case duplicated(link: String, of: PacketID)
  /// RFC 1191, RFC 8201: a node cuts what it sends there from now on.
  case pathMTU(to: IPAddress, mtu: Int)

  var kind: String {
    switch self {
    case .corrupted: "wire.corrupted"
    case .duplicated: "wire.duplicated"
    case .pathMTU: "path.mtu"
    }
  }

  var fields: [Field] {
    switch self {
    case .corrupted(let link): [Field("link", link)]
    case .duplicated(let link, let original): [Field("link", link), Field("of", .packet(original))]
    case .pathMTU(let address, let mtu): [Field("to", .address(address)), Field("mtu", .number(Int64(mtu)))]
    }
  }
}
