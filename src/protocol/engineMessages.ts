import * as z from 'zod';
import { metricRecordSchema, snapshotSchema } from '../metrics/snapshot.ts';
import { planSchema } from '../scenario/plan/plan.ts';

/** Both ends name it in their first message and refuse another. */
export const ENGINE_PROTOCOL = 1;

/** An {@link import('../base/errors.ts').ErrorInfo} on the wire. */
export const errorInfoSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  place: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).optional(),
});

/** What the host tells the engine. */
export const toEngineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('prepare'),
    protocol: z.literal(ENGINE_PROTOCOL),
    plan: planSchema,
    /** Host name to the addresses it may be reached at; the engine resolves nothing itself. */
    hosts: z.record(z.string(), z.array(z.string())),
    /** Milliseconds between snapshots. */
    snapshotEveryMs: z.number(),
  }),
  z.strictObject({ type: z.literal('begin') }),
  z.strictObject({ type: z.literal('stop'), mode: z.enum(['graceful', 'now']) }),
]);

/** What the engine tells the host. */
export const fromEngineSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), protocol: z.int(), pid: z.int() }),
  /** The target answered; waiting for `begin`. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.strictObject({ type: z.literal('checkpoint'), metrics: z.array(metricRecordSchema) }),
  z.strictObject({ type: z.literal('warning'), message: z.string() }),
  z.strictObject({
    type: z.literal('finished'),
    end: z.enum(['completed', 'stopped', 'aborted']),
    snapshot: snapshotSchema,
    metrics: z.array(metricRecordSchema),
  }),
  z.strictObject({ type: z.literal('failed'), error: errorInfoSchema }),
]);

export type ToEngine = z.infer<typeof toEngineSchema>;
export type FromEngine = z.infer<typeof fromEngineSchema>;
