// Words of the language that are no verbs.

extension Term {
  /// Stages of pipes, introducing words, values.
  static let ofLanguage = terms(
    seeing: "docs/language.md; `help` lists the verbs",
    [
      ("where", "Keeps the rows, packets or events for which a condition holds."),
      ("select", "Keeps these columns."),
      ("sort", "Sorts rows by a column; `desc` from the greatest."),
      ("sum", "Adds a column up, for each value of another one behind `by`."),
      ("first", "The first rows, as many as said; of a comparison, where two worlds part."),
      ("desc", "From the greatest to the least."),
      ("asc", "From the least to the greatest."),
      ("json", "An array of objects, for programs."),
      ("ndjson", "One JSON object a line, for programs."),
      ("csv", "Lines with commas, for spreadsheets (RFC 4180)."),
      ("mermaid", "A diagram as text that many editors draw."),
      ("svg", "A picture."),
      ("within", "How long an expectation waits."),
      ("failure", "An expectation that a command fails, with the error that is named."),
      ("background", "`in background`: the application runs beside what follows; `wait` waits for it."),
      ("once", "A rule applies one time."),
      ("delay", "A rule keeps back what it applies to for a while."),
      ("as", "Keeps what came under a name, or says in which form."),
      ("and", "Both must hold."),
      ("or", "One of both must hold."),
      ("not", "It must not hold."),
      ("has", "Whether a packet has a layer, or a record a field."),
      ("matches", "Whether a packet or a message fits a pattern."),
      ("with", "A packet like another one, with some fields changed."),
      ("without", "A packet like another one, without some layers."),
      ("true", "What holds."),
      ("false", "What does not hold."),
      (
        "invariants",
        "What must hold after every event: no plaintext outside the tunnel, no packet without an authorization, and the like."
      ),
      ("bpf", "A filter in tcpdump's language, as a pattern: `bpf \"tcp port 80\"`."),
      ("raw", "Bytes without meaning, as a layer."),
      ("expectation", "Something that must happen, within a time: `expect …`."),
      ("breakpoint", "Something at which the world stops: `break …`."),
      ("variable", "A name with a value: `let NAME = …`."),
    ])

  /// Kinds of findings.
  static let ofDoctor = terms(
    seeing: "`doctor` finds it and says what to type",
    [
      ("account-disabled", "The portal lets nobody of the account in."),
      ("actor-disabled", "The portal lets nobody of this actor's clients in."),
      ("client-crashed", "The client's process has ended by a fault of the original."),
      ("cut", "The network was cut between nodes: `heal` joins it."),
      ("dead-tunnel", "The client sends into a tunnel whose other end does not have it any more."),
      ("desync-path", "The views of an access differ until client and gateway reach each other again."),
      ("desync-portal", "The views of an access differ until somebody reaches the portal again."),
      ("desync-recheck", "The views of an access differ until the portal looks at its policies again."),
      ("gateway-offline", "No gateway of the resource's sites is connected to the portal."),
      ("not-told", "The portal has ended an access, and the gateway does not know."),
      ("overdue", "The portal has ended an access, and the gateway lets packets pass until its end."),
      ("unused", "Portal or gateway hold an access that the client does not use yet."),
      ("deaf", "A client takes no notice of a gateway's refusals."),
      ("filter", "Packets are refused because the resource's filters do not allow them."),
      ("link-fault", "A link does something that the lab's file does not say of it."),
      ("no-path", "Client and gateway found no pair of addresses by which they reach each other."),
      ("no-policy", "Nobody may reach the resource."),
      ("no-portal", "A node has no connection to the portal."),
      ("no-relay", "No relay lends the node an address."),
      ("node-asleep", "The machine is suspended."),
      ("node-stopped", "The machine is switched off."),
      ("token-deleted", "A client's token is gone: it is signed out."),
      ("token-expired", "A client's token has ended: it must log in again."),
      ("violated", "Something happened that must never happen."),
      ("withheld", "The client does not have a resource for which there is a policy."),
    ])
}
