import { describe, expect, it } from 'vitest';
import { sentence } from '../../../src/extension/sentence.ts';

describe('a notification', () => {
  it('speaks in sentences', () => {
    const said = sentence({
      message: 'connection refused at 127.0.0.1:3000: is the API running?',
      hint: 'start the API, or correct `target` in the scenario file',
    });
    expect(said).toBe(
      'Connection refused at 127.0.0.1:3000: is the API running? Start the API, or correct “target” in the scenario file.',
    );
  });

  it('keeps the case of a name that comes first', () => {
    expect(sentence({ message: 'http_req_duration is no such metric' })).toBe(
      'http_req_duration is no such metric.',
    );
    expect(sentence({ message: 'perf/shop.perf.yaml cannot be read' })).toBe(
      'perf/shop.perf.yaml cannot be read.',
    );
  });
});
