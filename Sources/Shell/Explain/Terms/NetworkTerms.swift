// Machines, taps, routers, and the words of lab files.

extension Term {
  /// Machines and taps.
  static let ofMachines = terms(
    seeing: "`nodes` lists the machines, `packets` where each packet was seen",
    [
      ("rule", "Something that is done to what passes a tap: `on PATTERN at TAP : VERDICT`."),
      ("tun", "A tap: where packets enter and leave a node's tunnel device."),
      ("wire", "A tap: where datagrams enter and leave a node's sockets."),
      ("lan", "A tap: between a gateway and the resources behind it."),
      ("net", "A tap: what goes beside the tunnel, over the client's own network."),
      ("ws", "A tap: messages at the portal."),
      ("client", "The machine of somebody who wants to reach a resource."),
      ("gateway", "The machine that stands before resources, and lets in whom the portal authorized."),
      ("portal", "The machine that knows who may reach what, and tells clients and gateways."),
      ("operator", "Whoever types commands."),
      ("lab", "A world of machines and links on a virtual clock; `lab FILE` begins another one."),
      ("none", "Nothing: what is absent, or a link, a router or a path that is not there."),
    ])

  /// Values of the settings of a NAT.
  static let ofRouters = terms(
    seeing: "`help nat` has the settings, docs/labs.md the kinds",
    [
      (
        "endpoint-independent",
        "One mapping for a socket, whoever it speaks to; or, of filtering, anybody may answer (RFC 4787 §4.1, §5)."
      ),
      ("address-dependent", "It depends on the far address, whatever its port (RFC 4787 §4.1, §5)."),
      ("address-and-port-dependent", "It depends on the far address and port (RFC 4787 §4.1, §5)."),
      ("preserve", "A mapping gets the inside port where it is free, else the next one."),
      ("overload", "Several nodes share one outside port, and are told apart by their far ends."),
      ("sequential", "Mappings get one port after the other."),
      ("random", "Mappings get ports by chance."),
      ("paired", "A node keeps one of several outside addresses (RFC 4787 §4.1)."),
      ("arbitrary", "A node gets any of several outside addresses for each mapping (RFC 4787 §4.1)."),
      ("both", "Packets of either way, or addresses of either family."),
      ("outbound", "Only packets from inside keep a mapping alive (RFC 4787 §4.3)."),
    ])

  /// Keys of lab files.
  static let ofLabFiles = terms(
    seeing: "docs/labs.md, and `lab show` for this lab",
    [
      ("cidr", "A resource that is a network."),
      ("dns", "A resource whose address is a pattern of names; or a name server of a host."),
      ("internet", "What no other resource covers; or hosts that stand in the open."),
      ("networks", "Routers that several machines share."),
      ("network", "Machines behind one router; or addresses with a common prefix."),
      ("ranges", "Networks behind a router."),
      ("resolvers", "The name servers of a client's own system."),
      ("token_lifetime", "How long after its login a client's token ends."),
      ("copy_of", "A machine whose disk was copied from another client."),
      ("ip_stack", "Which families a DNS resource answers with."),
      ("description", "Words for people."),
      ("hosts", "Machines behind gateways, or on the internet."),
      ("services", "What a host serves: `http`, `tcp-echo`, `udp-echo`, `dns`."),
      ("http", "A service that answers HTTP requests."),
      ("tcp-echo", "A service that sends back what comes by TCP."),
      ("udp-echo", "A service that sends back what comes by UDP."),
      ("when", "Conditions of a policy, which must all hold."),
      ("provider", "By which identity provider somebody logged in: a condition of policies."),
      ("expires", "When a policy stops granting."),
      ("resources", "What can be reached through the tunnel: networks, addresses, names."),
      ("flags", "Feature flags that are on."),
      ("gateways", "The machines before the resources of a site."),
      ("Everyone", "The group that always is, and holds all actors."),
    ])
}
