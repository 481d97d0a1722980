import Script
import Wire

extension Session {
  /// `p with tcp.dport=81`, `p without tcp`, `p.udp.dport = 53`: a new packet; the old one stays as it is.
  func changed(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    var crafted = try crafted(value, changes.first?.range)
    for change in changes {
      guard let name = change.name else {
        throw Self.failure(.notAPacket, "a change is written layer.field=value", change.range)
      }
      if change.relation == .removed {
        do throws(CraftingError) { crafted = try crafted.without(try PacketPath(name.text)) } catch {
          throw ScriptFailure(.runtime, error.diagnostic(at: name.range))
        }
        continue
      }
      let path = try? PacketPath(name.text)
      let schema = path.flatMap { path in
        path.layer.flatMap { layer in path.element?.schema(in: layer) ?? path.field.flatMap { layer[$0] } }
      }
      let field = try fieldValue(change.value, of: schema, evaluator)
      do throws(CraftingError) { crafted = try crafted.with(name.text, field) } catch {
        guard let layer = path?.layer, let inner = path?.field, path?.element == nil, !error.isAboutPath
        else {
          throw ScriptFailure(.runtime, error.diagnostic(name: name.range, value: change.value.range))
        }
        let argument = Argument(
          name: Name(inner, name.range), relation: .assign, value: change.value, range: change.range)
        throw ScriptFailure(.runtime, Culprit.find(error, argument, field, in: Layer(layer)).diagnostic)
      }
    }
    if let range = changes.first?.range { crafted = try supplied(crafted) { _, _ in range } }
    do throws(CraftingError) {
      return crafted.holdsSets ? .host(try PacketSetValue(crafted)) : .host(try PacketValue(crafted))
    } catch {
      let range = changes.first?.range
      throw ScriptFailure(.runtime, range.map { error.diagnostic(at: $0) } ?? Diagnostic(error.code, error.message))
    }
  }

  func crafted(_ value: Value, _ range: SourceRange?) throws(ScriptFailure) -> CraftedPacket {
    let value = try range.map { r throws(ScriptFailure) in try resolved(value, r) } ?? value
    switch value {
    case .host(let packet as PacketValue): return packet.crafted
    case .host(let set as PacketSetValue): return set.crafted
    default:
      throw ScriptFailure(.runtime, Diagnostic(.notAPacket, "\(value.fact) is not a packet", at: range))
    }
  }

  /// The packets that a value stands for, one at a time.
  func packets(_ value: Value, _ range: SourceRange) throws(ScriptFailure) -> PacketSeries {
    switch try resolved(value, range) {
    case .host(let packet as PacketValue): return PacketSeries(packet.crafted)
    case .host(let set as PacketSetValue): return set.packets
    case .list(let values), .set(let values):
      var all = PacketSeries()
      for value in values { all.append(try packets(value, range)) }
      return all
    case .table(let table): return try packets(.list(table.rows.map(\.subject)), range)
    default: throw Self.failure(.notAPacket, "\(value.fact) is not a packet", range)
    }
  }

  /// The one packet that a value stands for.
  func onePacket(_ value: Value, _ range: SourceRange) throws(ScriptFailure) -> PacketValue {
    switch try resolved(value, range) {
    case .host(let packet as PacketValue): return packet
    case .host(let set as PacketSetValue):
      throw ScriptFailure(
        .runtime,
        Diagnostic(
          .onePacketNeeded, "one packet is needed, and this makes \(set.packets.count)", at: range,
          label: "give every field one value", notes: ["`as NAME[]` takes all packets of a set"]))
    default: throw Self.failure(.notAPacket, "\(value.fact) is not a packet", range)
    }
  }
}
