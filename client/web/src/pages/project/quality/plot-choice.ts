import { withoutNoise } from "../../../wording/round-steps.ts";

/** What is plotted and what is brushed in it, as text in the address: it can be shared and gone back to. */
export interface PlotChoice {
	readonly stage: string | null;
	readonly metric: string | null;
	readonly axis: PlotAxis;
	/** A rectangle in the units of the plot. */
	readonly brush: Brush | null;
	readonly threshold: Threshold | null;
}

export type PlotAxis = "arrival" | "x" | "y" | "z";
const axes: readonly PlotAxis[] = ["arrival", "x", "y", "z"];

export interface Brush {
	readonly fromX: number;
	readonly toX: number;
	readonly fromY: number;
	readonly toY: number;
}

export interface Threshold {
	readonly side: "below" | "above";
	readonly value: number;
}

export const noChoice: PlotChoice = { stage: null, metric: null, axis: "arrival", brush: null, threshold: null };

/** Unknown or damaged parts are left out rather than refused. */
export function parsePlotChoice(text: string | null): PlotChoice {
	if (text === null) return noChoice;
	const [stage = "", metric = "", axis = "", brush = "", threshold = ""] = text.split("~");
	const edges = brush.split(",").map(Number);
	const [fromX = Number.NaN, toX = Number.NaN, fromY = Number.NaN, toY = Number.NaN] = edges;
	const isBrush = brush !== "" && edges.length === 4 && edges.every((edge) => Number.isFinite(edge));
	const value = Number(threshold.slice(1));
	const side = threshold.startsWith("<") ? "below" : threshold.startsWith(">") ? "above" : null;
	return {
		stage: stage === "" ? null : stage,
		metric: metric === "" ? null : decodeURIComponent(metric),
		axis: axes.find((candidate) => candidate === axis) ?? "arrival",
		brush: isBrush ? { fromX, toX, fromY, toY } : null,
		threshold: side === null || threshold.length < 2 || !Number.isFinite(value) ? null : { side, value },
	};
}

/** Null for the empty choice. */
export function formatPlotChoice({ stage, metric, axis, brush, threshold }: PlotChoice): string | null {
	const parts = [
		stage ?? "",
		// The tilde is the one separator that neither addresses nor names of metrics need.
		metric === null ? "" : encodeURIComponent(metric).replaceAll("~", "%7E"),
		axis === "arrival" ? "" : axis,
		brush === null ? "" : [brush.fromX, brush.toX, brush.fromY, brush.toY].map(short).join(","),
		threshold === null ? "" : `${threshold.side === "below" ? "<" : ">"}${withoutNoise(threshold.value)}`,
	];
	const text = parts.join("~").replace(/~+$/, "");
	return text === "" ? null : text;
}

function short(value: number): string {
	return String(Number(value.toPrecision(5)));
}
