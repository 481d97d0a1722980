import Glibc
import Peers
import Testing

/// A certificate for localhost that signs itself, in files.
struct Certificate {
  static let missing = PeerProgram.find("openssl") == nil ? "openssl is not installed" : nil
  private let folder: String

  var path: String { folder + "/certificate.pem" }
  var key: String { folder + "/key.pem" }

  init() throws {
    var template = Array("/tmp/fzsh-certificate.XXXXXX\0".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let maker = try #require(PeerProgram("bash", "certificate.sh", [folder]))
    #expect(maker.hear(within: 20_000) == "made")
    maker.end()
  }

  func remove() {
    for file in [path, key] { unlink(file) }
    rmdir(folder)
  }
}
