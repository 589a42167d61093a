import { describe, expect, it } from 'vitest';
import { hostQuestion } from '../../../src/extension/hostQuestion.ts';

describe('the question before load leaves this machine', () => {
  it('names the host and every address that its name leads to', () => {
    const { message, detail } = hostQuestion('api.example.com', ['192.0.2.7', '2001:db8::7']);
    expect(message).toBe('Send load to api.example.com?');
    expect(detail).toContain('leads to 192.0.2.7, 2001:db8::7');
    expect(detail).toContain('Hotlap remembers a yes for this workspace');
  });

  it('does not tell that an address leads to itself', () => {
    expect(hostQuestion('192.0.2.7', ['192.0.2.7']).detail).toMatch(
      /^192\.0\.2\.7 is not a loopback address\./,
    );
  });
});
