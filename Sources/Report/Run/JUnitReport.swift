/// The XML that Jenkins, GitLab and others read (the dialect of Maven's Surefire): a suite for each file, a case for each
/// run of it.
extension RunResult {
  package var junit: String {
    var xml = Markup()
    xml.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    xml.open("testsuites", [("name", "fzsh")] + Self.counts(cases, seconds))
    for (file, cases) in byFile {
      xml.open("testsuite", [("name", file)] + Self.counts(cases, cases.reduce(0) { $0 + $1.seconds }))
      for result in cases { result.add(to: &xml) }
      xml.close("testsuite")
    }
    xml.close("testsuites")
    return xml.text
  }

  private static func counts(_ cases: [CaseResult], _ seconds: Double) -> [(String, String)] {
    let errors = cases.count { $0.verdict.isError }
    let skipped = cases.count { $0.verdict == .skipped }
    return [
      ("tests", "\(cases.count)"), ("failures", "\(cases.count { !$0.verdict.isGood } - errors)"),
      ("errors", "\(errors)"), ("skipped", "\(skipped)"), ("time", seconds.milliseconds),
    ]
  }
}

extension CaseResult {
  fileprivate func add(to xml: inout Markup) {
    let stem = name.file.hasSuffix(".fzs") ? String(name.file.dropLast(4)) : name.file
    let attributes = [
      ("classname", stem.replacing("/", with: ".")), ("name", name.text), ("time", seconds.milliseconds),
      ("file", failure?.file ?? name.file),
    ]
    xml.open("testcase", attributes + (failure?.line.map { [("line", "\($0)")] } ?? []))
    xml.open("properties")
    for (name, value) in properties { xml.empty("property", [("name", name), ("value", value)]) }
    xml.close("properties")
    if verdict == .skipped {
      xml.empty("skipped")
    } else if !verdict.isGood {
      let attributes = [("message", failure?.sentence ?? verdict.rawValue), ("type", verdict.rawValue)]
      xml.element(verdict.isError ? "error" : "failure", attributes, failure?.text ?? "")
    }
    xml.close("testcase")
  }

  private var properties: [(String, String)] {
    [("seed", "\(name.seed)"), ("again", name.again), ("checks", "\(checks)"), ("events", "\(events)")]
      + name.settings.map { ("define.\($0.name)", $0.value) }
      + sections.map { ("section.\($0.title)", $0.isPassed ? "passed" : "failed") }
      + (runDirectory.map { [("run-directory", $0)] } ?? [])
  }
}

extension CaseVerdict {
  /// The scenario could not be judged, as opposed to one that was judged and failed.
  var isError: Bool {
    switch self {
    case .broken, .environment, .interrupted, .timedOut: true
    case .passed, .skipped, .diverged, .violated, .failed: false
    }
  }
}

extension Double {
  /// Seconds with three digits, whatever the locale. Less than none where a scenario went back in time.
  var milliseconds: String {
    // A report of `--json` may say anything.
    let bounded = isNaN ? 0 : Swift.max(-1e12, Swift.min(self, 1e12))
    let thousandths = Int((bounded * 1000).rounded())
    let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    return "\(thousandths < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }
}
