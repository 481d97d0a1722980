import Base
import Lab
import Wire

extension Lesson {
  static let reauthorize = Lesson(
    title: "Re-authorize",
    story: """
      The gateway refuses again. But the refusal is a signal: a client that listens to it can ask the portal anew, without \
      anybody having to reconnect. Whether it does is a feature flag, and it is off.
      """,
    setUp: "ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s",
    tasks: [
      Task(
        text: """
          Have the client win its access to `MyCorp Network` back by itself, because of the ICMP error: the gateway must let it \
          through again.
          """,
        hint: "`flags` lists the switches, `help recovery` sets them everywhere; after that it takes a packet, and time"
      ) { world in
        world.isAuthorized(LessonWorld.network)
          && world.happened("intent") {
            $0.text("trigger") == "icmp-prohibited" && $0.text("resource") == LessonWorld.network
          }
      }
    ],
    moral: """
      `events where kind in {"icmp.prohibited", "intent"}` shows the error being judged and the request that follows. The packet \
      that was refused stays lost: the application has to try again.
      """)

  static let desync = Lesson(
    title: "Desync",
    story: """
      A policy was switched off, and the portal told the gateway so. That message was lost: a rule in this lab eats \
      `reject_access`. The portal says no, and the gateway still says yes.
      """,
    setUp: """
      ping 172.20.0.100; ping download.httpbin; on reject_access at portal.ws : drop; policy disable "MyCorp Network"; run 2s
      """,
    tasks: [
      Task(
        text: "Bring portal and gateway together again about `MyCorp Network`, whichever way.",
        hint: "`beliefs`, `messages` and `rules` show how it came about; waiting alone takes a week"
      ) { world in
        world.beliefs(LessonWorld.network).allSatisfy { ($0["portal"] == "yes") == ($0["gateway_says"] == "yes") }
          && (world.isAuthorized(LessonWorld.network) || world.happened("authorization.removed"))
      }
    ],
    moral: """
      An order that is lost is not repeated by itself; a gateway that connects anew is told the whole list, and drops what is not \
      on it. `require invariants` would have found this after three minutes.
      """)

  static let relay = Lesson(
    title: "NAT and relay",
    story: """
      Client and gateway usually speak directly. Where routers or firewalls between them forbid it, ICE falls back to a relay. \
      `connections` shows the path that is in use, `help nat` the kinds of routers.
      """,
    tasks: [
      Task(
        text: "Have an answer from 172.20.0.100 reach the client over a relay.",
        hint: """
          both families count: with IPv6 untranslated there is still a direct path (`translation=both`). A network can also be \
          cut between two nodes (`help partition`)
          """
      ) { world in
        let path = world.fact(LessonWorld.client, "connections", LessonWorld.gateway, "path")?.description ?? ""
        return path.contains("relayed")
          && world.seen(at: Tap(LessonWorld.client, .tun)) { $0.source == LessonWorld.httpbin }
      }
    ],
    moral: """
      `show client.connections[gateway].pairs` lists every pair of addresses that was tried; `why` of the `ice.nominated` event \
      says why this one.
      """)

  static let supportCase = Lesson(
    title: "A support case",
    story: """
      "Since this morning the wiki on http://172.20.0.100/ does not load. Pinging it works. Nothing was changed." Find out what \
      was changed, and mend it.
      """,
    setUp: """
      curl http://172.20.0.100/; run 30s; filter "MyCorp Network" allow icmp, tcp 443; run 5m; fault client loss=1%; run 1s
      """,
    tasks: [
      Task(
        text: "Have the client load http://172.20.0.100/ (status 200).",
        hint: """
          look before you change: `curl http://172.20.0.100/`, then `why` of its packet, `events where kind == "filtered"`, \
          `last change to portal.resources`
          """
      ) { $0.gotPage(from: LessonWorld.httpbin) }
    ],
    moral: """
      Nothing was changed, except by somebody: the chain of causes behind a refused packet ends at the operator's command.
      """)
}
