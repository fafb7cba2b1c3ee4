const RUNTIME = 'http://127.0.0.1:7878';

/** The runtime answered with an error of its contract. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** How it is asked. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the runtime. @throws ApiError when it refuses */
export async function ask(path: string, { method = 'GET', body, signal }: Call = {}): Promise<Response> {
  const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${RUNTIME}${path}`, { method, ...content, ...(signal ? { signal } : {}) });
  if (response.ok) return response;
  const { error, message } = (await response.json()) as {
    readonly error?: string | { readonly code: string; readonly message: string };
    readonly message?: string;
  };
  if (typeof error === 'object') throw new ApiError(error.code, error.message);
  throw new ApiError(error ?? `http_${response.status}`, message ?? 'The runtime refused the call.');
}

/** The same, with the answer read. */
export async function call<T>(path: string, how?: Call): Promise<T> {
  return (await ask(path, how)).json() as Promise<T>;
}
