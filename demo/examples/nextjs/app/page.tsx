import type { ReactNode } from 'react';
import { Talk } from './talk';

/** Rendered on the server, as ever; the memory begins where the component does, in the browser. */
export default function Page(): ReactNode {
  return (
    <main>
      <h1>Memory in Next.js</h1>
      <Talk />
    </main>
  );
}
