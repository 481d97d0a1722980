import Base
import Lab

extension World {
  /// What `nat` lists.
  var routerTable: State {
    .table(
      columns: ["router", "nodes", "nat", "addresses", "mappings"],
      rows: routers.values.map { router in
        [
          .text(router.name), .list(router.nodes.map { .text($0) }), .text(router.box.behaviour.words),
          .list(router.box.pool.addresses.map { .address($0) }), .number(Int64(router.box.count)),
        ]
      })
  }
}

extension Router {
  /// A picture has so many mappings at most; the count says how many there are.
  private static let mostShown = 1000

  func state(at now: Instant) -> State {
    let behaviour = box.behaviour
    return .record([
      .init("kind", "router"), .init("nat", behaviour.words), .init("nodes", .list(nodes.map { .text($0) })),
      .init("addresses", .list(box.pool.addresses.map { .address($0) })),
      .init("inside", .list(inside.keys.map { .address($0) })),
      .init("behaviour", .record(NATSetting.all.map { State.Member($0.name, $0.text(of: behaviour)) })),
      .init("count", .number(Int64(box.count))), .init("mappings", mappings(at: now)),
    ])
  }

  private func mappings(at now: Instant) -> State {
    .table(
      columns: ["protocol", "inside", "outside", "remote", "age", "expires_in"],
      rows: box.all.prefix(Self.mostShown).map { mapping in
        [
          .text(mapping.key.proto.word), .endpoint(mapping.key.inside), .endpoint(mapping.outside), mapping.remoteFact,
          .duration(now - mapping.since),
          .duration(max(.zero, mapping.ends(box.behaviour.timeouts) - now)),
        ]
      })
  }
}

extension Link {
  /// Every property, said or not.
  var state: State {
    .record(LinkSetting.all.map { State.Member($0.name, $0.text(of: shape) ?? $0.usual) })
  }
}
