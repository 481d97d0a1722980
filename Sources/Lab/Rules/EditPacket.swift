import Wire

extension IPPacket {
  /// The packet's bytes with fields changed. What is computed and was right is computed again, unless it was set.
  package func edited(by edits: [Edit]) throws(CraftingError) -> [UInt8] {
    let packet = Packet(self)
    var crafted = CraftedPacket(packet)
    for edit in edits { crafted = try crafted.with(try edit.path(in: packet), edit.value) }
    return try crafted.build().bytes
  }
}

extension Edit {
  /// Where the field is: said with its layer, or in the innermost layer that has one of this name.
  fileprivate func path(in packet: Packet) throws(CraftingError) -> PacketPath {
    guard !field.contains(".") else { return try PacketPath(field) }
    let layers = packet.layers.filter { $0.depth == 0 }.map(\.schema)
    // Where no layer has it, the innermost one says so.
    guard let schema = layers.last(where: { $0[field] != nil }) ?? layers.last else { return try PacketPath(field) }
    return try PacketPath("\(schema.name)[\(layers.count { $0 === schema })].\(field)")
  }
}
