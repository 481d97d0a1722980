import Base

extension Topology {
  /// What a host offers, and at which port: `http 80`, `dns 53`.
  package struct Service: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case http
      case tcpEcho = "tcp-echo"
      case udpEcho = "udp-echo"
      /// Answers what the records of its place say.
      case dns

      /// Where it is found unless something else is said.
      package var port: UInt16 {
        switch self {
        case .http: 80
        // RFC 862.
        case .tcpEcho, .udpEcho: 7
        case .dns: 53
        }
      }
    }

    package var kind: Kind
    package var port: UInt16

    package init(_ kind: Kind, _ port: UInt16? = nil) {
      self.kind = kind
      self.port = port ?? kind.port
    }
  }

  /// What there is to be said of a name.
  package struct NameRecords: Hashable, Sendable {
    package var name: String
    package var records: [Record]

    package init(_ name: String, _ records: [Record]) {
      self.name = name
      self.records = records
    }
  }

  package enum Record: Hashable, Sendable {
    case address(IPAddress)
    case text(String)
    /// TXT records that make the answer so many bytes long: too long for a datagram.
    case filler(bytes: Int)
    /// Nobody who could say is heard: SERVFAIL.
    case failure

    /// A message of DNS over TCP is at most 65,535 bytes (RFC 1035 §4.2.2), header and question included.
    package static let fillerRange = 300...60_000
  }
}

extension Topology.Service: CustomStringConvertible {
  package var description: String { "\(kind.rawValue) \(port)" }
}

extension Topology.Record: CustomStringConvertible {
  package var description: String {
    switch self {
    case .address(let address): "\(address)"
    case .text(let text): "TXT \(text)"
    case .filler(let bytes): "TXT of \(bytes) bytes"
    case .failure: "SERVFAIL"
    }
  }

  /// As it is printed.
  package init?(_ text: String) {
    if let address = IPAddress(text) {
      self = .address(address)
    } else if text == "SERVFAIL" {
      self = .failure
    } else if text.hasPrefix("TXT of "), text.hasSuffix(" bytes"), let bytes = Int(text.dropFirst(7).dropLast(6)),
      Self.fillerRange.contains(bytes)
    {
      self = .filler(bytes: bytes)
    } else if text.hasPrefix("TXT "), text.utf8.count <= 255 + 4 {
      self = .text(String(text.dropFirst(4)))
    } else {
      return nil
    }
  }
}
