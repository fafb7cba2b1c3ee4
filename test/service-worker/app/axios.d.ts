// installed for the test alone: what the page uses of it
declare module 'axios' {
  interface Answer {
    readonly status: number;
    readonly data: unknown;
  }
  const axios: { post(url: string, body: unknown): Promise<Answer> };
  export default axios;
}
