import * as z from 'zod';

/** What the plan says of how HTTP is spoken. */

/** Certificates and key are PEM texts. */
const plannedTlsSchema = z.strictObject({
  /** Authorities that are trusted beside the public ones. */
  ca: z.array(z.string()).optional(),
  /** The client's certificate with those that lead to its authority, and its key. */
  cert: z.string().optional(),
  key: z.string().optional(),
  /** Whoever answers is believed. */
  insecure: z.literal(true).optional(),
  /** In place of the host's name, in SNI and in the certificate. */
  serverName: z.string().optional(),
});

/** How long phases of a request may take: until there is a connection, and until the first byte after it is sent. */
export const plannedLimitsSchema = z.strictObject({ connectMs: z.number(), firstByteMs: z.number() });

/** A new one for each request; or so many to each origin, shared by all users. */
const plannedConnectionsSchema = z.union([z.literal('none'), z.strictObject({ shared: z.int().min(1) })]);

/** Keys of the plan. */
export const plannedHttpFields = {
  /** How long cookies are kept; left out, for an iteration. */
  cookies: z.enum(['vu', 'off']).optional(),
  /** How connections are used; left out, each user has its own. */
  connections: plannedConnectionsSchema.optional(),
  tls: plannedTlsSchema.optional(),
  /** The Unix socket (or Windows' named pipe) at which the target listens; absolute. */
  socketPath: z.string().optional(),
  /** Whether each request carries a trace. */
  traceparent: z.literal(true).optional(),
};

export type PlannedConnections = z.infer<typeof plannedConnectionsSchema>;
export type PlannedTls = z.infer<typeof plannedTlsSchema>;
