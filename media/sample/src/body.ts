import type { IncomingMessage } from 'node:http';

const LARGEST_BODY_BYTES = 10_000;

/** The body as an object, or null where it is too large or no JSON object. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of request) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST_BODY_BYTES) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
