import Base
import Script
import Wire

enum Fuzz: HostFunction {
  static let signature = FunctionSignature(
    name: "fuzz", usage: "fuzz(PACKETS, keep=FIELDS, also=FIELDS, count=N, seed=N)",
    summary: "A packet with seeded chance in its fields.",
    page: """
      Every field that is not kept gets a value of its size, one in four of them at an edge. Computed fields stay \
      computed, so that the packet is read as far as possible; payload and options keep their length. A field or a \
      whole layer is named as in `p.ip.dst`, several between braces. The seed follows from the lab's seed and from how \
      often chance was asked before: the same lab and the same lines give the same bytes. `show` prints it, and \
      `seed=` gives the packet again.
      """,
    parameters: [
      ("keep", "fields or layers that stay as they are"), ("also", "computed fields that get a value all the same"),
      ("count", "so many packets of each, made one at a time"), ("seed", "the seed that was printed"),
    ],
    examples: [
      Example("fuzz(ip(dst=172.20.0.100)/udp(), keep=ip.dst)", "one packet, and the seed that makes it again"),
      Example("send fuzz(ip(dst=172.20.0.100)/udp(), keep=ip, count=20) from client", "twenty packets"),
      Example(
        "hex fuzz(udp(dst=172.20.0.100)/\"abc\", keep={ip, udp.dport}, also=udp.checksum, seed=7)", "a wrong sum"),
    ])

  static func value(of call: FunctionCall) throws(ScriptFailure) -> Value {
    if let problem = wrongArguments(call.call).first { throw ScriptFailure(.runtime, problem) }
    let (value, range) = try call.subject(signature)
    let crafted = try call.session.crafted(value, range)
    let whole: CraftedPacket
    do throws(CraftingError) { whole = try crafted.completed() } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    let rules = FuzzRules(keep: try call.paths("keep", into: whole), also: try call.paths("also", into: whole))
    let rounds = Int(clamping: try call.number("count") ?? 1)
    let seed = if let seed = try call.number("seed") { seed } else { call.session.stage.drawSeed("fuzz") }
    do throws(CraftingError) {
      let packets = try FuzzedPackets(whole, rules, rounds: rounds, seed: seed)
      let note = "fuzzed, seed \(seed)"
      if call.argument("count") == nil, let only = packets.first, packets.count == 1 {
        return .host(try PacketValue(only, note: note))
      }
      return .host(PacketSetValue(whole, PacketSeries(packets), note: note))
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
  }

  static func check(_ call: LayerCall, in session: Session) -> [Diagnostic] {
    var problems = wrongArguments(call)
    for argument in call.arguments where ["keep", "also"].contains(argument.name?.text ?? "") {
      for part in argument.value.members {
        guard let path = part.pathName, session.isLayer(path.layerName) || Self.isField(path.text) else { continue }
        do throws(CraftingError) { _ = try PacketPath(path.text) } catch {
          problems.append(error.diagnostic(at: part.range))
        }
      }
    }
    return problems
  }

  /// `keep=dst`, which lacks its layer.
  private static func isField(_ name: String) -> Bool {
    LayerSchema.all.contains { $0.fieldNames.contains(name.lowercased()) }
  }
}

extension Name {
  /// The first step of a path, or the first two where a layer's name has a dot.
  var layerName: String {
    let steps = text.split(separator: ".").map { $0.prefix { $0 != "[" } }.drop { $0 == "quoted" || $0 == "inner" }
    let joined = steps.prefix(2).joined(separator: ".")
    return LayerSchema.find(joined) != nil ? joined : steps.first.map(String.init) ?? ""
  }
}
