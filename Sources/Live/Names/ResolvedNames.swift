import Access
import Base

/// The sentinels by systemd-resolved(8), which forgets them together with the tunnel device.
final class ResolvedNames: SystemNames {
  private let interface: String
  private var own: [IPAddress] = []
  private var known: [Endpoint] = []

  private let file: String
  private let program: String

  /// - Parameters:
  ///   - file: where it writes all servers that it was told of; its other one names itself alone.
  ///   - program: what speaks to it.
  init(interface: String, file: String = "/run/systemd/resolve/resolv.conf", program: String = "resolvectl") {
    (self.interface, self.file, self.program) = (interface, file, program)
    known = servers
  }

  var servers: [Endpoint] { ResolverFile.servers(at: file).filter { !own.contains($0.address) } }

  func use(_ configuration: TunConfiguration) throws(SystemError) {
    let addresses = configuration.sentinels.map(\.address)
    guard !(addresses.isEmpty && own.isEmpty) else { return }
    own = addresses
    guard !addresses.isEmpty else { return try SystemProgram.run([program, "revert", interface]) }
    try SystemProgram.run([program, "dns", interface] + addresses.map(\.description))
    // `~.`: every name, whatever other devices are for.
    let domains = [configuration.searchDomain].compactMap(\.self)
    try SystemProgram.run([program, "domain", interface, "~."] + domains)
    try SystemProgram.run([program, "flush-caches"])
  }

  func look() -> Bool {
    let now = servers
    defer { known = now }
    return now != known
  }

  func restore() {}
}
