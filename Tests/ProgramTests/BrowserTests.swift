import Glibc
import Testing

/// A real browser without a screen.
enum Browser {
  static let path: String? = {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    for name in ["chromium", "chromium-browser", "google-chrome"] {
      for folder in folders where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
    }
    return nil
  }()

  /// The page as it is after its script has run.
  static func page(_ address: String, in folder: Folder) -> String? {
    guard let path else { return nil }
    let flags = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir='\(folder.path)/profile'"
    return said("timeout 60 '\(path)' \(flags) --dump-dom '\(address)' 2>/dev/null")
  }

  static func said(_ command: String) -> String? {
    guard let pipe = popen(command, "r") else { return nil }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { bytes += chunk[..<count] }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}

extension ProgramTests {
  /// The page of a run, as the program writes it and as a browser shows it.
  @Suite struct ReportPageTests {
    private static let scenario = """
      # Fails.
      recovery icmp
      ping 172.20.0.100
      ping 172.21.0.101
      fault client loss=5%
      revoke "MyCorp Network"
      run 1s
      ping 172.20.0.100
      fault client none
      expect event app.received where app == 99 within 1s
      """

    private func page(in folder: Folder) throws -> String {
      let ending = try #require(run(["--report", "r.html", "--diagram", "d.svg", "a.fzs"], folder: folder.path))
      #expect(ending.status == 4, "\(ending.errors)")
      return try #require(folder.text("r.html"))
    }

    @Test func `--report writes the page however the run ended`() throws {
      let folder = try Folder(["a.fzs": Self.scenario])
      let page = try page(in: folder)
      #expect(page.contains("expected within 1s, and it did not happen") && page.contains("fzsh --seed 1 a.fzs"))
      let picture = try #require(folder.text("d.svg"))
      #expect(picture.hasPrefix("<svg "))
      let whole = try #require(run(["--report", "/dev/stdout", "-c", "ping 172.20.0.100"]))
      #expect(whole.status == 0 && whole.output.contains("</html>\n"))
    }

    @Test func `a page that cannot be written ends with 3`() throws {
      let ending = try #require(run(["-c", "help", "--report", "/proc/none/r.html"]))
      #expect(ending.status == 3 && ending.errors.contains("No such file or directory"))
      let full = try #require(run(["-c", "help", "--report", "/dev/full"]))
      #expect(full.status == 3 && full.errors.contains("No space left on device"))
    }

    @Test(.enabled(if: access("/usr/bin/python3", X_OK) == 0, "python3 is not installed"))
    func `the page and the picture are well formed by an independent reader`() throws {
      let folder = try Folder(["a.fzs": Self.scenario, "read.py": Self.reader])
      _ = try page(in: folder)
      let said = try #require(Browser.said("cd '\(folder.path)' && python3 read.py r.html d.svg 2>&1"))
      #expect(said == "well formed\n")
    }

    /// Elements that are closed in another order than they were opened, and identifiers that stand twice.
    private static let reader = """
      import sys, xml.etree.ElementTree as tree
      from html.parser import HTMLParser
      class Reader(HTMLParser):
          def __init__(self):
              super().__init__(); self.open = []; self.ids = set()
          def note(self, attributes):
              for name, value in attributes:
                  if name == 'id':
                      assert value not in self.ids, 'twice: ' + value
                      self.ids.add(value)
          def handle_starttag(self, tag, attributes):
              self.note(attributes)
              if tag not in ('meta', 'input'): self.open.append(tag)
          def handle_startendtag(self, tag, attributes): self.note(attributes)
          def handle_endtag(self, tag):
              last = self.open.pop()
              assert last == tag, 'opened ' + last + ', closed ' + tag + ' at ' + str(self.getpos())
      reader = Reader()
      reader.feed(open(sys.argv[1], encoding='utf-8').read())
      assert reader.open == [], reader.open
      tree.parse(sys.argv[2])
      print('well formed')
      """

    /// What a reader does, done by a script at the end of the page; what comes of it stands in the page then.
    private func shown(_ page: String, doing script: String, at anchor: String = "", _ folder: Folder) throws -> String
    {
      let acting = page.replacing("</body>", with: "<script>\(script)</script></body>")
      try folder.write("acting.html", acting)
      return try #require(Browser.page("file://\(folder.path)/acting.html\(anchor)", in: folder))
    }

