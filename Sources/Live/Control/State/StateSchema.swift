/// What a state file is made of. docs/live.md says what is in it for whoever reads it with other tools.
enum StateSchema {
  /// `PRAGMA application_id`: "fzsh".
  static let application: Int64 = 0x667a_7368
  /// `PRAGMA user_version`: one more with each change that an older program cannot read.
  static let version: Int64 = 1

  static let creation = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    -- The portal's directory, a row each as JSON, and what the lab file said last.
    CREATE TABLE directory (kind TEXT, id TEXT, row TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE lab (kind TEXT, id TEXT, row TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    -- Times are nanoseconds since 1970.
    CREATE TABLE authorizations (
      id INTEGER PRIMARY KEY,
      client TEXT NOT NULL, gateway TEXT NOT NULL, resource TEXT NOT NULL,
      policy TEXT, group_id TEXT, token TEXT NOT NULL, site TEXT NOT NULL,
      created_at INTEGER NOT NULL, confirmed_at INTEGER, expires_at INTEGER NOT NULL, ended_at INTEGER, reason TEXT,
      client_name TEXT NOT NULL, actor_name TEXT NOT NULL, resource_name TEXT NOT NULL, gateway_name TEXT NOT NULL,
      site_name TEXT NOT NULL, group_name TEXT);
    CREATE INDEX living ON authorizations (id) WHERE ended_at IS NULL;
    \(views)
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(version);
    """

  /// For people and their tools; the portal itself does not read them.
  private static let views = """
    CREATE VIEW clients AS SELECT id, row ->> 'name' AS name, row ->> 'externalID' AS external_id,
      row ->> 'actor' AS actor, row ->> '$.tunnel.ipv4' AS ipv4, row ->> '$.tunnel.ipv6' AS ipv6,
      row ->> 'publicKey' AS public_key, row ->> '$.seen.version' AS version, row ->> '$.seen.remoteIP' AS remote_ip,
      datetime(row ->> 'seenAt', 'unixepoch') AS last_seen FROM directory WHERE kind = 'client';
    CREATE VIEW gateways AS SELECT id, row ->> 'name' AS name, row ->> 'externalID' AS external_id,
      row ->> 'site' AS site, row ->> '$.tunnel.ipv4' AS ipv4, row ->> '$.tunnel.ipv6' AS ipv6,
      row ->> 'publicKey' AS public_key, row ->> '$.seen.version' AS version, row ->> '$.seen.remoteIP' AS remote_ip,
      datetime(row ->> 'seenAt', 'unixepoch') AS last_seen FROM directory WHERE kind = 'gateway';
    CREATE VIEW tokens AS SELECT id, row ->> 'owner' AS owner, datetime(row ->> 'expiresAt', 'unixepoch') AS expires_at
      FROM directory WHERE kind = 'token';
    CREATE VIEW audit AS SELECT id, client_name AS client, actor_name AS actor, resource_name AS resource,
      gateway_name AS gateway, site_name AS site, group_name AS policy_of,
      datetime(created_at / 1000000000, 'unixepoch') AS authorized,
      datetime(confirmed_at / 1000000000, 'unixepoch') AS confirmed,
      datetime(expires_at / 1000000000, 'unixepoch') AS expires,
      datetime(ended_at / 1000000000, 'unixepoch') AS ended, reason FROM authorizations;
    """

  /// What was when the row began is not written again.
  static let putAuthorization = """
    INSERT INTO authorizations VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)
      ON CONFLICT (id) DO UPDATE SET confirmed_at = excluded.confirmed_at, expires_at = excluded.expires_at,
      ended_at = excluded.ended_at, reason = excluded.reason
    """
  static let living = "SELECT * FROM authorizations WHERE ended_at IS NULL ORDER BY id"
  static let putMeta = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)"

  static func put(_ table: StateTable) -> String { "INSERT OR REPLACE INTO \(table.rawValue) VALUES (?1, ?2, ?3)" }
  static func delete(_ table: StateTable) -> String { "DELETE FROM \(table.rawValue) WHERE kind = ?1 AND id = ?2" }
  static func clear(_ table: StateTable) -> String { "DELETE FROM \(table.rawValue)" }
  static func all(_ table: StateTable) -> String { "SELECT kind, id, row FROM \(table.rawValue)" }
}

/// The two tables of directory rows.
enum StateTable: String {
  /// The portal's.
  case directory
  /// As the lab file had it last.
  case lab
}
