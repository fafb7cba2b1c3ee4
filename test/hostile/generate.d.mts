/** The text of cases.jsonl as the generator writes it. */
export declare const written: () => string;
