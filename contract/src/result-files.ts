/** Files in which a program says what it made; apart from their shapes, so that naming them loads nothing. */

/** A program may write this file into the output directory: numbers by name, plotted and gated on. */
export const metricsFileName = "metrics.json";

/** A program may write this file into the output directory to describe what it made. */
export const artifactsFileName = "artifacts.json";
