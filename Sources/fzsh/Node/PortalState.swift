import Base
import Glibc
import Lab
import Live

/// Where a portal keeps what outlasts it, and the secret that everything follows from.
enum PortalState {
  private static let secretName = "FZSH_PORTAL_SECRET"
  /// What `--state` says where nothing is to outlast the process.
  private static let none = "none"

  /// - Parameter option: of `--state`.
  /// - Returns: no file for `none`.
  static func open(_ option: String?, lab: String) throws(Complaint) -> (StateFile?, secret: [UInt8]) {
    let given = try givenSecret()
    if option == none {
      guard let given else { return (nil, try drawnSecret()) }
      return (nil, given)
    }
    if option == nil, !StateFolder.make(StateFolder.path) {
      let reason = words(forErrno: errno)
      throw Complaint(
        .environment, "cannot make \(StateFolder.path) for the portal's state: \(reason); give --state FILE")
    }
    let path = path(option, lab)
    do throws(StateProblem) {
      let file = try StateFile(path: path)
      return (file, try file.secret(given))
    } catch {
      throw Complaint(.environment, error.description)
    }
  }

  /// The given one, or what the portal of this lab has where nobody says another.
  static func path(_ option: String?, _ lab: String) -> String {
    option ?? "\(StateFolder.path)/portal-\(lab.replacing("/", with: "_")).sqlite"
  }

  /// What portals of this user have kept where nobody said another place; in the order of their names.
  static var kept: [String] {
    guard let listing = opendir(StateFolder.path) else { return [] }
    defer { closedir(listing) }
    var paths: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix("portal-"), name.hasSuffix(".sqlite") { paths.append("\(StateFolder.path)/\(name)") }
    }
    return paths.sorted()
  }

  /// Taken out of the environment, where every child would find it.
  private static func givenSecret() throws(Complaint) -> [UInt8]? {
    guard let text = NodeSecrets.take(secretName) else { return nil }
    guard let secret = Hex.bytes(text), secret.count == 32 else {
      throw Complaint(.badCommandLine, "\(secretName) is not 64 hexadecimal digits: openssl rand -hex 32 draws some")
    }
    return secret
  }

  private static func drawnSecret() throws(Complaint) -> [UInt8] {
    do throws(SystemError) {
      var chance = try Chance.drawnFromKernel()
      return chance.bytes(32)
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }
}
