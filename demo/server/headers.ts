const SCRIPT = 'text/javascript; charset=utf-8';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': SCRIPT,
  '.mjs': SCRIPT,
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
};

const policyOf = (llmOrigin: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${llmOrigin === null ? '' : ` ${llmOrigin}`}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    // a second person beside the first is the same page in a frame of its own
    "frame-src 'self'",
    "frame-ancestors 'self'",
  ].join('; ');

/** The page has a policy that passes its own workers. ONNX Runtime's thread worker, started from a worker, has none. */
const TYPED = "; require-trusted-types-for 'script'; trusted-types default";

/** Response headers of a file: its type, how long it may be kept, and what the page may do; `llmOrigin` is the one other origin that it may ask. */
export function headersFor(path: string, extension: string, llmOrigin: string | null = null): Record<string, string> {
  return {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': policyOf(llmOrigin) + (extension === '.html' ? TYPED : ''),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
