/** Whole numbers from −127 to 127 and, per row, what one of them is worth. */
export interface QuantizedRows {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

export interface QuantizeOptions {
  /** Writes the values column by column: [rows, columns] in, [columns, rows] out. */
  readonly transpose: boolean;
}

const MAX = 127;

/** Symmetric int8, one scale a row; a row of zeros gets scale 1. */
export function quantizeRows(data: Float32Array, rows: number, columns: number, options: QuantizeOptions): QuantizedRows {
  const values = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  const [rowStep, columnStep] = options.transpose ? [1, rows] : [columns, 1];
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    let largest = 0;
    for (let column = 0; column < columns; column += 1) largest = Math.max(largest, Math.abs(data[start + column]!));
    scales[row] = largest / MAX || 1;
    // The scale as stored, in single precision, so that the values fit what the graph will multiply by.
    const scale = scales[row]!;
    for (let column = 0; column < columns; column += 1) {
      values[row * rowStep + column * columnStep] = Math.max(-MAX, Math.min(MAX, Math.round(data[start + column]! / scale)));
    }
  }
  return { values, scales };
}
