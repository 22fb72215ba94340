import { measureWords } from "../../../wording/number-words.ts";
import { cellColours, groundColour } from "../tile-map/plane-painter.ts";
import { type Domain, histogram, ticksOf } from "./metric-plot-model.ts";
import type { Brush, Threshold } from "./plot-choice.ts";

export interface ScatterContent {
	readonly across: Float64Array;
	readonly values: Float64Array;
	readonly states: Uint8Array;
	readonly domainX: Domain;
	readonly domainY: Domain;
	readonly brush: Brush | null;
	readonly threshold: Threshold | null;
	/** Of rules that are in force. */
	readonly rules: readonly Threshold[];
	readonly selectedRow: number;
	readonly hoveredRow: number;
	readonly labelX: string;
}

export const plotMargin = { left: 52, right: 66, top: 8, bottom: 24 } as const;
/** Points at the ends of the scale are seen whole. */
const inset = 6;

/** From data to CSS pixels and back. */
export interface PlotScale {
	readonly toX: (value: number) => number;
	readonly toY: (value: number) => number;
	readonly fromX: (x: number) => number;
	readonly fromY: (y: number) => number;
}

export function scaleOf(domainX: Domain, domainY: Domain, width: number, height: number): PlotScale {
	const roomX = Math.max(1, width - plotMargin.left - plotMargin.right - 2 * inset);
	const roomY = Math.max(1, height - plotMargin.top - plotMargin.bottom - 2 * inset);
	const perX = roomX / (domainX.most - domainX.least);
	const perY = roomY / (domainY.most - domainY.least);
	return {
		toX: (value) => plotMargin.left + inset + (value - domainX.least) * perX,
		toY: (value) => plotMargin.top + inset + (domainY.most - value) * perY,
		fromX: (x) => domainX.least + (x - plotMargin.left - inset) / perX,
		fromY: (y) => domainY.most - (y - plotMargin.top - inset) / perY,
	};
}

const ink = "#8490a0";

/** Points in the colour of their state; 100,000 of them are written as pixels, not as shapes. */
export function drawScatter(canvas: HTMLCanvasElement, content: ScatterContent): void {
	const { clientWidth: width, clientHeight: height } = canvas;
	const ratio = devicePixelRatio;
	const [pixelsX, pixelsY] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
	if (canvas.width !== pixelsX) canvas.width = pixelsX;
	if (canvas.height !== pixelsY) canvas.height = pixelsY;
	const context = canvas.getContext("2d", { alpha: false });
	if (context === null) return;
	const scale = scaleOf(content.domainX, content.domainY, width, height);
	context.setTransform(ratio, 0, 0, ratio, 0, 0);
	context.fillStyle = groundColour;
	context.fillRect(0, 0, width, height);
	drawAxes(context, content, scale, width, height);
	drawPoints(context, content, scale, ratio);
	drawHistogram(context, content, width, height);
	drawBrush(context, content, scale);
	for (const rule of content.rules) drawThreshold(context, rule, scale, width, height, "#a0abb9", []);
	if (content.threshold !== null) drawThreshold(context, content.threshold, scale, width, height, "#f0e442", [5, 3]);
	for (const [row, colour] of [
		[content.hoveredRow, "rgba(255,255,255,0.7)"],
		[content.selectedRow, "#ffffff"],
	] as const) {
		if (row < 0) continue;
		context.strokeStyle = colour;
		context.lineWidth = 2;
		context.beginPath();
		context.arc(scale.toX(content.across[row] ?? 0), scale.toY(content.values[row] ?? 0), 6, 0, 2 * Math.PI);
		context.stroke();
	}
}

function drawAxes(
	context: CanvasRenderingContext2D,
	{ domainX, domainY, labelX }: ScatterContent,
	scale: PlotScale,
	width: number,
	height: number,
): void {
	const [right, bottom] = [width - plotMargin.right, height - plotMargin.bottom];
	context.font = "11px ui-sans-serif, system-ui, sans-serif";
	context.textBaseline = "middle";
	context.lineWidth = 1;
	context.textAlign = "right";
	for (const tick of ticksOf(domainY, height / 45)) {
		const y = Math.round(scale.toY(tick)) + 0.5;
		context.strokeStyle = "#1b2129";
		context.beginPath();
		context.moveTo(plotMargin.left, y);
		context.lineTo(right, y);
		context.stroke();
		context.fillStyle = ink;
		context.fillText(measureWords(tick), plotMargin.left - 6, y);
	}
	context.textAlign = "center";
	for (const tick of ticksOf(domainX, width / 110)) {
		context.fillStyle = ink;
		context.fillText(measureWords(tick), scale.toX(tick), bottom + 10);
	}
	context.textAlign = "right";
	context.fillText(labelX, width - 4, bottom + 10);
}

