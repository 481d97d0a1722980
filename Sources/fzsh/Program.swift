import Glibc
import Report
import Shell

/// The process from its arguments to its exit status.
struct Program {
  /// Opens a session, simulated or live.
  typealias Opening = (SessionSetup) throws(Complaint) -> any ShellSession

  let output: Output
  let open: Opening

  func run(_ invocation: Invocation) throws(Complaint) -> ExitStatus {
    switch invocation {
    case .words(let text):
      output.write(text)
      return .passed
    case .check(let options): return try check(options)
    case .format(let options): return try format(options)
    case .explore(let options): return try explore(options)
    case .generate(let options):
      output.write(try options.what.text())
      return .passed
    case .test(let options): return try test(options)
    case .portal(let options): return try portal(options)
    case .audit(let options): return try audit(options)
    case .relay(let options): return try relay(options)
    case .client(let options): return try client(options)
    case .gateway(let options): return try gateway(options)
    case .attach(let options): return try attach(options)
    case .replay(let options): return try replay(options)
    case .bundle(let options): return try bundle(options)
    case .run(let options): return try run(options)
    }
  }

  /// - Parameter maker: of a lab that is there already, instead of one that is made.
  func run(_ options: RunOptions, over maker: LabMaker? = nil) throws(Complaint) -> ExitStatus {
    let atPrompt = options.commands.isEmpty && options.files.isEmpty && isatty(STDIN_FILENO) == 1
    let dumb = options.plain || environment("TERM") ?? "dumb" == "dumb"
    // `--plain` promises no escape sequences, whatever else is asked for.
    let style = style(options.plain ? .never : options.color, dumb: dumb)
    let session = try open(
      SessionSetup(
        labFile: options.lab, seed: options.seed, faults: options.faults, run: options.caseName,
        definitions: options.define, steps: options.step, isInteractive: atPrompt,
        keepsRuns: !options.files.isEmpty, style: style, pager: atPrompt && !dumb ? Pager() : nil, output: output,
        nodes: options.live ? options.nodes : nil, maker: maker))
    let status = atPrompt ? prompt(session, style, dumb: dumb) : try batch(session, scripts(options))
    try writeRecords(of: session, options)
    return status
  }

  private func check(_ options: CheckOptions) throws(Complaint) -> ExitStatus {
    let session = try open(
      SessionSetup(
        labFile: options.lab, seed: nil, steps: false, isInteractive: false, keepsRuns: false,
        style: style(options.color, dumb: false), output: output))
    return try each(of: options.paths) { file in session.check(file.text, source: file.name) }
  }

  /// Does the same with all scripts under the paths. One that cannot be read or laid out keeps none of the others from it.
  ///
  /// - Returns: the status of the first that did not pass.
  func each(
    of paths: [String], _ body: (ScriptFile) throws(Complaint) -> ExitStatus
  ) throws(Complaint) -> ExitStatus {
    var first = ExitStatus.passed
    for path in try ScenarioFiles.found(under: paths) {
      var status: ExitStatus
      do throws(Complaint) { status = try body(ScriptFile(path: path)) } catch {
        guard error.status != .interrupted else { throw error }
        output.flush()
        _ = Output.writeAll(Array("error: \(error.sentence)\n".utf8), to: STDERR_FILENO)
        status = error.status
      }
      if first == .passed { first = status }
    }
    return first
  }

  func style(_ choice: ColorChoice, dumb: Bool) -> Style {
    switch choice {
    case .always: .ansi
    case .never: .none
    // https://no-color.org
    case .auto: isatty(STDOUT_FILENO) == 1 && !dumb && environment("NO_COLOR") == nil ? .ansi : .none
    }
  }

  private func scripts(_ options: RunOptions) throws(Complaint) -> [ScriptFile] {
    if !options.commands.isEmpty { return options.commands.map { ScriptFile(name: "-c", text: $0) } }
    if options.files.isEmpty { return [try ScriptFile(descriptor: STDIN_FILENO, name: "standard input")] }
    // All are read before the first one runs: a misspelt name is known at once.
    var scripts: [ScriptFile] = []
    for path in options.files {
      do throws(Complaint) { scripts.append(try ScriptFile(path: path)) } catch {
        throw Complaint(error.status, error.sentence + hint(options.files, at: path))
      }
    }
    return scripts
  }

  /// A command in the place of a file: `fzsh ping 172.20.0.100`.
  private func hint(_ files: [String], at path: String) -> String {
    guard path == files.first, access(path, F_OK) != 0, Vocabulary.isVerb(path) else { return "" }
    return "; a command goes behind -c: fzsh -c \(files.joined(separator: " ").shellWord)"
  }
}
