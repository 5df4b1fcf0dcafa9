import type { components } from './schema';

type Body = components['schemas']['Problem'];
type Candidate = components['schemas']['Candidate'];

// Problem is a refusal of the server, or a server that did not answer
// (status 0). Its code is what the page words it by.
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly reference?: string;
  readonly fields: Record<string, string>;
  readonly challenge?: string; // with second_factor_needed: what to send with the code
  readonly current?: unknown; // what stands there now, where somebody was faster
  readonly candidates: Candidate[]; // cards that may be the same customer

  constructor(status: number, body: Partial<Body> = {}) {
    super(body.detail ?? body.title ?? '');
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'unreachable' : 'internal');
    this.reference = body.reference;
    this.challenge = (body as { challenge?: string }).challenge;
    this.current = (body as { current?: unknown }).current;
    this.candidates = (body as { candidates?: Candidate[] }).candidates ?? [];
    this.fields = Object.fromEntries((body.errors ?? []).map((e) => [e.field, e.detail]));
  }
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

// answerOf waits for a request and returns its body, or throws a Problem.
export async function answerOf<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Problem(0);
  }
  if (answer.response.ok) return answer.data as T;
  // A proxy in between may answer with something that is no problem.
  const body = typeof answer.error === 'object' && answer.error !== null ? answer.error : {};
  throw new Problem(answer.response.status, body as Partial<Body>);
}

// asProblem is what to show for anything that was thrown.
export function asProblem(err: unknown): Problem {
  return err instanceof Problem ? err : new Problem(500);
}
