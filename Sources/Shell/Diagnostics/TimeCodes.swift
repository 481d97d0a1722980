import Script

/// Moments and worlds: FZ0460 and on.
extension DiagnosticCode {
  package static let notAMoment = DiagnosticCode(
    "FZ0460", "not a moment of this lab's history",
    explanation:
      "`goto` leads to an event, `#58`, to a time on the lab's clock, `12.4s`, or to the `end` of what is known.",
    example: "goto 200            write: ping 172.20.0.100; goto #200")
  package static let nothingToUndo = DiagnosticCode(
    "FZ0461", "not so many commands can be taken back",
    explanation: "`undo` takes back commands that did something in this world since it began; looking does nothing.",
    example: "lab reset; undo     write: run 1s; undo")
  package static let nameTaken = DiagnosticCode(
    "FZ0462", "a world has this name already",
    explanation: "Snapshots and forks have names of their own; `worlds` lists them. The first world is called `main`.",
    example: "fork main           write: fork other")
  package static let unknownWorld = DiagnosticCode(
    "FZ0463", "no world has this name",
    explanation: "`snapshot NAME` and `fork NAME` make worlds; `worlds` lists them.",
    example: "restore befor       write: snapshot before; restore before")

  package static let nothingAsked = DiagnosticCode(
    "FZ0464", "nothing has been asked",
    explanation: """
      With `predict on`, `step` asks what happens next; `predict N` or `predict KIND` answers. A question is void when \
      anything else has happened since.
      """, example: "predict 1           first: predict on; step")

  package static let nothingToEdit = DiagnosticCode(
    "FZ0465", "no packet or message is stopped here",
    explanation: """
      `edit` changes the packet or message at which a breakpoint has stopped the world, before time goes on. A breakpoint \
      on what became of a packet, as `filtered`, comes too late for it: `break PATTERN at TAP` stops at the packet itself, \
      `break MESSAGE` at a message.
      """, example: "edit { ip.ttl = 1 }   first: break icmp at client.tun; ping 172.20.0.100")

  package static let simulationOnly = DiagnosticCode(
    "FZ0466", "only a simulated lab can do that",
    explanation: """
      `fzsh attach` and `--live` act on processes that really run, over a network that is really there. What changes \
      time, the network or the machines themselves is for a simulated lab; what looks, sends packets, runs applications \
      and changes access is for both. In a recording (`fzsh replay`) nothing can be done at all: it is looked at, and \
      gone through with `step`, `back` and `goto`.
      """, example: "back                write: fzsh, and there: back")

  static let ofTime: [DiagnosticCode] = [
    .notAMoment, .nothingToUndo, .nameTaken, .unknownWorld, .nothingAsked, .nothingToEdit, .simulationOnly,
  ]
}
