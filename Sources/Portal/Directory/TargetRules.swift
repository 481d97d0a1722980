import Base

extension Directory.Resource.Target {
  /// What an address must not be: Firezone's own, loopback, the whole Internet, or a pattern that no name fits.
  package func check() throws(DirectoryError) {
    switch self {
    case .cidr(let network): try Self.check(network)
    case .ip(let address): try Self.check(IPPrefix(host: address))
    case .dns(let pattern, _):
      if let fault = Self.fault(in: pattern) { throw .pattern(pattern, fault) }
    case .internet: break
    }
  }

  private static func check(_ network: IPPrefix) throws(DirectoryError) {
    guard network.length > 0 else { throw .wholeInternet(network) }
    for range in ReservedRange.all where range.overlaps(network) { throw .reserved(network, within: range) }
  }

  /// Names of at most 253 bytes in labels of at most 63 (RFC 1035 §2.3.4), with `*` and `?` inside labels and `**` as
  /// a label, but not in the last one.
  static func fault(in pattern: String) -> DirectoryError.PatternFault? {
    guard !pattern.isEmpty else { return .empty }
    guard pattern.utf8.count <= 253 else { return .tooLong }
    guard IPAddress(pattern) == nil else { return .isAddress }
    let labels = pattern.split(separator: ".", omittingEmptySubsequences: false)
    for label in labels {
      if let fault = fault(inLabel: label) { return fault }
    }
    guard let top = labels.last, !top.contains(where: { $0 == "*" || $0 == "?" }) else { return .wildcardInTopLevel }
    return top.lowercased() == "localhost" ? .localhost : nil
  }

  private static func fault(inLabel label: Substring) -> DirectoryError.PatternFault? {
    guard !label.isEmpty else { return .emptyLabel }
    guard label.utf8.count <= 63 else { return .longLabel }
    if label.contains("**"), label != "**" { return .doubleStarWithinLabel }
    for character in label {
      let isFine = character.isLetter || character.isNumber || "-_*?".contains(character)
      if !isFine { return .character(character) }
    }
    return nil
  }
}
