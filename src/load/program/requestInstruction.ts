import type { EvaluationContext } from '../../scenario/expression/evaluate.ts';
import type { PlannedRequest } from '../../scenario/plan/plan.ts';
import type { Capture } from '../check/capture.ts';
import type { Check } from '../check/checkedResponse.ts';
import type { Observation } from '../check/condition.ts';
import type { MetricReader } from '../check/metricReader.ts';
import type { OutgoingRequest } from '../transport/requester.ts';
import type { Login } from './credentials.ts';

/** A request of a flow, with all that can be made once made. */
export interface RequestInstruction {
  readonly kind: 'request';
  readonly planned: PlannedRequest;
  /** Index of its series in the recorder. */
  readonly series: number;
  /** Index of its origin among the program's. */
  readonly origin: number;
  readonly checks: readonly { readonly id: number; readonly test: Check }[];
  /** What is taken out of the response; null where nothing is. */
  readonly captures: readonly Capture[] | null;
  /** What must have happened before it can be sent; null where nothing must. */
  readonly login: Login | null;
  /** Where it goes, as it may be shown, with its expressions unevaluated. */
  readonly url: string;
  /** The numbers that go into the user's metrics; null where there are none. */
  readonly metrics: readonly MetricReader[] | null;
  /** In lower case, the header that its auth sets; '' for none. */
  readonly authHeader: string;
  /** Header values and the like that no failure may show. */
  readonly secrets: readonly string[];
  /** The request for this virtual user; shared by all, valid until the next call. */
  outgoing(context: EvaluationContext): OutgoingRequest;
  /** What conditions look at in its response. */
  readonly observes: readonly Observation[];
  observe(observation: Observation): void;
  /** Whether the flow expects this status, so that it is no failure. */
  expects(status: number): boolean;
}
