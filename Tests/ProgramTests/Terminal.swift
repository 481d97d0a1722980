import Glibc

/// A pseudo-terminal with the program on its other side.
final class Terminal {
  let process: pid_t
  private let ours: Int32
  /// Keeps the terminal, and with it its modes, alive beyond the program.
  private let theirs: Int32
  private(set) var seen = ""

  init?(_ arguments: [String] = [], environment: [String] = []) {
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ours, &theirs, nil, nil, &size) == 0, let name = ttyname(theirs).map({ String(cString: $0) })
    else { return nil }
    for end in [ours, theirs] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (self.ours, self.theirs) = (ours, theirs)
    guard let process = start(arguments, environment: environment, streams: [], terminal: name) else { return nil }
    self.process = process
  }

  deinit {
    close(ours)
    close(theirs)
  }

  func type(_ text: String) { type(Array(text.utf8)) }
  func type(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(ours, $0.baseAddress, $0.count) } }

  /// Reads until the text has come, within the bound; forgets everything up to its end.
  func waits(for text: String) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let range = seen.firstRange(of: text) {
        seen.removeSubrange(..<range.upperBound)
        return true
      }
      guard isReadable(ours, within: Executable.bound) else { return false }
      let count = read(ours, &chunk, chunk.count)
      guard count > 0 else { return false }
      seen += String(decoding: chunk[..<count], as: UTF8.self)
    }
  }

  var descriptor: Int32 { ours }
  func keep(_ bytes: ArraySlice<UInt8>) { seen += String(decoding: bytes, as: UTF8.self) }

  /// The flags that line editing changes, and the interrupt key.
  var modes: [UInt32] {
    var modes = termios()
    tcgetattr(theirs, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_lflag, UInt32(modes.c_cc.0)]
  }
}

extension Terminal {
  /// Whether the text comes within a moment; nothing is forgotten.
  func comes(_ text: String) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while isReadable(descriptor, within: 200) {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      keep(chunk[..<count])
    }
    return seen.contains(text)
  }
}
