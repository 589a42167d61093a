import { assertNever } from '../base/assertNever.ts';
import type { ErrorInfo } from '../base/errors.ts';
import type { SessionEvent } from '../session/event.ts';
import type { SessionState } from '../session/state.ts';
import { clockText, scenariosText } from '../session/wording.ts';
import { noHotspotsText } from './hotspotSection.ts';
import { plainText, wrap } from './layout.ts';
import type { ProgressView } from './progressView.ts';
import type { Style } from './style.ts';

/** Tells on stderr what happens to a run; with `quiet`, only what the user should know. */
export class Follower {
  readonly #view: ProgressView;
  readonly #style: Style;
  readonly #quiet: boolean;
  readonly #width: number;
  /** Why there will be no hotspots: told once the load begins, since a target that is down says all there is. */
  #noHotspots: ErrorInfo | null = null;

  /** @param width columns that a line may take */
  constructor(
    view: ProgressView,
    { style, quiet, width }: { readonly style: Style; readonly quiet: boolean; readonly width: number },
  ) {
    this.#view = view;
    this.#style = style;
    this.#quiet = quiet;
    this.#width = width;
  }

  follow(event: SessionEvent, state: SessionState): void {
    switch (event.type) {
      case 'prepared': {
        const { name, scenarios, target, durationMs } = event.run;
        const parts = [name, scenariosText(scenarios), target, clockText(durationMs)];
        this.#inform(parts.filter((one) => one !== '').join(' · '));
        break;
      }
      case 'profileAttached': {
        const { runtime, version, pid, command } = event.process;
        this.#inform(`profiling pid ${pid}, ${runtime} ${version}: ${command}`);
        break;
      }
      case 'profileUnavailable':
        this.#noHotspots = event.problem;
        if (state.phase !== 'preparing') this.#tellNoHotspots();
        break;
      case 'warned':
        this.warn(event.message);
        break;
      case 'started':
        this.#tellNoHotspots();
        this.#view.update(state);
        break;
      case 'stopping':
      case 'snapshot':
      case 'profileUpdated':
        this.#view.update(state);
        break;
      case 'finished':
        this.#view.close();
        break;
      case 'recorded':
      case 'compared':
        break;
      default:
        assertNever(event);
    }
  }

  /** @param message may hold lines of its own, such as what to do */
  warn(message: string, hint = ''): void {
    const [first = '', ...more] = message.split('\n').map(plainText);
    const lines = wrap(`warning: ${first}`, this.#width - 2).map((line, index) =>
      this.#style.yellow(index === 0 ? line : `  ${line}`),
    );
    const hints = [...more, plainText(hint)].flatMap((line) => wrap(line, this.#width - 2));
    this.#view.note([...lines, ...hints.map((line) => `  ${line}`)]);
  }

  /** What a stop by signal does now. */
  stopping(count: number): void {
    if (count === 1) this.#inform('stopping: requests under way may finish; Ctrl-C again stops at once');
    else if (count === 2) this.#inform('stopping at once');
  }

  #tellNoHotspots(): void {
    if (this.#noHotspots) this.warn(noHotspotsText(this.#noHotspots), this.#noHotspots.hint);
    this.#noHotspots = null;
  }

  #inform(text: string): void {
    if (!this.#quiet) this.#view.note([this.#style.dim(plainText(text))]);
  }
}
