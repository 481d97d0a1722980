import Script

/// Every verb of this version, in the order in which `help` shows them.
enum VerbTable {
  static let verbs: [any Verb.Type] = [
    // The world.
    LabVerb.self, Seed.self, Status.self,
    // Looking.
    Show.self, Nodes.self, Resources.self, Authorizations.self, Connections.self, Beliefs.self, Flags.self,
    DoctorVerb.self,
    // Applications.
    Ping.self, Curl.self, DigVerb.self, TCPConnect.self, UDPSend.self, WaitVerb.self,
    // Packets.
    Send.self, Ask.self, HexVerb.self, SourceVerb.self, SummaryVerb.self, Diff.self, FragmentVerb.self,
    ReassembleVerb.self, FieldsVerb.self, Layers.self,
    // Changing access.
    Revoke.self, AuthorizeVerb.self, ExpireVerb.self, FilterVerb.self, Policy.self, ResourceVerb.self, SiteVerb.self,
    TokenVerb.self, GroupVerb.self, ActorVerb.self, DeviceVerb.self, AccountVerb.self, FlagVerb.self, Compat.self,
    RecoveryVerb.self, InternetVerb.self, ResolversVerb.self,
    // What goes wrong.
    Fault.self, NATVerb.self, PartitionVerb.self, HealVerb.self, Roam.self, RestartVerb.self, StopVerb.self,
    StartVerb.self,
    SleepVerb.self,
    // Time.
    Run.self, Step.self, Back.self, Goto.self, Undo.self, SnapshotVerb.self, Restore.self, ForkVerb.self,
    WorldsVerb.self, Compare.self, LastChange.self, Continue.self, Break.self, Breaks.self, WatchVerb.self,
    Watches.self,
    Watched.self, Delete.self, EditVerb.self,
    // In flight.
    On.self, Rules.self, ReleaseVerb.self,
    // What happened.
    Events.self, Packets.self, Messages.self, Why.self, TraceOnly.self, Explain.self, Diagram.self,
    PredictVerb.self, WriteVerb.self, Read.self,
    // The session.
    Help.self, Apropos.self, CheatsheetVerb.self, Tutorial.self, HistoryVerb.self, SaveVerb.self, Quit.self,
  ]

  static let signatures: [VerbSignature] = verbs.map { $0.signature } + LaterVerbs.signatures

  private static let index = Dictionary(verbs.map { ($0.signature.name, $0) }) { first, _ in first }

  static func verb(_ name: String) -> (any Verb.Type)? { index[name] }
}
