import * as z from 'zod';
import { durationField, report, settingText } from './fields.ts';

/** A time for the whole request, or limits for its phases. */
export const timeoutField = z.union(
  [
    durationField,
    z.strictObject({
      connect: durationField
        .optional()
        .describe('How long making a connection may take, TLS included; k6’s error code 1211.'),
      firstByte: durationField
        .optional()
        .describe(
          'How long the API may take from the end of the request to the first byte of its response; error code 1050.',
        ),
      total: durationField
        .optional()
        .describe('How long all of it may take, to the last byte. Default: `60s`; error code 1050.'),
    }),
  ],
  { error: 'a duration such as 5s, or { connect: 1s, firstByte: 2s, total: 10s }' },
);

/** The content codings that are understood; zstd where Node has it. */
const CODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;

const redirectCount = z.int().min(0).max(100);

/** How many redirects a step follows. */
export const stepRedirectsField = redirectCount
  .optional()
  .describe('How many redirects are followed; `0`: none. Default: the file’s `redirects`, else 10.');

const redirectsField = z
  .union(
    [
      redirectCount,
      z.strictObject({
        max: redirectCount.optional().describe('How many are followed, one after the other. Default: 10.'),
        to: z
          .array(settingText.min(1))
          .min(1)
          .optional()
          .meta({
            description:
              'Other origins that redirects may lead to; those that are not this machine are asked for before the run, like the target.',
            examples: [['https://login.example.com']],
          }),
      }),
    ],
    {
      error: 'a number of redirects such as 10, 0 for none, or { max: 10, to: [https://login.example.com] }',
    },
  )
  .meta({ examples: [0, 10] });

const tlsField = z
  .strictObject({
    ca: settingText
      .min(1)
      .optional()
      .describe(
        'A file with the certificate of a private authority (or several), in PEM; trusted beside the public ones. Its path is taken from this file’s folder.',
      ),
    insecure: z
      .boolean()
      .optional()
      .describe('`true`: certificates are not verified. The run says so. Default: `false`.'),
    cert: settingText
      .min(1)
      .optional()
      .describe('A file with the certificate that the API asks its clients for, in PEM; with `key`.'),
    key: settingText.min(1).optional().describe('A file with the private key of `cert`, in PEM.'),
    serverName: settingText
      .min(1)
      .optional()
      .describe(
        'The name that the certificate must have, and that the API is asked for by (SNI). Default: the host.',
      ),
  })
  .check((context) => {
    const { cert, key } = context.value;
    if ((cert === undefined) === (key === undefined)) return;
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    report(context, `${given} needs its ${missing}`, { hint: `Add ${missing}: with a file.`, atKey: true }, [
      given,
    ]);
  })
  .meta({ examples: [{ ca: 'certs/ca.pem' }] });

/** Keys at the top of the file that say how HTTP is spoken. */
export const httpFields = {
  redirects: redirectsField
    .optional()
    .describe(
      'How many redirects each request follows, `0` for none; `{ max: 10, to: [https://login.example.com] }` names other origins that they may lead to. Each request on the way counts by itself, under the name of its step; what is expected and captured is of the last response. Default: 10.',
    ),
  cookies: z
    .union([z.enum(['iteration', 'vu'], { error: 'iteration, vu, true or false' }), z.boolean()], {
      error: 'iteration, vu, true or false',
    })
    .optional()
    .meta({
      description:
        'Each virtual user has cookies of its own: those that responses set go with its later requests, by the rules of browsers for domain, path, `Secure` and age. `iteration` (the default, as in k6): each iteration begins without any, but those that a login of this user (`per: vu`) has set, which last as long as its token. `vu`: a user keeps them from one iteration to the next. `false`: none are kept; a `Cookie` header that a step gives is sent all the same.',
      examples: ['vu', false],
    }),
  connections: z
    .union(
      [
        z.enum(['per-vu', 'shared', 'none'], { error: 'Write per-vu, shared, { shared: 20 } or none.' }),
        z.strictObject({
          shared: z.int().min(1).max(10_000).describe('How many connections to each origin.'),
        }),
      ],
      { error: 'per-vu, shared, { shared: 20 } or none' },
    )
    .optional()
    .meta({
      description:
        '`per-vu` (the default, as in k6): each virtual user has a connection of its own to each origin, and keeps it. `shared`, or `{ shared: 20 }`: all users share 10, or 20, connections to each origin, as the pool of a service does; a request that finds none free waits in line, which is `http_req_blocked` and counts towards its `timeout`. `none`: a new connection for each request, as k6’s `noConnectionReuse`.',
      examples: ['shared', { shared: 20 }, 'none'],
    }),
  tls: tlsField
    .optional()
    .describe(
      'How `https` origins are believed: `ca` for a private authority, `insecure: true` for any certificate, `cert` and `key` where the API asks for a certificate, `serverName` where it is not called as its host is.',
    ),
  traceparent: z
    .boolean()
    .optional()
    .describe(
      '`true`: each request carries a `traceparent` header (W3C Trace Context, sampled) with a trace of its own: the first half of its id is drawn anew in each run, the rest is the same again with the same `seed`. The ids of the failing requests and of the slowest are shown, to be found in your tracing. Default: `false`.',
    ),
  socketPath: settingText
    .min(1)
    .optional()
    .meta({
      description:
        'The Unix socket (or Windows’ named pipe) at which the API listens, in place of the host and port of `target`, whose name is still sent as `Host`. It counts as this machine. Its path is taken from this file’s folder. The profiler needs a port, and does without here.',
      examples: ['/run/api.sock'],
    }),
  compression: z
    .union([z.boolean(), z.array(z.enum(CODINGS, { error: `one of ${CODINGS.join(', ')}` })).min(1)], {
      error: 'true, false, or a list such as [gzip, br]',
    })
    .optional()
    .meta({
      description:
        '`true`: requests say that responses may be compressed (`Accept-Encoding: gzip, deflate, br`); a list, such as `[gzip, br, zstd]`, says with what. An `Accept-Encoding` header that is given wins. `data_received` counts the bytes on the wire; a body is unpacked only where it is looked at. Default: `false`.',
      examples: [true, ['gzip', 'br']],
    }),
};
