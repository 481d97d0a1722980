import Base
import Lab
import Portal
import Wire

/// Edits and damage, as far as what comes of them can still travel.
extension World {
  func edited(_ passing: Passing, by edits: [Edit]) -> Alteration {
    guard let packet = passing.packet else { return editedMessage(passing, by: edits) }
    let bytes: [UInt8]
    do throws(CraftingError) { bytes = try packet.edited(by: edits) } catch { return .impossible(error.message) }
    do throws(MalformedPacket) {
      return replaced(passing, by: try IPPacket(bytes))
    } catch {
      return .broken(reason: "malformed", detail: "\(error)")
    }
  }

  /// A datagram is what its packet says; the kernel at its end would not hand over what the checksum gives away.
  private func replaced(_ passing: Passing, by packet: IPPacket) -> Alteration {
    var changed = passing
    guard case .datagram(let old) = passing.load else {
      changed.load = .packet(packet)
      return .changed(changed)
    }
    guard case .udp(let udp) = packet.transport else {
      return .broken(reason: "malformed", detail: "only UDP crosses the wire")
    }
    guard packet.checksumsAreValid else { return .broken(reason: "bad-checksum", detail: "of the datagram") }
    let destination = Endpoint(packet.destination, udp.destinationPort)
    changed.load = .datagram(
      Datagram(
        source: Endpoint(packet.source, udp.sourcePort), destination: destination,
        payload: Array(packet.bytes[udp.payload]), from: old.from,
        to: passing.out
          ? receiver(of: destination, from: Endpoint(packet.source, udp.sourcePort), by: old.from) ?? "\(destination)"
          : old.to, ecn: packet.ecn))
    return .changed(changed)
  }

  /// Checksums stay as they were, so that the receiving host finds out. On the wire it is WireGuard that has to: what
  /// UDP carries is hit, and its checksum is right.
  func corrupted(_ passing: Passing, _ count: Int, _ chance: inout Chance) -> Alteration {
    var changed = passing
    switch passing.load {
    case .packet(let packet):
      var bytes = packet.bytes
      chance.corrupt(&bytes, in: packet.transportOffset..<bytes.count, count)
      do throws(MalformedPacket) { changed.load = .packet(try IPPacket(bytes)) } catch {
        return .broken(reason: "malformed", detail: "\(error)")
      }
    case .datagram(let datagram):
      var payload = datagram.payload
      chance.corrupt(&payload, in: payload.indices, count)
      changed.load = .datagram(
        Datagram(
          source: datagram.source, destination: datagram.destination, payload: payload, from: datagram.from,
          to: datagram.to, ecn: datagram.ecn))
    case .message(let message, let socket):
      var text = Array(message.text.utf8)
      chance.corrupt(&text, in: text.indices, count)
      changed.load = .message(
        describe(String(decoding: text, as: UTF8.self), from: message.from, to: message.to), socket)
    }
    return .changed(changed)
  }

  private func editedMessage(_ passing: Passing, by edits: [Edit]) -> Alteration {
    guard case .message(let message, let socket) = passing.load else { return .impossible("it is no message") }
    var text = message.text
    for edit in edits {
      guard let value = frameValue(edit.value) else { return .impossible("no message holds \(edit.value.text)") }
      guard let edited = FrameEdit.text(text, setting: edit.field, to: value) else {
        return .impossible("`\(message.message)` has no field `\(edit.field)`")
      }
      text = edited
    }
    var changed = passing
    changed.load = .message(describe(text, from: message.from, to: message.to), socket)
    return .changed(changed)
  }

  /// An object's name stands for its identifier, as in patterns.
  private func frameValue(_ value: Wire.FieldValue) -> FrameEdit.Value? {
    switch value {
    case .number(let number): .number(Int64(clamping: number))
    case .text(let text), .name(let text): .text(names.identifier(of: text) ?? text)
    case .address(let address): .text("\(address)")
    case .prefix(let prefix): .text("\(prefix)")
    default: nil
    }
  }
}

extension Chance {
  /// Makes others of so many bytes at different places, as far as there are any.
  fileprivate mutating func corrupt(_ bytes: inout [UInt8], in range: Range<Int>, _ count: Int) {
    var places = Array(range)
    for i in 0..<min(count, places.count) {
      let j = i + Int(below(UInt32(truncatingIfNeeded: places.count - i)))
      places.swapAt(i, j)
      bytes[places[i]] ^= UInt8(1 + below(255))
    }
  }
}

extension NameBook {
  /// The identifier of the first object of this name, as the wire writes it.
  fileprivate func identifier(of name: String) -> String? {
    resource(named: name).map { "\($0)" } ?? client(named: name).map { "\($0)" } ?? gateway(named: name).map { "\($0)" }
      ?? sites.first { $0.value == name }.map { "\($0.key)" }
  }
}
