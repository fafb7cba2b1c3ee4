/** Keeps the page where it is when a file is dropped on it: the browser would leave it for the file. Places that take files come first. */
export function keepFromFiles(): void {
  for (const name of ['dragover', 'drop'] as const) {
    addEventListener(name, (event) => {
      const { dataTransfer, defaultPrevented } = event;
      if (defaultPrevented || !dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dataTransfer.dropEffect = 'none';
    });
  }
}
