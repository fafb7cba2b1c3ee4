'use client';
import { useEffect } from 'react';
import { firstRecall } from '../first-recall.js';

export default function Page() {
  useEffect(() => {
    void firstRecall().then((found) => {
      globalThis.found = found;
      return found;
    });
  }, []);
  return <p>First recall</p>;
}
