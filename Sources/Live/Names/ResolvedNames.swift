import Access
import Base

/// The sentinels by systemd-resolved(8), which forgets them together with the tunnel device.
final class ResolvedNames: SystemNames {
  private let interface: String
  private var own: [IPAddress] = []
  private var known: [Endpoint] = []

  /// All servers that it was told of; the other file of its names itself alone.
  private static let file = "/run/systemd/resolve/resolv.conf"
  /// The program that speaks to it.
  private static let program = "resolvectl"

  init(interface: String) {
    self.interface = interface
    known = servers
  }

  var servers: [Endpoint] { ResolverFile.servers(at: Self.file).filter { !own.contains($0.address) } }

  func use(_ configuration: TunConfiguration) throws(SystemError) {
    let addresses = configuration.sentinels.map(\.address)
    guard !(addresses.isEmpty && own.isEmpty) else { return }
    own = addresses
    guard !addresses.isEmpty else { return try SystemProgram.run([Self.program, "revert", interface]) }
    try SystemProgram.run([Self.program, "dns", interface] + addresses.map(\.description))
    // `~.`: every name, whatever other devices are for.
    let domains = [configuration.searchDomain].compactMap(\.self)
    try SystemProgram.run([Self.program, "domain", interface, "~."] + domains)
    try SystemProgram.run([Self.program, "flush-caches"])
  }

  func look() -> Bool {
    let now = servers
    defer { known = now }
    return now != known
  }

  func restore() {}
}
