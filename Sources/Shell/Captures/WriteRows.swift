import Base
import Lab
import Report
import Script

extension Session {
  package func write(
    _ rows: RowStream, as format: Name, to path: String, at range: SourceRange, _ evaluator: Evaluator
  ) throws(ScriptFailure) {
    var views = PacketViews(self, scenario: evaluator.sources[range.source]?.name ?? "")
    var encoder = (CaptureFileFormat(rawValue: format.text) ?? .pcapng).encoder
    var count = 0
    var isOver = false
    try write(
      to: path, at: range,
      pieces: { () throws(ScriptFailure) in
        guard !isOver else { return nil }
        while encoder.count < TraceWriter.piece {
          guard let row = try rows.next() else {
            isOver = true
            encoder.end()
            break
          }
          for packet in try views.packets(row.subject, range) {
            count += 1
            if let conflict = encoder.add(packet) { throw conflict.failure(count, range) }
          }
        }
        return encoder.take()
      })
    sayWritten(path, ": \(count) packet\(count == 1 ? "" : "s")")
  }

  /// What a value stands for, one packet a row.
  func packetRows(_ value: Value, _ range: SourceRange) throws(ScriptFailure) -> RowStream {
    switch try resolved(value, range) {
    case .table(let table): return RowStream(table)
    case .host(let set as PacketSetValue):
      var index: Int64 = 0
      return RowStream(
        columns: ["packet"], knows: { _ in false },
        next: { () throws(ScriptFailure) in
          defer { index += 1 }
          return set.element(.integer(index)).map { Script.Table.Row([$0], subject: $0) }
        })
    case .list(let values), .set(let values): return RowStream(Self.table(of: values))
    case let packet: return RowStream(Self.table(of: [packet]))
    }
  }

  private static func table(of values: [Value]) -> Script.Table {
    Script.Table(columns: ["packet"], rows: values.map { .init([$0], subject: $0) })
  }
}

extension LinkTypesDiffer {
  /// - Parameter packet: its number among those that are written.
  fileprivate func failure(_ packet: Int, _ range: SourceRange) -> ScriptFailure {
    ScriptFailure(
      .runtime,
      Diagnostic(
        .linkTypesDiffer, "a pcap file holds packets of one link type", at: range,
        label: "the first packet is of \(file), packet \(packet) of \(self.packet)",
        notes: ["`write pcapng` takes them all"]))
  }
}
