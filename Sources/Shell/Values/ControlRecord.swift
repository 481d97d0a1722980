import Lab

/// A message as the trace holds it; the portal's own messages bear the same name.
typealias ControlRecord = Lab.PortalMessage
