/** What tests send where a microphone would send sound: what the user says, or that the user starts to speak. */
export type Heard = { readonly says: string } | { readonly starts: true };
