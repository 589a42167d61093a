import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PlannedTls } from '../plan/plannedHttp.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';

/** Far more than a bundle of all public authorities has. */
const MOST_BYTES = 2_000_000;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** What the plan says of TLS; nothing where the file does not. Certificates and key are read and tried here. */
export function planTls(context: PlanContext, { tls }: ScenarioFile): { tls?: PlannedTls } {
  if (tls === undefined) return {};
  const ca = tls.ca === undefined ? null : readCertificates(context, tls.ca, 'ca');
  const cert = tls.cert === undefined ? null : readCertificates(context, tls.cert, 'cert');
  const key = tls.key === undefined ? null : readKey(context, tls.key, cert?.[0] ?? null);
  if (tls.insecure === true) {
    const message = 'certificates are not verified (insecure: true): whoever answers is believed';
    context.warn(['tls', 'insecure'], message, 'For a private authority name its certificate: ca: ca.pem.');
  }
  const serverName =
    tls.serverName === undefined ? '' : context.text(tls.serverName, ['tls', 'serverName']).trim();
  return {
    tls: {
      ...(ca === null ? {} : { ca }),
      ...(cert === null ? {} : { cert: cert.join('\n') }),
      ...(key === null ? {} : { key }),
      ...(tls.insecure === true ? { insecure: true as const } : {}),
      ...(serverName === '' ? {} : { serverName }),
    },
  };
}

/** The certificates in a file, as PEM texts; null where it is told what is wrong. */
function readCertificates(context: PlanContext, written: string, key: 'ca' | 'cert'): string[] | null {
  const path = ['tls', key];
  const file = context.text(written, path);
  const text = readPem(context, file, path);
  if (text === null) return null;
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    const hint = 'It must be in PEM: -----BEGIN CERTIFICATE----- and so on.';
    context.error(path, `${file} holds no certificate`, hint);
    return null;
  }
  const wrong = found.findIndex((one) => !isCertificate(one));
  if (wrong < 0) return found;
  context.error(path, `certificate ${wrong + 1} of ${file} cannot be read`, 'Export it again, in PEM.');
  return null;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

/** @param cert what the key must belong to; null where that is not known */
function readKey(context: PlanContext, written: string, cert: string | null): string | null {
  const path = ['tls', 'key'];
  const file = context.text(written, path);
  const text = readPem(context, file, path);
  if (text === null) return null;
  if (/ENCRYPTED/.test(text)) {
    const hint = 'Take the passphrase off: openssl pkey -in key.pem -out plain.pem.';
    context.error(path, `the key in ${file} is encrypted`, hint);
    return null;
  }
  try {
    const key = createPrivateKey(text);
    if (cert === null || new X509Certificate(cert).checkPrivateKey(key)) return text;
    context.error(
      path,
      `the key in ${file} does not belong to the certificate`,
      'Give the two that belong together.',
    );
  } catch {
    context.error(
      path,
      `${file} holds no private key`,
      'It must be in PEM: -----BEGIN PRIVATE KEY----- and so on.',
    );
  }
  return null;
}

function readPem(context: PlanContext, file: string, path: string[]): string | null {
  if (file === '') return null;
  const found = context.locate(file, path);
  if (found === null) return null;
  if (found.sizeBytes <= MOST_BYTES) return readFileSync(found.path, 'latin1');
  context.error(path, `${file} is larger than ${MOST_BYTES / 1e6} MB`, 'Name a file in PEM.');
  return null;
}
