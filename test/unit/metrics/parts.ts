import type { Failure } from '../../../src/metrics/failure.ts';
import { Recorder } from '../../../src/metrics/recorder.ts';
import type { RecorderOptions } from '../../../src/metrics/recorderOptions.ts';
import type { RequestSeries, Sample } from '../../../src/metrics/sample.ts';
import type { MetricRecord } from '../../../src/metrics/snapshot.ts';
import type { ThresholdOptions } from '../../../src/metrics/threshold.ts';

export const GENERATOR = { loopDelayP99Ms: 1, cpuShare: 0.5, memoryBytes: 1000, machineCpuShare: 0.4 };

export function series(name: string, more: Partial<RequestSeries> = {}): RequestSeries {
  return {
    scenario: 'main',
    name,
    method: 'GET',
    path: `/${name}`,
    url: `http://localhost:3000/${name}`,
    tags: {},
    ...more,
  };
}

export function sample(more: Partial<Sample> = {}): Sample {
  return {
    series: 0,
    phase: -1,
    status: 200,
    errorCode: 0,
    failed: false,
    proto: more.status === 0 ? '' : 'HTTP/1.1',
    durationUs: 1000,
    serviceUs: 900,
    blockedUs: 10,
    connectingUs: 0,
    tlsHandshakingUs: 0,
    sendingUs: 100,
    waitingUs: 700,
    receivingUs: 100,
    bytesSent: 50,
    bytesReceived: 500,
    ...more,
  };
}

export function threshold(
  metric: string,
  expression: string,
  more: Partial<ThresholdOptions> = {},
): ThresholdOptions {
  return { metric, expression, abortOnFail: false, delayAbortEvalMs: 0, ...more };
}

export function recorder(more: Partial<RecorderOptions> = {}): Recorder {
  return new Recorder({
    series: [series('login'), series('list')],
    scenarios: [{ name: 'main', tags: {} }],
    checks: [],
    thresholds: [],
    ...more,
  });
}

export function failure(reason: string, kind = 'login 500'): Failure {
  return {
    kind,
    elapsedMs: 1,
    scenario: 'main',
    name: 'login',
    method: 'GET',
    url: 'http://localhost:3000/login',
    status: 500,
    errorCode: 1500,
    reason,
    excerpt: '',
    place: null,
  };
}

export function valuesOf(metrics: readonly MetricRecord[], name: string): Record<string, number> | undefined {
  return metrics.find((one) => one.name === name)?.values;
}
