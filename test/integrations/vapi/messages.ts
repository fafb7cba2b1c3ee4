/** Messages of Vapi's server URL, in the shapes of its published documentation and types. */

export const CALL = { id: '7420f27a-30fd-4f49-a995-5549ae7cc00d', orgId: 'org_1', type: 'inboundPhoneCall', status: 'in-progress' } as const;
const START = Date.UTC(2026, 4, 10, 9, 0, 0);

export type Entry = Readonly<Record<string, unknown>>;

const entry = (role: string, message: string, secondsFromStart: number): Entry => ({
  role,
  message,
  time: START + secondsFromStart * 1000,
  endTime: START + secondsFromStart * 1000 + 900,
  secondsFromStart,
});
export const user = (message: string, second = 0): Entry => entry('user', message, second);
export const bot = (message: string, second = 0): Entry => entry('bot', message, second);

/** A tool call as it stands in an artifact. */
export const toolCalls = (name: string, args: object): Entry => ({
  role: 'tool_calls',
  message: '',
  time: START,
  secondsFromStart: 5,
  toolCalls: [{ id: 'toolu_1', type: 'function', function: { name, arguments: JSON.stringify(args) } }],
});

/** What a message is about, and its further fields. */
export interface Of {
  readonly number?: string;
  readonly call?: object;
  readonly [field: string]: unknown;
}

const message = (type: string, { number, call = {}, chat, ...fields }: Of): object => ({
  message: {
    timestamp: START,
    type,
    // a message is about one or the other
    ...(chat === undefined ? { call: { ...CALL, ...call } } : { chat }),
    ...(number === undefined ? {} : { customer: { number } }),
    phoneNumber: { id: 'phone_1', number: '+4930000' },
    assistant: { name: 'Support', model: { provider: 'openai', model: 'gpt-4o' } },
    ...fields,
  },
});

export const knowledgeBaseRequest = (messages: readonly object[], of: Of = {}): object => message('knowledge-base-request', { messages, ...of });

/** `form`: as the types have it, as the documentation's older and newer examples do. */
export function toolCallsMessage(name: string, args: object, of: Of = {}, form: 'types' | 'plain' | 'with-tool' = 'types'): object {
  const id = 'toolu_01DTPAzUm5Gk3zxrpJ969oMF';
  if (form === 'plain') return message('tool-calls', { toolCallList: [{ id, name, arguments: args }], ...of });
  if (form === 'with-tool')
    return message('tool-calls', { toolCallList: [], toolWithToolCallList: [{ type: 'function', name, toolCall: { id, parameters: args } }], ...of });
  const call = { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return message('tool-calls', { toolCallList: [call], toolWithToolCallList: [{ type: 'function', function: { name }, toolCall: call }], ...of });
}

export const endOfCallReport = (messages: readonly object[], of: Of = {}): object =>
  message('end-of-call-report', {
    endedReason: 'customer-ended-call',
    analysis: { summary: 'A call.' },
    artifact: { messages, transcript: 'AI: …', recordingUrl: 'https://example.com/a.wav' },
    startedAt: new Date(START).toISOString(),
    endedAt: new Date(START + 60_000).toISOString(),
    ...of,
  });

export const otherMessage = (type: unknown, of: Of = {}): object => message(type as string, of);
