import { expose } from 'comlink';
import { VoiceEngine } from './voice-engine.ts';

expose(new VoiceEngine());
