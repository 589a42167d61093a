import { describe, expect, it } from 'vitest';
import {
  fileNameProblem,
  isScenarioPath,
  scenarioFileName,
  scenarioLabel,
  slug,
} from '../../../src/extension/scenarioFiles.ts';

describe('scenario files', () => {
  it.each([
    ['/w/perf/shop.perf.yaml', true],
    ['shop.perf.yml', true],
    ['shop.perf.json', true],
    ['/w/docker-compose.yaml', false],
    ['/w/perf.yaml', false],
    ['/w/shop.perf.yaml.bak', false],
  ])('%s: %s', (path, is) => expect(isScenarioPath(path)).toBe(is));

  it('get a plain file name from any name', () => {
    expect(slug('Café: Größe & Co.')).toBe('cafe-gro-e-co');
    expect(slug('…')).toBe('scenario');
    expect(scenarioFileName(' checkout ')).toBe('checkout.perf.yaml');
    expect(scenarioFileName('checkout.perf.yml')).toBe('checkout.perf.yaml');
  });

  it('are never written over, nor outside their folder', () => {
    expect(fileNameProblem('checkout', ['checkout.perf.yaml'])).toMatch(/exists already/);
    expect(fileNameProblem('../../etc/passwd', [])).not.toBeNull();
    expect(fileNameProblem('  ', [])).toMatch(/name is needed/);
    expect(fileNameProblem('check out', [])).toBeNull();
  });
});

describe('a scenario in a list', () => {
  it('goes by its name, and in a file of the short form by the name of the file', () => {
    expect(scenarioLabel('checkout', '/shop/perf/shop.perf.yaml')).toBe('checkout');
    expect(scenarioLabel('default', '/shop/perf/smoke.perf.yaml')).toBe('smoke');
  });
});
