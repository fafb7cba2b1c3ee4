import type { AnswerQuestion, TurnListener, VoiceClient } from '../../../src/voice/memory/index.ts';

/** A voice client that does what a test says. */
export class ScriptedClient implements VoiceClient {
  readonly framework = 'scripted';
  readonly injected: string[] = [];
  turns: TurnListener | null = null;
  ask: AnswerQuestion | null = null;
  broken = false;

  readonly inject = (contextText: string): void => {
    if (this.broken) throw new Error(contextText);
    this.injected.push(contextText);
  };

  onTurn(turns: TurnListener): () => void {
    this.turns = turns;
    return () => (this.turns = null);
  }

  onTool(answer: AnswerQuestion): () => void {
    this.ask = answer;
    return () => (this.ask = null);
  }
}
