import Base
import Wire

/// A connectivity check of ICE, as each pair of candidates sends and answers them all the time.
enum STUNMeasures {
  static func all() throws -> [Measure] {
    let key = STUNKey.shortTerm(password: "VOkJxbRl1RmTxUk/WvJxBt")
    let bytes = try check(key)
    return [
      Measure("write a STUN check with integrity and fingerprint", count: 50_000) { count in
        for _ in 0..<count { use(try check(key)) }
      },
      Measure("read a STUN check", count: 500_000) { count in
        for _ in 0..<count { use(try STUNMessage(bytes)[.priority]) }
      },
      Measure("read and verify a STUN check", count: 50_000) { count in
        for _ in 0..<count {
          let message = try STUNMessage(bytes)
          use((message.checkIntegrity(key), message.checkFingerprint()))
        }
      },
    ]
  }

  private static func check(_ key: STUNKey) throws -> [UInt8] {
    var writer = STUNWriter(STUNType(.binding, .request), STUNTransactionID(high: 1, low: 2))
    writer.add(.username, "evtj:h6vY")
    writer.add(.priority, 0x6e00_01ff)
    writer.add(.iceControlling, 0x932f_f9b1_5126_3b36)
    writer.add(.useCandidate)
    return try writer.finish(integrity: key, fingerprint: true)
  }
}
