import Base
import Wire

/// Options of a SYN. The one that we send and heed is the maximum segment size (RFC 9293 §3.7.1):
/// ```
///  0          1          2                     4
/// +----------+----------+---------------------+
/// | kind = 2 | len = 4  | maximum segment size|
/// +----------+----------+---------------------+
/// ```
/// Window scale, timestamps and SACK are left out.
enum TCPOptions {
  /// RFC 9293 §3.7.1: assumed of a peer that says nothing.
  static func defaultSegmentSize(_ family: IPFamily) -> Int { family == .v4 ? 536 : 1220 }

  /// The largest payload behind headers without options.
  static func segmentSize(mtu: Int, _ family: IPFamily) -> Int { mtu - (family == .v4 ? 40 : 60) }

  static func maximumSegmentSize(_ size: Int) -> [UInt8] {
    [2, 4, UInt8(truncatingIfNeeded: size >> 8), UInt8(truncatingIfNeeded: size)]
  }

  /// The maximum segment size that a SYN states, if its options are well formed up to there.
  static func maximumSegmentSize(in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let kind = rest.first, kind != 0 {
      if kind == 1 {
        rest = rest.dropFirst()
        continue
      }
      guard rest.count >= 2 else { return nil }
      let length = Int(rest[rest.startIndex + 1])
      guard length >= 2, length <= rest.count else { return nil }
      if kind == 2, length == 4 { return Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3]) }
      rest = rest.dropFirst(length)
    }
    return nil
  }
}