    @Test(.enabled(if: Browser.path != nil, "no chromium is installed"))
    func `in a browser: causes, bytes of a field, and search`() throws {
      let folder = try Folder(["a.fzs": Self.scenario])
      let page = try page(in: folder)
      let refused = try #require(Self.refusal(page))
      let shown = try shown(
        page,
        doing: """
          const p=document.getElementById('\(refused.packet)');p.open=true;lay(p);
          const f=[...p.querySelectorAll('.field')].find(f=>f.firstChild.textContent==='ttl');f.focus();
          document.body.dataset.lit=[...p.querySelectorAll('.bytes .lit')].map(b=>b.dataset.at+':'+b.textContent).join();
          f.blur();const b=p.querySelector('[data-at="8"]');b.dispatchEvent(new MouseEvent('mouseover',{bubbles:true}));
          document.body.dataset.field=[...p.querySelectorAll('.field.lit')].map(f=>f.firstChild.textContent).join();
          const s=document.getElementById('search');s.value='create_flow';s.dispatchEvent(new Event('input'));
          document.body.dataset.rows=[...document.querySelectorAll('#events tbody tr')].filter(r=>!r.hidden).length;
          document.body.dataset.all=document.querySelectorAll('#events tbody tr').length;
          """, at: "#\(refused.event)", folder)
      #expect(shown.contains("data-lit=\"8:3f\"") || shown.contains("data-lit=\"8:40\""))
      #expect(shown.contains("data-field=\"ttl\""))
      let rows = try #require(Self.number("data-rows", shown))
      let all = try #require(Self.number("data-all", shown))
      #expect(rows > 0 && rows < all / 4)
      // The chain of causes leads back to the operator's command.
      let aside = try #require(shown.firstRange(of: "id=\"chain\""))
      let end = try #require(shown[aside.upperBound...].firstRange(of: "</aside>"))
      let chain = shown[aside.upperBound..<end.lowerBound]
      #expect(chain.contains("and what led to it") && chain.contains("ping 172.20.0.100"))
      #expect(!chain.contains("is not on this page"))
    }

    @Test(.enabled(if: Browser.path != nil, "no chromium is installed"))
    func `in a browser: no error, nothing asked for, and a link to nowhere is told`() throws {
      let folder = try Folder(["a.fzs": Self.scenario])
      let page = try page(in: folder).replacing(
        "<head>",
        with: "<head><script>window.faults=[];addEventListener('error',e=>faults.push(e.message),true);"
          + "addEventListener('securitypolicyviolation',e=>faults.push(e.violatedDirective))</script>")
      let shown = try shown(
        page,
        doing: """
          for(const d of document.querySelectorAll('details.packet')){d.open=true;lay(d)}
          document.body.dataset.faults=JSON.stringify(faults);
          document.body.dataset.asked=performance.getEntriesByType('resource').length;
          document.body.dataset.layers=document.querySelectorAll('.view h4').length;
          """, at: "#e99999999", folder)
      #expect(shown.contains("data-faults=\"[]\"") && shown.contains("data-asked=\"0\""))
      let layers = try #require(Self.number("data-layers", shown))
      #expect(layers > 10)
      #expect(shown.contains("#99999999 is not on this page"))
    }

    /// The row of the first refusal: its own anchor, and that of its packet.
    private static func refusal(_ page: String) -> (event: Substring, packet: Substring)? {
      guard let kind = page.firstRange(of: "<td>filtered</td><td><a href=\"#") else { return nil }
      let packet = page[kind.upperBound...].prefix { $0 != "\"" }
      let row = page[..<kind.lowerBound].split(separator: "<tr id=\"").last ?? ""
      return (row.prefix { $0 != "\"" }, packet)
    }

    private static func number(_ attribute: String, _ page: String) -> Int? {
      page.firstRange(of: "\(attribute)=\"").flatMap { Int(page[$0.upperBound...].prefix { $0 != "\"" }) }
    }
  }
}

extension Folder {
  fileprivate func write(_ name: String, _ text: String) throws {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    fputs(text, file)
    fclose(file)
  }
}
