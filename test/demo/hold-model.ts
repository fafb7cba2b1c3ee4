import type { BrowserContext } from 'playwright';

/** Keeps the model from coming to a page until the returned function is called. */
export async function holdModel(context: BrowserContext): Promise<() => void> {
  let letThrough!: () => void;
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await context.route('**/model/model.onnx', async (route) => {
    await held;
    await route.continue();
  });
  return letThrough;
}
