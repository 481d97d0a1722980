import Base
import Wire

extension DomainName {
  /// The name whose PTR record names an address: `4.3.2.1.in-addr.arpa` (RFC 1035 §3.5), or the 32 nibbles under
  /// `ip6.arpa` (RFC 3596 §2.5).
  package init(reverse address: IPAddress) {
    let digits: [String] =
      switch address {
      case .v4(let v4): v4.octets.map { String($0) }
      case .v6(let v6): v6.octets.flatMap { [String($0 >> 4, radix: 16), String($0 & 15, radix: 16)] }
      }
    let zone = address.family == .v4 ? ["in-addr", "arpa"] : ["ip6", "arpa"]
    // 33 labels of one byte and two more are within every limit.
    self = (try? DomainName(labels: (digits.reversed() + zone).map { Array($0.utf8) })) ?? .root
  }
}
