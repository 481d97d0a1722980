import Base
import Portal

extension Lab.PortalMessage {
  /// What a frame of a portal connection says, whoever wrote it: the message's name as on the wire, and its fields.
  package static func contents<Message: ControlMessage>(
    _ text: String, _: Message.Type
  ) -> (name: String, fields: [MessageField]) {
    do throws(MalformedFrame) {
      switch try ChannelFrame<Message>(parsing: text).content {
      case .message(let message): return (message.event, message.fields)
      case .join, .relayJoin: return ("phx_join", [])
      case .heartbeat: return ("heartbeat", [])
      case .reply(.ok): return ("phx_reply", [MessageField("status", .text("ok"))])
      case .reply(.error(let reason)):
        return ("phx_reply", [MessageField("status", .text("error")), MessageField("reason", .text(reason))])
      case .error: return ("phx_error", [])
      case .close: return ("phx_close", [])
      case .disconnect(let reason): return ("disconnect", [MessageField("reason", .text(reason))])
      }
    } catch {
      return (error.event ?? "malformed", [MessageField("problem", .text(error.description))])
    }
  }
}
