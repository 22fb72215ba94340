import { rgbOf } from "../../../states/contrast.ts";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { cellColours, emptyColour, gapFromScale, groundColour, type PlanePainter } from "./plane-painter.ts";
import type { PlaneLayout } from "./tile-map-model.ts";

/**
 * One texel for each cell, coloured by a palette in the shader: what a frame costs depends on the pixels of the
 * screen, not on the number of tiles. Where a cell is smaller than a pixel, the most urgent of its neighbours is
 * shown, so that one failed tile among a million stays visible.
 */
const vertexShader = `#version 300 es
in vec2 corner;
void main() { gl_Position = vec4(corner, 0.0, 1.0); }`;

const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D cells;
uniform ivec2 extent;
uniform vec2 origin;
uniform float scale;
uniform float screenHeight;
uniform float gap;
uniform int reach;
uniform vec3 ground;
uniform vec3 nothing;
uniform vec3 palette[10];
uniform float urgency[10];
out vec4 colour;
void main() {
	vec2 at = (vec2(gl_FragCoord.x, screenHeight - gl_FragCoord.y) - origin) / scale;
	ivec2 cell = ivec2(floor(at));
	colour = vec4(ground, 1.0);
	if (cell.x < 0 || cell.y < 0 || cell.x >= extent.x || cell.y >= extent.y) return;
	vec2 within = fract(at) * scale;
	if (within.x > scale - gap || within.y > scale - gap) return;
	uint code = texelFetch(cells, cell, 0).r;
	for (int y = 0; y < reach; y++) {
		for (int x = 0; x < reach; x++) {
			ivec2 other = cell + ivec2(x, y);
			if (other.x >= extent.x || other.y >= extent.y) continue;
			uint candidate = texelFetch(cells, other, 0).r;
			if (candidate > 9u) continue;
			if (code > 9u || urgency[candidate] > urgency[code]) code = candidate;
		}
	}
	colour = vec4(code <= 9u ? palette[code] : nothing, 1.0);
}`;

/** Null where the browser or the driver has no WebGL2. */
export function createGlPainter(canvas: HTMLCanvasElement): PlanePainter | null {
	const gl = canvas.getContext("webgl2", { antialias: false, alpha: false });
	if (gl === null) return null;
	const program = linkProgram(gl);
	if (program === null) return null;
	// biome-ignore lint/correctness/useHookAtTopLevel: a function of WebGL, not a hook of React
	gl.useProgram(program);
	gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
	gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
	const corner = gl.getAttribLocation(program, "corner");
	gl.enableVertexAttribArray(corner);
	gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
	const uniform = (name: string) => gl.getUniformLocation(program, name);
	gl.uniform3fv(
		uniform("palette"),
		cellColours.flat().map((channel) => channel / 255),
	);
	// A tile without a task is the least urgent thing there is.
	gl.uniform1fv(uniform("urgency"), [...taskStatesByCode.map((state) => taskStateTable[state].urgency + 1), 0]);
	gl.uniform3fv(
		uniform("ground"),
		rgbOf(groundColour).map((channel) => channel / 255),
	);
	gl.uniform3fv(
		uniform("nothing"),
		rgbOf(emptyColour).map((channel) => channel / 255),
	);
	const places = {
		extent: uniform("extent"),
		origin: uniform("origin"),
		scale: uniform("scale"),
		screenHeight: uniform("screenHeight"),
		gap: uniform("gap"),
		reach: uniform("reach"),
	};
	gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
	for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
	for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
	gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
	let shape: Pick<PlaneLayout, "width" | "height"> = { width: 0, height: 0 };

	return {
		kind: "webgl2",
		setPlane({ width, height }, { cells }) {
			if (width === 0 || height === 0) {
				shape = { width: 0, height: 0 };
				return;
			}
			if (width === shape.width && height === shape.height) {
				gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED_INTEGER, gl.UNSIGNED_BYTE, cells);
			} else {
				gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, width, height, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, cells);
			}
			shape = { width, height };
		},
		draw(view, pixelRatio) {
			gl.viewport(0, 0, canvas.width, canvas.height);
			gl.uniform2i(places.extent, shape.width, shape.height);
			gl.uniform2f(places.origin, view.originX * pixelRatio, view.originY * pixelRatio);
			gl.uniform1f(places.scale, view.scale * pixelRatio);
			gl.uniform1f(places.screenHeight, canvas.height);
			gl.uniform1f(places.gap, view.scale >= gapFromScale ? Math.max(1, pixelRatio) : 0);
			gl.uniform1i(places.reach, Math.min(8, Math.ceil(1 / (view.scale * pixelRatio))));
			gl.drawArrays(gl.TRIANGLES, 0, 3);
		},
		dispose() {
			gl.deleteProgram(program);
		},
	};
}

/**
 * Whether WebGL2 is there and drawn by a graphics card. Asked of a canvas of its own, because one that has had a
 * WebGL context can never have another; the name is asked for because browsers do not call every software renderer a
 * caveat.
 */
export function hasGraphicsCard(): boolean {
	const canvas = document.createElement("canvas");
	const gl = canvas.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
	if (gl === null) return false;
	const info = gl.getExtension("WEBGL_debug_renderer_info");
	const renderer = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
	gl.getExtension("WEBGL_lose_context")?.loseContext();
	return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(renderer));
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram | null {
	const program = gl.createProgram();
	for (const [type, source] of [
		[gl.VERTEX_SHADER, vertexShader],
		[gl.FRAGMENT_SHADER, fragmentShader],
	] as const) {
		const shader = gl.createShader(type);
		if (shader === null) return null;
		gl.shaderSource(shader, source);
		gl.compileShader(shader);
		gl.attachShader(program, shader);
	}
	gl.linkProgram(program);
	if (gl.getProgramParameter(program, gl.LINK_STATUS)) return program;
	console.warn("The tile map falls back to a plain canvas:", gl.getProgramInfoLog(program));
	return null;
}
