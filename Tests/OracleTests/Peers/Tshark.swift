import Base
import Glibc

/// tshark reads a capture: the values of the fields that are asked for, of every frame.
struct Tshark {
  static let program = ChildProcess.find("tshark")

  /// Why it cannot be asked here; nil if it can.
  static let missing: String? = program == nil ? "tshark is not installed" : nil

  /// Every checksum is verified; nothing is put together again or guessed from earlier packets.
  private static let preferences =
    ["ip", "udp", "tcp"].map { "\($0).check_checksum:TRUE" }
    + [
      "ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE",
      "tcp.analyze_sequence_numbers:FALSE", "tcp.relative_sequence_numbers:FALSE", "ip.use_geoip:FALSE",
      "ipv6.use_geoip:FALSE", "icmp.favor_icmp_mpls:FALSE",
    ]

  /// The values of one frame by field, in the order in which they stand in it.
  typealias Frame = [String: [String]]

  /// - Parameter only: the protocols that may take part; nil for all.
  /// - Returns: nil where tshark fails.
  static func read(_ path: String, _ fields: [String], only protocols: [String]? = nil) -> [Frame]? {
    guard let env = ChildProcess.find("env"), let program else { return nil }
    let folder = Scratch.path("tshark")
    mkdir(folder, 0o700)
    if let protocols { Scratch.write(Array(disabled(but: protocols).utf8), to: "tshark/disabled_protos") }
    defer { unlink("\(folder)/disabled_protos") }
    var arguments = ["WIRESHARK_CONFIG_DIR=\(folder)", program, "-n", "-r", path]
    arguments += preferences.flatMap { ["-o", $0] }
    arguments += ["-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"] + fields.flatMap { ["-e", $0] }
    guard let run = ChildProcess.run(env, arguments), run.status == 0 else { return nil }
    return run.lines.map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map { text in
        text.split(separator: "|").map(String.init)
      }
      return Dictionary(zip(fields, values)) { a, _ in a }
    }
  }

  private static func disabled(but protocols: [String]) -> String {
    guard let program, let run = ChildProcess.run(program, ["-G", "protocols"]) else { return "" }
    let names = run.lines.compactMap { $0.split(separator: "\t").dropFirst(2).first.map(String.init) }
    return names.filter { !protocols.contains($0) }.joined(separator: "\n") + "\n"
  }
}

/// A folder for the files of this run.
enum Scratch {
  static let folder: String = {
    var template = Array("/tmp/fzsh-oracle-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return "/tmp" }
    atexit { Scratch.clean() }
    return String(cString: made)
  }()

  private static func clean() {
    for name in ["fields.pcapng", "real.pcap", "tshark/disabled_protos"] { unlink(path(name)) }
    rmdir(path("tshark"))
    rmdir(folder)
  }

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func write(_ bytes: [UInt8], to name: String) {
    guard let file = fopen(path(name), "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func remove(_ name: String) { unlink(path(name)) }
}
