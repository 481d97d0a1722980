import Base
import Lab
import Report
import Script
import Wire

extension Session {
  /// What `edit` can give a value at the stop where the world stands: the innermost layer's fields first.
  var editableNames: [Completion] {
    guard let stop = stage.stops.latest, let record = stage.record(stop.state) else { return [] }
    switch record.what {
    case .portalSent(let message), .portalReceived(let message):
      return message.fields.map { Completion($0.name, .field, help: $0.value.word) }
    default:
      guard let packet = record.seen?.packet else { return [] }
      let layers = Packet(packet).layers.filter { $0.depth == 0 }.map(\.schema)
      let fields = layers.reversed().flatMap { layer in
        layer.fields.map { Completion($0.name, .field, help: "\(layer.name): \($0.meaning)") }
      }
      return fields + layers.map { Completion("\($0.name).", .layer, help: $0.title) }
    }
  }
}
