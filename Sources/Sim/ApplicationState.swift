import Base
import HostStack
import Lab

extension ClientNode {
  /// The applications that run at the moment, by their numbers.
  var applications: State {
    .record(
      (host.applications + (openSide?.host.applications ?? [])).map { app in
        State.Member(
          "\(app.id.number)",
          .record(
            app.request.fields.map { .init($0.name, $0.value) } + [
              .init("since", .instant(app.opened)),
              .init("received", app.progress.map { .number(Int64($0.received)) } ?? .none),
              .init("of", app.progress?.whole.map { .number(Int64($0)) } ?? .none),
            ]))
      })
  }
}
