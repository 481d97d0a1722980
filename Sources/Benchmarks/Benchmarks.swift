/// Measures inside one process and prints rows for the table of `scripts/bench`. With an argument, only the measures
/// whose name has it; `scale` builds a large lab instead. A second argument says how many rounds, for a profiler.
@main struct InProcess {
  static func main() throws {
    let wanted = CommandLine.arguments.dropFirst().first
    if wanted == "scale" { return try ScaleMeasures.run() }
    let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 5
    let all =
      try PacketMeasures.all() + DNSMeasures.all() + STUNMeasures.all() + LanguageMeasures.all()
      + CaptureMeasures.all() + TunnelMeasures.all() + TraversalMeasures.all() + NATMeasures.all()
      + GatewayMeasures.all() + LabMeasures.all() + SessionMeasures.all()
    for measure in all where wanted.map(measure.name.contains) ?? true {
      let nanoseconds = try measure.run(rounds: max(1, rounds))
      print("| \(measure.name) | \(time(nanoseconds)) | \(Int(1e9 / nanoseconds)) |")
    }
  }

  private static func time(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1000: "\(Int(nanoseconds.rounded())) ns"
    case ..<1_000_000: "\((nanoseconds / 100).rounded() / 10) µs"
    default: "\((nanoseconds / 100_000).rounded() / 10) ms"
    }
  }
}
