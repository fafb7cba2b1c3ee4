/** An error of this server, in the form that the cloud's have. */
export function refusal(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ error: { code, message, details: {} } }, { status, headers });
}
