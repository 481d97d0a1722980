import Base
import Glibc
import Live
import Portal

/// What a device is known by at every start: drawn once, and kept in a file.
enum DeviceIdentity {
  /// As the original's gateway keeps it.
  private static let folder = "/var/lib/firezone"

  static func stored(for role: String) throws(Complaint) -> String {
    let path = "\(folder)/\(role)_id"
    if access(path, R_OK) == 0 {
      let line = try ScriptFile(path: path, bound: 1 << 16).text.split(whereSeparator: \.isWhitespace).first
      if let line { return String(line) }
    }
    let id: ClientID
    do throws(SystemError) {
      var chance = try Chance.drawnFromKernel()
      id = ClientID(drawnFrom: &chance)
    } catch {
      throw Complaint(.environment, "\(error)")
    }
    if mkdir(folder, 0o755) != 0, errno != EEXIST {
      throw Complaint(
        .environment, "cannot make \(folder) for the device's id: \(words(forErrno: errno)); or set FIREZONE_ID")
    }
    let file = try NewFile(path: path, mode: 0o600)
    try file.write(Array("\(id)\n".utf8))
    try file.finish()
    return "\(id)"
  }
}
