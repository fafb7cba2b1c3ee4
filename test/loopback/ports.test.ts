import { expect, it } from 'vitest';
import { LoopbackPorts, type Answer } from '../../src/loopback/ports.ts';

const answer: Answer = async () => new Response('');

it('frees a port once: whoever binds it next keeps it, though it is the same one', () => {
  const ports = new LoopbackPorts();
  const free = ports.bind(7878, answer);
  free();
  ports.bind(7878, answer);
  free();
  expect(ports.isBound(7878)).toBe(true);
});
