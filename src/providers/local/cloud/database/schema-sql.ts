/** The shop's tables, and the role its servers log in with, which can take orders and say that it lives, and no more. */
import { escapeIdentifier, escapeLiteral } from 'pg'

export interface Role {
  readonly user: string
  readonly password: string
}

/** Statements for any database of the server: the role, then the database `name`. */
export const serverStatements = (name: string, app: Role): readonly string[] => [
  `CREATE ROLE ${escapeIdentifier(app.user)} LOGIN PASSWORD ${escapeLiteral(app.password)}`,
  `CREATE DATABASE ${escapeIdentifier(name)}`,
]

/** Statements for the new database itself. */
export const tableStatements = (name: string, app: Role): readonly string[] => [
  `REVOKE ALL ON DATABASE ${escapeIdentifier(name)} FROM PUBLIC`,
  `GRANT CONNECT ON DATABASE ${escapeIdentifier(name)} TO ${escapeIdentifier(app.user)}`,
  `CREATE TABLE orders (
  number bigint NOT NULL,
  item text NOT NULL,
  zone text NOT NULL,
  region text NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (number)
)`,
  `CREATE TABLE heartbeat (region text NOT NULL, zone text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (region))`,
  `GRANT SELECT, INSERT ON orders TO ${escapeIdentifier(app.user)}`,
  `GRANT SELECT, INSERT, UPDATE ON heartbeat TO ${escapeIdentifier(app.user)}`,
]
