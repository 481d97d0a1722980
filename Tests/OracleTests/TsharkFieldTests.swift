import Base
import Testing

@testable import Wire

/// Generated packets, written by our own writer, before tshark.
@Suite(.serialized, .enabled(if: Tshark.missing == nil, "\(Tshark.missing ?? "")")) struct TsharkFieldTests {
  private static let verdicts = ["_ws.expert.message", "_ws.malformed", "_ws.short", "frame.protocols"]

  @Test(arguments: [false, true]) func `tshark finds the same fields and the same faults`(_ spoiled: Bool) throws {
    let packets = ScapyTests.packets(of: LayerSchema.all, spoiled ? 100 : 200, spoiled: spoiled)
    let built = try packets.map { try $0.build() }
    let path = CaptureFile.write(built.map(\.bytes), to: "fields.pcapng")
    defer { Scratch.remove("fields.pcapng") }
    let names = TsharkNames.rows.flatMap { row in row.fields.compactMap(\.theirs) + [row.sum].compactMap(\.self) }
    let frames = try #require(Tshark.read(path, names + Self.verdicts, only: TsharkNames.protocols))
    try #require(frames.count == built.count)
    var disagreements = Disagreements()
    for (i, frame) in frames.enumerated() {
      let findings = TsharkFindings(
        packet: Packet(dissecting: built[i].bytes), frame: frame, lies: packets[i].liesAboutHeaders)
      guard TsharkNames.goesItsOwnWay(findings.packet) == nil else { continue }
      for line in findings.disagreements {
        disagreements.add(
          line, about: "\(packets[i].source)\n    \(Hex.text(built[i].bytes))\n    \(frame["frame.protocols"] ?? [])")
      }
      for remark in frame["_ws.expert.message"] ?? [] {
        guard TsharkNames.excuse(remark: remark, findings.packet, lies: findings.lies) == nil else { continue }
        disagreements.add(
          "expert \(remark)",
          about: "\(packets[i].source)\n    \(Hex.text(built[i].bytes)) \(frame["frame.protocols"] ?? [])")
      }
    }
    #expect(disagreements.isEmpty, "of \(built.count) packets:\n\(disagreements.text)")
  }
}
