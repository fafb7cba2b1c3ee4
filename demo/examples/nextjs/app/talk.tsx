'use client';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { openMemory } from './memory';

/** Keeps what is said, and shows what a model would be told. */
export function Talk(): ReactNode {
  const [status, setStatus] = useState('Opening the memory…');
  const [context, setContext] = useState('');
  const failed = (error: unknown): void => setStatus(`That did not work: ${(error as Error).message}`);

  useEffect(() => {
    openMemory().then(() => setStatus('Ready.'), failed);
  }, []);

  async function say(userText: string): Promise<void> {
    setStatus('Remembering…');
    const memory = await openMemory();
    const { contextText, trace } = await memory.recall(userText);
    setContext(contextText);
    await memory.keep(userText, 'Noted.');
    setStatus(trace.degraded ? 'Kept. Recall goes by words until the model is loaded.' : 'Kept.');
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const words = new FormData(event.currentTarget).get('words');
    event.currentTarget.reset();
    if (typeof words === 'string') say(words.trim()).catch(failed);
  }

  return (
    <>
      <form onSubmit={submit}>
        <label htmlFor="words">Say “I live in Delhi.”, then ask “In which city is my home?”; reload, and ask again.</label>
        <input id="words" name="words" autoComplete="off" required style={{ font: 'inherit', width: '100%' }} />
      </form>
      <p role="status">{status}</p>
      <h2>What a model would be told</h2>
      <pre style={{ whiteSpace: 'pre-wrap' }}>{context}</pre>
    </>
  );
}
