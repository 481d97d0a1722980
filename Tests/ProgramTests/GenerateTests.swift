import Glibc
import Testing

extension ProgramTests {
  /// What is generated of the program's own tables, read by those for whom it is made, where they are there.
  @Suite struct GenerateTests {
    private func generated(_ what: String) throws -> String {
      let ending = try #require(run(["generate", what]))
      #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
      return ending.output
    }

    /// Runs a line of a shell with text as its input.
    private func shell(_ line: String, input: String) throws -> (status: Int32, output: String) {
      let path = "/tmp/fzsh-generate-\(getpid())"
      defer { for name in [path, path + ".out"] { unlink(name) } }
      let file = try #require(fopen(path, "w"))
      fputs(input, file)
      fclose(file)
      let status = system("cat \(path) | { \(line); } >\(path).out 2>&1")
      let result = try #require(fopen(path + ".out", "r"))
      defer { fclose(result) }
      var text = ""
      var chunk = [UInt8](repeating: 0, count: 65536)
      while case let count = fread(&chunk, 1, chunk.count, result), count > 0 {
        text += String(decoding: chunk[..<count], as: UTF8.self)
      }
      return (status >> 8 & 0xff, text)
    }

    private func has(_ program: String) -> Bool { system("command -v \(program) >/dev/null 2>&1") == 0 }

    @Test func `the manual has every command, option, verb and exit status, and is clean`() throws {
      let page = try generated("man")
      for part in [
        ".TH FZSH 1", ".SH NAME", ".SH FZSH TEST", "\\-\\-pcapng", "\\-\\-shard", "\\fB130\\fR", "revoke RESOURCE",
        "NO_COLOR",
        ".SS access",
      ] {
        #expect(page.contains(part), "\(part)")
      }
      if has("groff") {
        let (status, output) = try shell("groff -man -Tutf8 -ww -z -", input: page)
        #expect(status == 0 && output.isEmpty, "\(output)")
      }
      if has("mandoc") {
        let (status, output) = try shell("mandoc -Tlint -Wwarning", input: page)
        #expect(status == 0, "\(output)")
      }
    }

    static let completions: [(words: String, expected: String)] = [
      ("fzsh --se", "--seed"), ("fzsh te", "test"), ("fzsh test --sh", "--shard"), ("fzsh --color n", "never"),
      ("fzsh --lab my", "mycorp"), ("fzsh generate te", "textmate"), ("fzsh fmt --che", "--check"),
      ("fzsh explore --fir", "--first"), ("fzsh node po", "portal"), ("fzsh node relay --ipv4", "--ipv4"),
      ("fzsh node client --inter", "--interface"), ("fzsh /usr/bi", "/usr/bin"), ("fzsh --trace /usr/bi", "/usr/bin"),
    ]

    @Test(arguments: completions) func `bash completes`(_ words: String, _ expected: String) throws {
      let line = """
        bash -c 'source /dev/stdin; COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fzsh; \
        printf "%s\\n" "${COMPREPLY[@]}"'
        """
      let (_, output) = try shell(line, input: try generated("bash"))
      #expect(output.split(separator: "\n").contains { $0 == expected }, "\(output)")
    }

    private static func isThere(_ program: String) -> Bool { system("command -v \(program) >/dev/null 2>&1") == 0 }

    @Test(.enabled(if: isThere("fish"), "fish is not installed"), arguments: completions)
    func `fish completes`(_ words: String, _ expected: String) throws {
      let line = "fish --no-config -c 'source /dev/stdin; complete -C \"\(words)\"'"
      let (_, output) = try shell(line, input: try generated("fish"))
      #expect(output.split(separator: "\n").contains { $0.hasPrefix(expected) }, "\(output)")
    }

    /// What the completion key of a zsh at a terminal of its own would offer: `compadd` is asked before it shows it.
    private static let zshKey = #"""
      cat >_fzsh
      cat >key.zsh <<'END'
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z "PROMPT='' PS2='' RPROMPT=''; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -D -u"
      zpty -w z "compadd() { if [[ \"\$*\" == *' -'[OAD]' '* || \"\$1\" == -[OAD] ]]; then builtin compadd \"\$@\"; return; fi
        local -a hits; builtin compadd -A hits \"\$@\"; [[ -z \$hits ]] || print -r -l -- \$hits >>offered
        builtin compadd \"\$@\" }"
      zpty -w z "leave() { print >done; exit }; zle -N leave; bindkey '^I' complete-word; bindkey '^D' leave; print rea''dy"
      while zpty -r z line && [[ $line != *ready* ]]; do :; done
      zpty -w -n z "$1"$'\t'$'\x04'
      for i in {1..500}; do [[ ! -e done ]] || break; sleep 0.02; done
      zpty -d z
      END
      """#

    @Test(.enabled(if: isThere("zsh"), "zsh is not installed"), arguments: completions)
    func `zsh completes`(_ words: String, _ expected: String) throws {
      let folder = try Folder([:])
      let line = "cd \(folder.path); HOME=\(folder.path); \(Self.zshKey)\nzsh -f key.zsh '\(words)'; cat offered"
      let (_, output) = try shell(line, input: try generated("zsh"))
      // Of a path its last part is offered.
      let last = expected.split(separator: "/").last ?? ""
      #expect(output.split(separator: "\n").contains { $0 == last }, "\(output)")
    }

    @Test func `zsh and fish know every option`() throws {
      let (zsh, fish) = (try generated("zsh"), try generated("fish"))
      for option in ["seed", "pcapng", "shard", "check-determinism"] {
        #expect(zsh.contains("--\(option)") && fish.contains("-l \(option) "), "\(option)")
      }
      #expect(zsh.hasPrefix("#compdef fzsh\n"))
      for (program, text) in [("zsh", zsh), ("fish", fish)] where has(program) {
        #expect(try shell("\(program) -n /dev/stdin", input: text).status == 0)
      }
    }

    @Test(arguments: [("vim", "vim/syntax/fzsh.vim"), ("textmate", "fzsh.tmLanguage.json")])
    func `the grammars of the repository are up to date`(_ what: String, _ file: String) throws {
      let folder = try #require(Executable.path.map { String($0.split(separator: ".build")[0]) })
      let path = "/" + folder.drop { $0 == "/" } + "scripts/editors/" + file
      let (_, text) = try shell("cat \(path)", input: "")
      #expect(text == (try generated(what)), "fzsh generate \(what) >scripts/editors/\(file)")
    }
  }
}
