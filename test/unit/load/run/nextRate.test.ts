import { describe, expect, it } from 'vitest';
import { endOf, highestHeld, nextRate } from '../../../../src/load/run/nextRate.ts';
import type { TriedStep } from '../../../../src/metrics/breakpoint.ts';

type Tried = Pick<TriedStep, 'rate' | 'outcome'>;
type Search = Parameters<typeof nextRate>[0];

/** All rates that are tried of an API that bears `bears`, with a generator that sends no more than `sends`. */
function searched(search: Search, bears: number, sends = Number.POSITIVE_INFINITY) {
  const tried: Tried[] = [];
  for (let rate = nextRate(search, tried); rate !== null; rate = nextRate(search, tried)) {
    if (tried.length > 100) throw new Error('it does not end');
    const outcome = rate > sends ? 'generator-limited' : rate > bears ? 'broke' : 'held';
    tried.push({ rate, outcome });
  }
  return { rates: tried.map((one) => one.rate), holds: highestHeld(tried), end: endOf(tried) };
}

describe('steps', () => {
  const search: Search = { search: 'steps', startRate: 50, step: 50, maxRate: 200, target: null };

  it('go up until one does not hold', () => {
    expect(searched(search, 130)).toEqual({ rates: [50, 100, 150], holds: 100, end: 'broke' });
  });

  it('end where the first does not hold', () => {
    expect(searched(search, 20)).toEqual({ rates: [50], holds: 0, end: 'broke' });
  });

  it('end at the highest, though it is no whole number of steps away', () => {
    expect(searched(search, 1000)).toEqual({ rates: [50, 100, 150, 200], holds: 200, end: 'max' });
    expect(searched({ ...search, maxRate: 180 }, 1000).rates).toEqual([50, 100, 150, 180]);
    expect(searched({ ...search, maxRate: 50 }, 1000)).toEqual({ rates: [50], holds: 50, end: 'max' });
  });

  it('try the target too, and go on from there in the same steps', () => {
    expect(searched({ ...search, target: 120 }, 1000).rates).toEqual([50, 100, 120, 150, 200]);
    expect(searched({ ...search, target: 120 }, 110)).toEqual({
      rates: [50, 100, 120],
      holds: 100,
      end: 'broke',
    });
    expect(searched({ ...search, target: 100 }, 1000).rates).toEqual([50, 100, 150, 200]);
  });

  it('end where the generator is the limit, and say so', () => {
    expect(searched(search, 1000, 120)).toEqual({ rates: [50, 100, 150], holds: 100, end: 'generator' });
    expect(searched(search, 1000, 20)).toEqual({ rates: [50], holds: 0, end: 'generator' });
  });

  it('that are fractions add up', () => {
    const tenths: Search = { ...search, startRate: 0.1, step: 0.1, maxRate: 0.7 };
    expect(searched(tenths, 1).rates.map((rate) => rate.toFixed(3))).toEqual([
      '0.100',
      '0.200',
      '0.300',
      '0.400',
      '0.500',
      '0.600',
      '0.700',
    ]);
  });
});

describe('bisection', () => {
  const search: Search = { search: 'bisection', startRate: 50, step: 50, maxRate: 5000, target: null };

  it('doubles until one does not hold, then halves what lies between, down to a step', () => {
    // Between 400 and 800: 600; between 400 and 600: 500; between 500 and 600: 550; 550 to 600 is a step.
    expect(searched(search, 560)).toEqual({
      rates: [50, 100, 200, 400, 800, 600, 500, 550],
      holds: 550,
      end: 'broke',
    });
    // 400 to 475 is one step and a half: it is halved once more, by a whole step.
    expect(searched({ ...search, startRate: 100, maxRate: 475, step: 50 }, 440).rates).toEqual(
      [100, 200, 400, 475].concat(450),
    );
  });

  it('goes down from a first rate that does not hold', () => {
    expect(searched({ ...search, startRate: 400 }, 120)).toEqual({
      rates: [400, 200, 100, 150],
      holds: 100,
      end: 'broke',
    });
    expect(searched({ ...search, startRate: 400 }, 10)).toEqual({
      rates: [400, 200, 100, 50],
      holds: 0,
      end: 'broke',
    });
  });

  it('ends at the highest where all hold', () => {
    expect(searched({ ...search, maxRate: 300 }, 1000)).toEqual({
      rates: [50, 100, 200, 300],
      holds: 300,
      end: 'max',
    });
  });

  it('tries the target on the way', () => {
    expect(searched({ ...search, target: 330 }, 560).rates).toEqual([50, 100, 200, 330, 660, 480, 530, 580]);
  });

  it('finds how the API fares below what is too much for the generator', () => {
    expect(searched(search, 560, 700)).toMatchObject({ holds: 550, end: 'broke' });
    expect(searched(search, 1000, 560)).toMatchObject({ holds: 550, end: 'generator' });
  });

  it('ends with a rate that the API bears and one less than a step above that it does not, whatever that is', () => {
    for (let bears = 50; bears < 5000; bears += 37) {
      const { holds, rates } = searched(search, bears);
      const above = Math.min(...rates.filter((rate) => rate > bears));
      expect(holds).toBeLessThanOrEqual(bears);
      expect(above - holds).toBeLessThanOrEqual(50);
      expect(rates.length).toBeLessThan(16);
      expect(new Set(rates).size).toBe(rates.length);
    }
  });
});
