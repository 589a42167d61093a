import { bodyLength } from '../body/bodySource.ts';
import type { OutgoingRequest } from '../transport/requester.ts';

/** No CR, LF or any other control character: a value that was made at run time could break out of its line. */
const UNFIT_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * The head of a request as it goes over the wire, in Latin-1.
 * @param host the authority for the host header, unless the request has one of its own
 * @throws Error where a header value may not be sent
 */
export function requestHead(request: OutgoingRequest, host: string): string {
  const { method, path, headers, body } = request;
  let text = '';
  let ownHost = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    if (UNFIT_VALUE.test(value)) {
      throw new Error(`the value of the header ${name} has a character that HTTP does not allow there`);
    }
    if (name.length === 4 && name.toLowerCase() === 'host') ownHost = true;
    text += `${name}: ${value}\r\n`;
  }
  // RFC 9110 section 8.6: a length is sent where the method expects content, also for none.
  if (body !== null || method === 'POST' || method === 'PUT' || method === 'PATCH') {
    const length = body === null ? 0 : bodyLength(body);
    text += length === null ? 'transfer-encoding: chunked\r\n' : `content-length: ${length}\r\n`;
  }
  return `${method} ${path} HTTP/1.1\r\n${ownHost ? '' : `host: ${host}\r\n`}${text}\r\n`;
}
