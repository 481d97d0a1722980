import Base
import Lab

extension Text {
  /// One record as one line of NDJSON, its end included.
  ///
  /// ```
  /// {"n":58,"t":12400000000,"node":"gateway","kind":"filtered","cause":57,"packet":17,…fields…}
  /// ```
  /// `packet` is left out where there is none. A field whose name is taken already gets `_` behind it: JSON objects
  /// with one name twice are read differently by every reader (RFC 8259 §4).
  package mutating func add(trace record: TraceRecord) {
    add("{\"n\":")
    add(Int64(record.n))
    add(",\"t\":")
    add(record.t.nanoseconds)
    add(",\"node\":")
    add(json: record.node)
    let fields = record.fields
    add(",\"kind\":")
    add(json: record.kind)
    add(",\"cause\":")
    add(Int64(record.cause))
    if record.packet != .none {
      add(",\"packet\":")
      add(UInt64(record.packet.number))
    }
    var names: [String] = []
    for field in fields {
      let name = Self.freeName(field.name, names)
      names.append(name)
      add(member: name)
      add(json: field.value)
    }
    add("}\n")
  }

  private static func freeName(_ name: String, _ taken: [String]) -> String {
    switch name {
    case "n", "t", "node", "kind", "cause", "packet": freeName(name + "_", taken)
    default: taken.contains(name) ? freeName(name + "_", taken) : name
    }
  }
}

/// Writes a trace as NDJSON in pieces, so that a long one never stands in memory as text.
package struct TraceWriter {
  /// Bytes gathered before the sink is called.
  package static let piece = 64 * 1024

  private var text = Text()

  package init() {}

  package mutating func write<Failure: Error>(
    _ record: TraceRecord, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    text.add(trace: record)
    if text.count >= Self.piece { try flush(to: sink) }
  }

  /// Hands on what is still held back; call it after the last record.
  package mutating func flush<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    guard text.count > 0 else { return }
    try sink(text.bytes)
    text.removeAll()
  }

  package static func write<Failure: Error>(
    _ records: some Sequence<TraceRecord>, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var writer = TraceWriter()
    for record in records { try writer.write(record, to: sink) }
    try writer.flush(to: sink)
  }
}