function drawPoints(context: CanvasRenderingContext2D, content: ScatterContent, scale: PlotScale, ratio: number): void {
	const { across, values, states, brush, threshold } = content;
	const { width, height } = context.canvas;
	const image = context.getImageData(0, 0, width, height);
	const pixels = new Uint32Array(image.data.buffer);
	const side = Math.max(2, Math.round(pointSize(values.length) * ratio));
	const insets = discInsets(side);
	for (let row = 0; row < values.length; row++) {
		const measured = values[row] ?? Number.NaN;
		const x = across[row] ?? Number.NaN;
		const left = Math.round(scale.toX(x) * ratio - side / 2);
		const top = Math.round(scale.toY(measured) * ratio - side / 2);
		// Also false for NaN.
		if (!(left >= 0 && top >= 0 && left + side < width && top + side < height)) continue;
		const [red, green, blue] = cellColours[states[row] ?? 0] ?? [255, 255, 255];
		const isHeld =
			threshold !== null && (threshold.side === "below" ? measured < threshold.value : measured > threshold.value);
		const isOut = brush !== null && !isWithin(brush, x, measured);
		const part = isOut ? 0.45 : 1;
		const colour = isHeld && !isOut ? 0xff42e4f0 : packed(red * part, green * part, blue * part);
		for (let line = 0; line < side; line++) {
			const start = (top + line) * width + left;
			const inset = insets[line] ?? 0;
			pixels.fill(colour, start + inset, start + side - inset);
		}
	}
	context.putImageData(image, 0, 0);
}

/** In CSS pixels: as large as there is room for. */
function pointSize(count: number): number {
	if (count > 20_000) return 2;
	if (count > 2_000) return 4;
	return count > 400 ? 7 : 9;
}

/** How many pixels of each line of a square lie outside the disc in it; small ones stay squares. */
function discInsets(side: number): readonly number[] {
	const radius = side / 2;
	return Array.from({ length: side }, (_, line) =>
		side < 5 ? 0 : Math.round(radius - Math.sqrt(radius * radius - (line + 0.5 - radius) ** 2)),
	);
}

function isWithin(brush: Brush, x: number, y: number): boolean {
	return x >= brush.fromX && x <= brush.toX && y >= brush.fromY && y <= brush.toY;
}

function packed(red: number, green: number, blue: number): number {
	return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/** How the values are spread, along the right edge. */
function drawHistogram(
	context: CanvasRenderingContext2D,
	{ values, domainY }: ScatterContent,
	width: number,
	height: number,
): void {
	const room = height - plotMargin.top - plotMargin.bottom - 2 * inset;
	const steps = Math.max(1, Math.floor(room / 4));
	const counts = histogram(values, domainY, steps);
	const most = Math.max(1, ...counts);
	context.fillStyle = "#4b5563";
	for (const [step, count] of counts.entries()) {
		if (count === 0) continue;
		const length = Math.max(1, (count / most) * (plotMargin.right - 22));
		const y = height - plotMargin.bottom - inset - ((step + 1) * room) / steps;
		context.fillRect(width - plotMargin.right + 16, y, length, Math.max(1, room / steps - 1));
	}
}

function drawBrush(context: CanvasRenderingContext2D, { brush }: ScatterContent, scale: PlotScale): void {
	if (brush === null) return;
	const [left, right] = [scale.toX(brush.fromX), scale.toX(brush.toX)];
	const [top, bottom] = [scale.toY(brush.toY), scale.toY(brush.fromY)];
	context.fillStyle = "rgba(124,198,240,0.10)";
	context.fillRect(left, top, right - left, bottom - top);
	context.strokeStyle = "#7cc6f0";
	context.lineWidth = 1;
	context.strokeRect(left, top, right - left, bottom - top);
}

function drawThreshold(
	context: CanvasRenderingContext2D,
	{ value }: Threshold,
	scale: PlotScale,
	width: number,
	height: number,
	colour: string,
	dashes: number[],
): void {
	const y = scale.toY(value);
	if (y < plotMargin.top - 1 || y > height - plotMargin.bottom + 1) return;
	context.strokeStyle = colour;
	context.lineWidth = 1.5;
	context.setLineDash(dashes);
	context.beginPath();
	context.moveTo(plotMargin.left, y);
	context.lineTo(width - plotMargin.right + 12, y);
	context.stroke();
	context.setLineDash([]);
}
