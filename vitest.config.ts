import { defineConfig } from 'vitest/config';

/**
 * The long ones of those that count and do not measure: none minds what goes on beside it. All others that talk to
 * real servers have the machine to themselves.
 */
const inPairs = ['auth', 'bodies', 'cli', 'http1Fuzz', 'sample', 'threads'].map(
  (name) => `test/integration/${name}.test.ts`,
);

// Real servers and real time on a shared machine: a neighbour's load may spoil one try, a fault spoils all.
const real = { testTimeout: 60_000, hookTimeout: 60_000, retry: 2 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 10_000,
          // Not one less than there are cores, which on two of them is one.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          ...real,
          name: 'integration-in-pairs',
          include: inPairs,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...real,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: inPairs,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
