/// The report as one web page: a summary, a table that can be searched, every failure folded under its row. It needs no
/// network and no file beside it.
extension RunResult {
  package var html: String {
    var page = Markup()
    page.line("<!DOCTYPE html>")
    page.open("html", [("lang", "en")])
    page.open("head")
    page.empty("meta", [("charset", "utf-8")])
    page.element("title", [], "fzsh test: \(summary)")
    page.line("<style>\(Self.style)</style>")
    page.close("head")
    page.open("body")
    page.element("h1", [("class", failed.isEmpty ? "good" : "bad")], summary)
    page.element("p", [], "\(byFile.count) scenarios, \(cases.count) runs, \(seconds.milliseconds) s")
    page.empty("input", [("type", "search"), ("placeholder", "Search"), ("aria-label", "Search"), ("id", "search")])
    page.open("table")
    page.line("<thead><tr><th>verdict<th>scenario<th>checks<th>events<th>lab time<th>time</tr></thead>")
    page.open("tbody")
    for result in failed + cases.filter(\.verdict.isGood) { result.add(to: &page) }
    page.close("tbody")
    page.close("table")
    page.line("<script>\(Self.script)</script>")
    page.close("body")
    page.close("html")
    return page.text
  }

  private static let style = """
    :root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}
    td.n{text-align:right;font-variant-numeric:tabular-nums}.good{color:#2a7d3c}.bad{color:#c0392b}
    @media(prefers-color-scheme:dark){.good{color:#6fcf87}.bad{color:#ff7b6b}}
    pre{overflow-x:auto;font-size:13px}input{font:inherit;padding:.3rem .6rem;width:20rem;margin-bottom:1rem}
    """

  private static let script = """
    document.getElementById('search').addEventListener('input',e=>{const w=e.target.value.toLowerCase();
    for(const r of document.querySelectorAll('tbody tr'))r.hidden=!r.textContent.toLowerCase().includes(w)})
    """
}

extension CaseResult {
  fileprivate func add(to page: inout Markup) {
    page.open("tr")
    page.element("td", [("class", verdict.isGood ? "good" : "bad")], verdict.rawValue)
    page.open("td")
    if failure == nil && sections.isEmpty { page.element("span", [], name.text) } else { addDetails(to: &page) }
    page.close("td")
    for cell in ["\(checks)", "\(events)", virtualSeconds.milliseconds + " s", seconds.milliseconds + " s"] {
      page.element("td", [("class", "n")], cell)
    }
    page.close("tr")
  }

  private func addDetails(to page: inout Markup) {
    page.open("details", verdict.isGood ? [] : [("open", "")])
    page.element("summary", [], name.text)
    if !sections.isEmpty {
      page.open("ul")
      for section in sections {
        let words = "\(section.title): \(section.checks) checks in \(section.virtualSeconds.milliseconds) s"
        page.element("li", [("class", section.isPassed ? "good" : "bad")], words)
      }
      page.close("ul")
    }
    if let failure {
      page.element("pre", [], failure.text)
      page.element("pre", [], name.again)
    }
    if let runDirectory { page.element("p", [], "run directory: \(runDirectory)") }
    page.close("details")
  }
}
