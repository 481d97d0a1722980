/// The colours of a rendered diagnostic (ECMA-48 SGR).
enum Paint: Equatable {
  case severity(Severity)
  case frame
  case strong

  var code: String {
    switch self {
    case .severity(.error): "1;31"
    case .severity(.warning): "1;33"
    case .severity(.note): "1;36"
    case .frame: "34"
    case .strong: "1"
    }
  }
}

extension DiagnosticRenderer {
  func paint(_ text: String, _ paint: Paint) -> String { isColoured ? "\u{1b}[\(paint.code)m\(text)\u{1b}[0m" : text }
}
