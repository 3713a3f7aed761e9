import type { LinearCost } from '../linear/client.js';
import { type Arrival, type CallEvent, type LinearFigures, type Step, toTenth } from '../telemetry/event.js';

/** Takes the time of one call and of its parts. */
export interface Meter {
  /** Asked for a token and did not get it yet, so that nothing can have happened at Linear. */
  isBeforeLinear: () => boolean;
  /** Linear has answered at least once. */
  isAnswered: () => boolean;
  timeExchange: <T>(exchange: () => Promise<T>) => Promise<T>;
  timeLinear: <T>(request: () => Promise<T>, isOk: (answer: T) => boolean) => Promise<T>;
  addCost: (cost: LinearCost) => void;
  /** The answer is written: what came after the last answer of Linear was making it. */
  endRender: () => void;
  read: () => Pick<
    CallEvent,
    'endedAt' | 'totalMs' | 'queueMs' | 'exchangeMs' | 'linearMs' | 'linear' | 'steps'
  >;
}

export function createMeter(arrival: Arrival | undefined): Meter {
  const begun = performance.now();
  const steps: Step[] = [];
  const linear: LinearFigures = { requests: 0, complexity: 0 };
  let answers = 0;
  const add = (name: Step['name'], from: number, isOk: boolean): void => {
    steps.push({ name, startedAt: from, ms: toTenth(performance.now() - from), isOk });
  };
  const timed =
    (name: Step['name']) =>
    async <T>(work: () => Promise<T>, judge: (result: T) => boolean = () => true): Promise<T> => {
      const from = performance.now();
      let isOk = false;
      try {
        const result = await work();
        isOk = judge(result);
        return result;
      } finally {
        add(name, from, isOk);
      }
    };
  const timeRequest = timed('linear');
  if (arrival?.authenticatedAt !== undefined) {
    const ms = toTenth(arrival.authenticatedAt - arrival.at);
    steps.push({ name: 'authenticate', startedAt: arrival.at, ms, isOk: true });
  }
  return {
    isBeforeLinear: () => !steps.some(({ name }) => name === 'exchange'),
    isAnswered: () => answers > 0,
    timeExchange: timed('exchange'),
    timeLinear: (request, isOk) => {
      // Counted when it is sent: what is never answered may have been done all the same.
      linear.requests += 1;
      return timeRequest(request, isOk);
    },
    addCost: ({ complexity = 0, ...quota }) => {
      answers += 1;
      linear.complexity += complexity;
      Object.assign(linear, quota);
    },
    endRender: () => {
      const last = steps.findLast(({ name }) => name === 'linear');
      add('render', last === undefined ? begun : last.startedAt + last.ms, true);
    },
    read: () => {
      const now = performance.now();
      // The monotonic clock drifts from the calendar's, so each call sets its own against it.
      const epoch = Date.now() - now;
      return {
        endedAt: epoch + now,
        totalMs: toTenth(now - begun),
        queueMs: arrival && toTenth(begun - arrival.at),
        exchangeMs: sum(steps, 'exchange'),
        linearMs: sum(steps, 'linear'),
        linear,
        steps: steps.map((step) => ({ ...step, startedAt: epoch + step.startedAt })),
      };
    },
  };
}

/** Of all steps of that name together; undefined when there was none. */
function sum(steps: readonly Step[], name: Step['name']): number | undefined {
  const found = steps.filter((step) => step.name === name);
  return found.length === 0 ? undefined : toTenth(found.reduce((total, { ms }) => total + ms, 0));
}
