import Base

/// The host's layers and their fields by the names that they are written with. The places are those of the host's own
/// lists: what the parser finds here nobody need look for again.
package struct LayerNames: Sendable {
  let names: NameIndex
  /// The fields of each layer, by its place.
  let fields: [NameIndex]

  package init(_ names: NameIndex = NameIndex([String]()), fields: [NameIndex] = []) {
    self.names = names
    self.fields = fields
  }
}
