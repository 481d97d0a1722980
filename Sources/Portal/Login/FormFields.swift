import Base

/// `application/x-www-form-urlencoded` (URL Standard §5): `+` is a space, `%2B` a plus.
package struct FormFields: Sendable {
  private var pairs: [(name: String, value: String)] = []

  init(_ query: some StringProtocol) {
    for part in query.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      pairs.append((Self.decoded(sides[0]), sides.count > 1 ? Self.decoded(sides[1]) : ""))
    }
  }

  /// The first of this name.
  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  var hardware: HardwareIDs {
    var hardware = HardwareIDs()
    hardware.deviceSerial = self["device_serial"]
    hardware.deviceUUID = self["device_uuid"]
    hardware.identifierForVendor = self["identifier_for_vendor"]
    hardware.firebaseInstallationID = self["firebase_installation_id"]
    return hardware
  }

  private static func decoded(_ text: some StringProtocol) -> String {
    let utf8 = Array(text.utf8)
    var bytes: [UInt8] = []
    var at = 0
    while at < utf8.count {
      if utf8[at] == UInt8(ascii: "%"), at + 2 < utf8.count, let high = Hex.value(of: utf8[at + 1]),
        let low = Hex.value(of: utf8[at + 2])
      {
        bytes.append(high << 4 | low)
        at += 3
      } else {
        bytes.append(utf8[at] == UInt8(ascii: "+") ? UInt8(ascii: " ") : utf8[at])
        at += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Letters, digits and `*-._` stand for themselves.
  package static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        encoded.append(Character(Unicode.Scalar(byte)))
      case UInt8(ascii: " "): encoded.append("+")
      default: encoded += "%" + Hex.text([byte]).uppercased()
      }
    }
    return encoded
  }
}
