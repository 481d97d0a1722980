import Base

/// A fault of the original was switched on or off.
package struct QuirkReport: Described {
  package let name: String
  package let isOn: Bool

  package init(name: String, on: Bool) {
    self.name = name
    isOn = on
  }

  package var kind: String { "quirk" }
  package var fields: [Field] { [Field("name", name), Field("on", .flag(isOn))] }
}
