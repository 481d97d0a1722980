import Base
import Lab

/// Where a picture stands: by itself, or inside a page whose events it leads to.
package enum PictureFrame: Hashable, Sendable {
  case alone
  /// Steps lead to `#e58`.
  case page
}

extension SequenceDiagram {
  /// The diagram as SVG 1.1: one file, no script, no font of its own, light or dark as the reader's system is.
  ///
  /// The same steps give the same bytes. Every step has its words as its `title`, for screen readers and the pointer.
  package func svg(title: String = "Sequence diagram", in frame: PictureFrame = .alone) -> String {
    let columns = PictureColumns(self)
    var page = Markup()
    page.open("svg", columns.attributes(of: self, frame))
    page.element("title", [("id", "fzsh-title")], title)
    page.element("desc", [("id", "fzsh-desc")], inWords)
    page.line("<style>\(PictureStyle.text)</style>")
    page.empty("rect", [("class", "paper"), ("width", "\(columns.width)"), ("height", "\(columns.height(of: self))")])
    columns.addLifelines(self, to: &page)
    var y = PictureColumns.top
    for step in steps {
      columns.add(step, at: y, frame, to: &page)
      y += PictureColumns.row
    }
    columns.addNames(at: y + 8, to: &page)
    page.close("svg")
    return page.text
  }

  /// `12 steps between client, portal and gateway; 2 were lost, 1 refused.`
  package var inWords: String {
    var (lost, refused) = (0, 0)
    for step in steps {
      switch step {
      case .arrow(let arrow): lost += arrow.lost == nil ? 0 : 1
      case .note(let note): refused += Style.Meaning(kind: note.kind) == .bad ? 1 : 0
      case .title: break
      }
    }
    let who = nodes.count < 2 ? nodes.joined() : nodes.dropLast().joined(separator: ", ") + " and " + (nodes.last ?? "")
    let between = who.isEmpty ? "" : " between \(who)"
    return "\(steps.count) step\(steps.count == 1 ? "" : "s")\(between); \(lost) lost, \(refused) refused or failed."
  }
}

/// The looks, by meaning. Colours keep a contrast of 4.5 to 1 against their paper (WCAG 2.2 §1.4.3), and what is lost
/// or refused bears a cross as well.
enum PictureStyle {
  static let text =
    rules(ink: "#1c2530", dim: "#5c6773", paper: "#ffffff", line: "#c3ccd6", box: "#eef2f6", colours: light)
    + "@media(prefers-color-scheme:dark){"
    + rules(ink: "#e6edf3", dim: "#9aa7b4", paper: "#12171d", line: "#3a4552", box: "#1f2731", colours: dark) + "}"
    + ".fzsh-picture text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;paint-order:stroke;stroke-width:3px;"
    + "stroke-linejoin:round}.fzsh-picture .name{font-weight:600}.fzsh-picture .lost{stroke-dasharray:5 4}"
    + ".fzsh-picture a:hover text{text-decoration:underline}"

  private static let light = [
    ("good", "#1b6e3c"), ("warning", "#855600"), ("bad", "#b3261e"), ("message", "#1f5fa8"),
  ]
  private static let dark = [("good", "#6fcf87"), ("warning", "#e0b050"), ("bad", "#ff8a7a"), ("message", "#7db7ff")]

  private static func rules(
    ink: String, dim: String, paper: String, line: String, box: String, colours: [(name: String, value: String)]
  ) -> String {
    let s = ".fzsh-picture "
    var text =
      "\(s).paper{fill:\(paper)}\(s)text{fill:\(ink);stroke:\(paper)}\(s)text.dim{fill:\(dim)}\(s).life{stroke:\(line)}"
    text += "\(s).box{fill:\(box);stroke:\(line)}\(s).band{fill:\(box)}\(s).way{stroke:\(ink)}\(s).head{fill:\(ink)}"
    for (name, value) in colours {
      text += "\(s)text.\(name),\(s).head.\(name){fill:\(value)}\(s).way.\(name){stroke:\(value)}"
    }
    return text
  }
}

extension Style.Meaning {
  /// The class of what means this in a picture; nothing for what is plain.
  var pictureClass: String {
    switch self {
    case .good: "good"
    case .warning: "warning"
    case .bad: "bad"
    case .message: "message"
    case .dim: "dim"
    default: ""
    }
  }
}
