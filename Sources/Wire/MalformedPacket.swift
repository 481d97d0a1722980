/// Why bytes are not the packet that they claim to be: the field, where it stands, what it says and what there is.
package struct MalformedPacket: Error, Hashable, Sendable {
  package var field: String
  package var offset: Int
  package var says: Int
  package var has: Int

  package init(_ field: String, at offset: Int, says: Int, has: Int) {
    self.field = field
    self.offset = offset
    self.says = says
    self.has = has
  }
}

extension MalformedPacket: CustomStringConvertible {
  package var description: String { "\(field) at byte \(offset): says \(says), has \(has)" }
}
