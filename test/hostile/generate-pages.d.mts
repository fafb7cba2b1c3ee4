/** The text of pages.jsonl as the generator writes it. */
export declare const written: () => string;
