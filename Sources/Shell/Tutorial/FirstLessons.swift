import Base
import Lab
import Wire

extension Lesson {
  static let craft = Lesson(
    title: "Craft a packet",
    story: """
      Packets are written as they are stacked: ip(dst=172.20.0.100)/udp(dport=7)/"text". What you leave out is computed, what \
      you set stays, however wrong. `send` puts a packet on the client's tunnel device, `ask` also waits for what answers it. \
      The host `httpbin` (172.20.0.100) echoes what comes to UDP port 7.
      """,
    tasks: [
      Task(
        text: "Have the five letters \"hello\" come back from UDP port 7 of 172.20.0.100.",
        hint: "`help packets` shows how payload is written; `help ask` how a packet is sent and its answer awaited"
      ) { world in
        world.seen(at: Tap(LessonWorld.client, .tun)) { packet in
          guard packet.source == LessonWorld.httpbin, case .udp(let header) = packet.transport else { return false }
          return header.sourcePort == 7 && Array(packet.bytes[header.payload]) == Array("hello".utf8)
        }
      },
      Task(
        text: "Now send that host a packet that it must throw away because of its checksum.",
        hint: "`fields udp` lists what can be set; `events where kind == \"drop\"` tells who discarded what, and why"
      ) { world in world.happened("drop") { $0.node == "httpbin" && $0.text("reason") == "bad-checksum" } },
    ],
    moral: """
      A field that you set stays as you set it, and every packet that is discarded has one reason: `events where kind == \
      "drop"`, or `why p9`.
      """)

  static let authorize = Lesson(
    title: "Authorize",
    story: """
      Nothing reaches a resource by itself. The first packet makes the client ask the portal (create_flow), the portal chooses \
      a gateway and tells it (authorize_flow), and only then a tunnel is built. `resources` lists what this client may \
      reach, `authorizations` what it does reach.
      """,
    tasks: [
      Task(
        text: "Give the client access to `MyCorp Network` (172.20.0.0/16).",
        hint: "traffic is the usual way (`help ping`), but the portal can also act unasked (`help authorize`)"
      ) { $0.isAuthorized(LessonWorld.network) },
      Task(
        text: "And to a second resource beside it.",
        hint: "`resources` shows their addresses; `nodes` the hosts of this lab"
      ) { $0.rows(LessonWorld.gateway, "authorizations").count { $0["client"] == LessonWorld.client } >= 2 },
    ],
    moral: """
      `messages` shows the conversation behind it. Portal, gateway and client each keep their own view: `beliefs` puts them \
      side by side.
      """)

  static let revoke = Lesson(
    title: "Revoke",
    story: """
      The client has just used `MyCorp Network` and `download.httpbin`. Access can be lost at a single place: the gateway \
      forgets it, while portal and client go on believing in it. That is the case that users meet and nobody sees.
      """,
    setUp: "ping 172.20.0.100; ping download.httpbin",
    tasks: [
      Task(
        text: """
          Bring it about that the gateway does not let the client reach `MyCorp Network` any more, while the portal and the \
          client both still say yes.
          """,
        hint:
          "`beliefs \"MyCorp Network\"` shows the three views; `help revoke` and `help restart` two ways to part them"
      ) { world in
        world.beliefs(LessonWorld.network).contains {
          $0["portal"] == "yes" && $0["client_says"] == "yes" && $0["gateway_says"] == "no"
        }
      }
    ],
    moral: """
      `beliefs` says desync, and by what it will heal, if at all. With a client's last authorization on a gateway the tunnel \
      would have gone too, and no ICMP error could ever tell of it.
      """)

  static let prohibited = Lesson(
    title: "Prohibited",
    story: """
      As you left it: the gateway has forgotten `MyCorp Network`, and the tunnel stands because of another resource. What does a \
      user see now? The gateway answers each packet with ICMP "administratively prohibited" (RFC 1812 §5.2.7.1, code 13).
      """,
    setUp: "ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s",
    tasks: [
      Task(
        text: "Let that ICMP error reach the client's tunnel device.",
        hint: "any traffic to the resource will do; `packets where icmp` shows what came back"
      ) { world in
        world.seen(at: Tap(LessonWorld.client, .tun)) { packet in
          guard let (error, quoted) = packet.reportedError, quoted.destination == LessonWorld.httpbin else {
            return false
          }
          return error.isProhibited(packet.family)
        }
      }
    ],
    moral: """
      `why` of the packet that you sent tells who refused it and which command took the access away. Which error an \
      application gets of it is another question: compare ping, curl and udp.
      """)
}
