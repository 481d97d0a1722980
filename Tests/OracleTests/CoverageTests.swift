import Base
import Testing

@testable import Wire

/// A layer that joins the registry is checked, or it is said why it cannot be.
@Suite struct CoverageTests {
  @Test(arguments: LayerSchema.all.map(\.name)) func `Scapy's names for the layer are written down`(_ name: String)
    throws
  {
    let schema = try #require(LayerSchema.find(name))
    if let reason = ScapyNames.unknown.first(where: { $0.layer == name })?.reason {
      #expect(ScapyNames.row(of: schema) == nil, "Scapy does not know it: \(reason)")
      return
    }
    let row = try #require(ScapyNames.row(of: schema), "a row in ScapyNames, or a reason in ScapyNames.unknown")
    expectFields(row.fields, of: schema)
  }

  @Test(arguments: LayerSchema.all.map(\.name)) func `tshark's names for the layer are written down`(_ name: String)
    throws
  {
    let schema = try #require(LayerSchema.find(name))
    if let reason = TsharkNames.unknown.first(where: { $0.layer == name })?.reason {
      #expect(TsharkNames.row(of: schema) == nil, "tshark does not know it: \(reason)")
      return
    }
    let row = try #require(TsharkNames.row(of: schema), "a row in TsharkNames, or a reason in TsharkNames.unknown")
    expectFields(row.fields.map { PeerField($0.ours, $0.theirs ?? "") }, of: schema)
    for field in row.fields where field.theirs == nil { #expect(!field.reason.isEmpty, "\(field.ours)") }
  }

  /// Shorthands for options are read from the bytes that hold the options.
  private func expectFields(_ fields: [PeerField], of schema: LayerSchema) {
    let own = schema.fields.filter { $0.place.isOwn }.map(\.name)
    #expect(own.filter { name in !fields.contains { $0.ours == name } } == [], "fields without a name there")
    #expect(fields.map(\.ours).filter { !own.contains($0) } == [], "names of fields that are gone")
  }

  @Test func `what is generated is the same each time and differs from the others`() {
    for schema in LayerSchema.all {
      var (a, b) = (PacketGenerator(seed: 1, schema.name), PacketGenerator(seed: 1, schema.name))
      let packets = (0..<20).map { _ in a.packet(with: schema) }
      #expect(packets == (0..<20).map { _ in b.packet(with: schema) })
      #expect(Set(packets).count > 15, "\(schema.name)")
    }
  }

  @Test(arguments: LayerSchema.all.map(\.name)) func `what is generated holds the layer and varies its fields`(
    _ name: String
  )
    throws
  {
    let schema = try #require(LayerSchema.find(name))
    var generator = PacketGenerator(seed: 2, name)
    // What hangs on a type is rare.
    let count = schema.fields.contains { $0.onlyIf != nil || !$0.place.isOwn } ? 400 : 60
    let built = try (0..<count).map { _ in try generator.packet(with: schema).build() }
    for field in schema.fields where schema.covered().isEmpty && field.place.isOwn && !schema.identifies(field) {
      let values = built.flatMap { packet in
        packet.layers.indices.filter { packet.layers[$0].schema === schema }.map { packet.value(of: field, at: $0) }
      }
      #expect(!values.isEmpty)
      #expect(Set(values).count > 1, "\(name).\(field.name) is always \(String(describing: values.first))")
    }
  }
}
